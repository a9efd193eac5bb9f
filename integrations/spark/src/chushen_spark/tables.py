"""The tables of `chushen export`, and what a cluster adds to them. The columns are asked of the program itself."""
import datetime
import json
import subprocess

import pyarrow as pa

ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}

# One row a case that was answered, as it is committed wave by wave. All else is made from these.
ANSWERS = pa.schema(
    [
        ("case", pa.string()),  # its folder, relative to the queue
        ("id", pa.string()),  # case id
        ("report", pa.string()),  # file name that `scan` gives its report
        ("error_kind", pa.string()),  # null: there is a report
        ("error", pa.string()),
        ("attempts", pa.int32()),
        ("seconds", pa.float64()),
        ("file", pa.string()),  # the report, byte for byte as `scan` writes it
        ("rows", pa.string()),  # its rows of the tables, JSON
    ]
)

# What the table `cases` has besides the columns of the program: a case without a report has a row too.
ADDED = [("folder", pa.string()), ("error_kind", pa.string()), ("error", pa.string()), ("attempts", pa.int32())]


def columns(program):
    """The program's tables: name → list of (column, type)."""
    told = subprocess.run([*program, "schema", "tables"], stdout=subprocess.PIPE, check=True).stdout
    return {t["name"]: [(c["name"], c["type"]) for c in t["columns"]] for t in json.loads(told)["tables"]}


def schema(table, of):
    """A table's Arrow schema; every column may be empty, since a case without a report has little to say."""
    fields = [(name, ARROW[kind]) for name, kind in of]
    return pa.schema(fields + (ADDED if table == "cases" else []))


def flat(table, of):
    """A function from batches of answers to batches of a table's rows."""
    made = schema(table, of)
    dates = [i for i, (_, kind) in enumerate(of) if kind == "date"]

    def rows_of(answer):
        added = [answer["case"], answer["error_kind"], answer["error"], answer["attempts"]]
        if answer["rows"] is None:
            if table == "cases":
                known = {"case_id": answer["id"], "report": answer["report"].removesuffix(".json"), "verdict": "error"}
                yield [known.get(name) for name, _ in of] + added
            return
        for row in json.loads(answer["rows"])[table]:
            for i in dates:
                row[i] = row[i] and datetime.date.fromisoformat(row[i])
            yield row + added if table == "cases" else row

    def run(batches):
        for batch in batches:
            rows = [row for answer in batch.to_pylist() for row in rows_of(answer)]
            if rows:
                arrays = [pa.array(column, type=field.type) for column, field in zip(zip(*rows), made)]
                yield pa.RecordBatch.from_arrays(arrays, schema=made)

    return run
