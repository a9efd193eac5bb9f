"""Packs a queue into Parquet files, for executors that do not share a file system with the driver.

    python -m chushen_spark.pack --chushen PROGRAM QUEUE OUT_DIR

A row a case: its folder, id, report name, what it shares with others (`chushen survey`), and its files with their bytes. Links and
what is no plain file are left out and told.
"""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FILE = pa.struct([("path", pa.string()), ("content", pa.binary())])
PACKED = pa.schema([("case", pa.string()), ("id", pa.string()), ("report", pa.string()), ("among", pa.string()), ("files", pa.list_(FILE))])


def files(folder):
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root) / name
            if path.is_symlink() or not path.is_file():
                print(f"left out, no plain file: {path}", file=sys.stderr)
                continue
            yield {"path": path.relative_to(folder).as_posix(), "content": path.read_bytes()}


def main(argv=None):
    ap = argparse.ArgumentParser(prog="chushen_spark.pack", description="Packs a queue into Parquet files.")
    ap.add_argument("queue", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--chushen", default="chushen")
    ap.add_argument("--cases", type=int, default=50, help="cases a file [%(default)s]")
    ap.add_argument("--no-pictures", action="store_true", help="do not look for nearly equal pictures of two cases")
    args = ap.parse_args(argv)
    survey = [args.chushen, "survey", args.queue] + ([] if args.no_pictures else ["--pictures"])
    survey = subprocess.run(survey, stdout=subprocess.PIPE, check=True).stdout
    cases = [json.loads(line) for line in survey.splitlines()]
    args.out.mkdir(parents=True)
    for n, start in enumerate(range(0, len(cases), args.cases)):
        rows = [
            {"case": c["folder"], "id": c["id"], "report": c["report"], "among": json.dumps(c["among"]), "files": list(files(args.queue / c["folder"]))}
            for c in cases[start:start + args.cases]
        ]
        pq.write_table(pa.Table.from_pylist(rows, schema=PACKED), args.out / f"part-{n:05}.parquet", row_group_size=4)


if __name__ == "__main__":
    sys.exit(main())
