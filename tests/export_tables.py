#!/usr/bin/env python3
"""Reads the tables of `chushen export` with DuckDB, pandas and pyarrow, and holds them against the reports.

    export_tables.py PROGRAM REPORT_DIR      # needs duckdb, pandas, pyarrow; `make test-export` installs them
"""
import datetime
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path


def export(program, reports, form, out, *more):
    subprocess.run([program, "export", reports, "--format", form, "--out", out, *more], check=True, stderr=subprocess.DEVNULL)


def nothing(value):
    return value is None or (isinstance(value, float) and math.isnan(value))


def main():
    program, reports = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    try:
        import duckdb
        import pandas
        import pyarrow.parquet as pq
    except ImportError as e:
        print(f"SKIPPED test-export: {e}; `make test-export` installs what it needs", file=sys.stderr)
        return 0
    told = json.loads(subprocess.run([program, "schema", "tables"], stdout=subprocess.PIPE, check=True).stdout)["tables"]
    truth = [json.loads(p.read_text()) for p in sorted(reports.glob("*.json")) if p.name != "index.json"]
    passed = 0
    with tempfile.TemporaryDirectory() as tmp:
        one, two = Path(tmp) / "one", Path(tmp) / "two"
        for form, more in [("csv", ["--raw"]), ("jsonl", []), ("parquet", [])]:
            for out in (one, two):
                export(program, reports, form, out, *more)
        files = sorted(p.name for p in one.iterdir())
        assert len(files) == 9 and files == sorted(p.name for p in two.iterdir())
        for name in files:
            assert (one / name).read_bytes() == (two / name).read_bytes(), f"{name}: two exports differ"
        passed += 1
        for table in told:
            name, columns = table["name"], [c["name"] for c in table["columns"]]
            lines = [json.loads(line) for line in (one / f"{name}.jsonl").read_text().splitlines()]
            # Against the reports themselves, not against another form of the export.
            rows = {"cases": len(truth), "documents": sum(len(r["documents"]) for r in truth), "findings": sum(len(r["findings"]) for r in truth)}[name]
            assert len(lines) == rows > 0, (name, len(lines), rows)
            arrow = pq.read_table(one / f"{name}.parquet")
            assert arrow.column_names == columns
            kinds = {"text": "string", "integer": "int64", "real": "double", "boolean": "bool", "date": "date32[day]"}
            for c in table["columns"]:
                field = arrow.schema.field(c["name"])
                assert str(field.type) == kinds[c["type"]] and field.nullable == (not c["required"]), (name, field)
            day = lambda v: v.isoformat() if isinstance(v, datetime.date) else v
            assert [{k: day(v) for k, v in row.items()} for row in arrow.to_pylist()] == lines, f"{name}: Parquet and JSON Lines differ"
            frame = pandas.read_parquet(one / f"{name}.parquet")
            text = pandas.read_csv(one / f"{name}.csv", keep_default_na=False, dtype=str)
            assert list(frame.columns) == list(text.columns) == columns and len(frame) == len(text) == rows
            for row, cells in zip(lines, text.to_dict("records")):
                for c in columns:
                    value, cell = row[c], cells[c]
                    same = cell == "" if nothing(value) else cell == value if isinstance(value, str) else json.loads(cell) == value
                    assert same, f"{name}.{c}: CSV has {cell!r} for {value!r}"
            db = duckdb.connect()
            query = "SELECT * FROM read_{}('{}')"
            via_parquet = db.sql(query.format("parquet", one / f"{name}.parquet")).fetchall()
            assert [[day(v) for v in row] for row in via_parquet] == [[row[c] for c in columns] for row in lines]
            via_csv = db.sql(f"SELECT * FROM read_csv('{one / name}.csv', all_varchar=true, header=true)")
            assert via_csv.columns == columns and len(via_csv.fetchall()) == rows
            passed += 1
        # What an analyst asks, answered from the tables and from the reports.
        db = duckdb.connect()
        asked = db.sql(f"""SELECT f.code, count(DISTINCT f.report) FROM '{one}/findings.parquet' f JOIN '{one}/cases.parquet' c USING (report)
                           WHERE f.severity = 'reject' GROUP BY ALL ORDER BY ALL""").fetchall()
        wanted = {}
        for report in truth:
            for code in {f["code"] for f in report["findings"] if f["severity"] == "reject"}:
                wanted[code] = wanted.get(code, 0) + 1
        assert dict(asked) == wanted, (asked, wanted)
        kinds = db.sql(f"SELECT kind, count(*) FROM '{one}/documents.parquet' GROUP BY ALL").fetchall()
        assert sum(n for _, n in kinds) == sum(len(r["documents"]) for r in truth)
        fields = db.sql(f"SELECT sum(len(json_keys(fields::JSON)))::INT FROM '{one}/documents.parquet'").fetchall()[0][0]
        assert fields == sum(len(d["fields"]) for r in truth for d in r["documents"])
        passed += 1
    print(f"{len(truth)} reports\n{passed} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
