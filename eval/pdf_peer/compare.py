#!/usr/bin/env python3
"""Opens every PDF below some folders, and each of its revisions, with lopdf and with hayro-syntax: compare.py PDF_PEER DIR...

Each file in a process of its own under 20 s of CPU time and 1 GB of address space, as a sealed reader has. Prints a table.
"""
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path


def look(program, parser, path):
    command = f"ulimit -v 1000000; ulimit -t 20; exec timeout 120 '{program}' {parser} '{path}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, errors="replace")
    line = done.stdout.strip()
    return json.loads(line) if line.startswith("{") else None


def main():
    program, folders = sys.argv[1], sys.argv[2:]
    files = [p for f in folders for p in sorted(Path(f).rglob("*.pdf"))]
    print(f"{len(files)} files\n\n| | revisions | opened | files that panicked | files that were killed | seconds |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for parser in ("lopdf", "hayro"):
        sums = Counter()
        for path in files:
            said = look(program, parser, path)
            if said is None:
                sums["killed"] += 1
                continue
            sums["seconds"] += said["seconds"]
            sums.update({k: said["said"].get(k, 0) for k in ("revisions", "opened")})
            sums["panic"] += bool(said["said"].get("panic"))
        print(f"| {parser} | {sums['revisions']} | {sums['opened']} | {sums['panic']} | {sums['killed']} | {sums['seconds']:.2f} |")


if __name__ == "__main__":
    main()
