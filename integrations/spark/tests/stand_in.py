#!/usr/bin/env python3
"""A program that costs 20 ms of processor time a case and reviews nothing: for measuring what the engine costs besides.

Speaks what the driver asks of `chushen`: `--version`, `schema tables`, `survey DIR` (the number of cases is the folder's name), `worker`.
"""
import json
import sys
import time

COST = 0.020
START = 0.3


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def main():
    command = sys.argv[1]
    if command == "--version":
        print("stand-in 1")
    elif command == "schema":
        column = lambda name, kind: {"name": name, "type": kind, "required": True, "description": ""}
        tables = [("cases", [column("case_id", "text"), column("report", "text"), column("verdict", "text")]), ("documents", [column("case_id", "text")]),
                  ("findings", [column("case_id", "text"), column("code", "text")])]
        print(json.dumps({"tables": [{"name": n, "description": "", "columns": c} for n, c in tables]}))
    elif command == "survey":
        for n in range(int(sys.argv[2].rstrip("/").rsplit("/", 1)[-1])):
            print(json.dumps({"folder": f"c{n:06}", "id": f"c{n:06}", "report": f"c{n:06}.json", "bytes": 0, "among": {"same_id": [], "elsewhere": []}}))
    elif command == "worker":
        burn(START)
        for line in sys.stdin:
            id = json.loads(line)["id"]
            burn(COST)
            # A report of 6 kB, as a case of four documents has without text.
            print(json.dumps({"id": id, "file": "x" * 6000, "rows": {"cases": [[id, id, "pass"]], "documents": [[id]] * 4, "findings": [[id, "a.b"]] * 3}}), flush=True)


if __name__ == "__main__":
    main()
