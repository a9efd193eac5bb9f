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
ANSWER = [
    ("case", pa.string()),  # its folder, relative to the queue
    ("id", pa.string()),  # case id
    ("report", pa.string()),  # file name that `scan` gives its report
    ("error_kind", pa.string()),  # null: there is a report
    ("error", pa.string()),
    ("attempts", pa.int32()),
    ("seconds", pa.float64()),
    ("file", pa.string()),  # the report, byte for byte as `scan` writes it
]

# What the table `cases` has besides the columns of the program: a case without a report has a row too.
ADDED = ["`case` AS folder", "error_kind", "error", "attempts"]


def columns(program):
    """The program's tables: name → list of (column, type)."""
    told = subprocess.run([*program, "schema", "tables"], stdout=subprocess.PIPE, check=True).stdout
    return {t["name"]: [(c["name"], c["type"]) for c in t["columns"]] for t in json.loads(told)["tables"]}


def answers(tables):
    """The Arrow schema of answers: after what is told above, a case's rows of each table, so that a table needs no Python to be
    made. Every column may be empty, since a case without a report has little to say."""
    nested = [(name, pa.list_(pa.struct([(column, ARROW[kind]) for column, kind in of]))) for name, of in tables.items()]
    return pa.schema(ANSWER + nested)


def rows(tables, told):
    """A report's rows of each table, as the program tells them: columns in order, dates as text."""
    return {name: [{c: _value(v, kind) for (c, kind), v in zip(of, row)} for row in told[name]] for name, of in tables.items()}


def _value(value, kind):
    return datetime.date.fromisoformat(value) if kind == "date" and value else value


def without_report(tables, id, report):
    """The rows of a case that has none: one in `cases`."""
    known = {"case_id": id, "report": report.removesuffix(".json"), "verdict": "error"}
    return {name: [{c: known.get(c) for c, _ in of}] if name == "cases" else [] for name, of in tables.items()}


def flat(table):
    """What to select of the answers for the rows of a table."""
    return [f"inline({table})", *(ADDED if table == "cases" else [])]
