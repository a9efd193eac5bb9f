#!/usr/bin/env python3
"""Instructions of the hot paths, held against benches/counts.tsv: a path may take 5 % more, else this fails.

    counts.py [--update] [PATH ...]

Counted by valgrind (cachegrind without its caches) over `benches/paths.rs`: a path run twice less the same run once, so that
what is read and loaded first does not count. valgrind knows AVX2, not AVX-512: the count is that of a common processor. The build
is that of the tests, which is there already (a release takes ten minutes): its counts are higher, and grow by the same changes.
The networks (detect, recognise) take minutes under it and are counted where they are named. Without valgrind nothing is counted,
and that is said. The counts belong to one compiler: with another one only twice as much fails. --update writes what was counted
(say in the commit why it grew).
"""
import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "benches/counts.tsv"
MORE = 0.05
OTHER_COMPILER = 1.0


def build():
    done = subprocess.run(["cargo", "bench", "--profile", "dev", "--bench", "paths", "--no-run", "--message-format=json"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    found = re.findall(r'"executable":"([^"]*/paths-[^"]*)"', done.stdout)
    return found[-1]


def instructions(program, path, times):
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, path, str(times)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    counted = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or not counted:
        sys.exit(f"counts: {path} did not run:\n{done.stderr[-2000:]}")
    return int(counted[1].replace(",", ""))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="*")
    ap.add_argument("--update", action="store_true")
    ap.add_argument("--program", help="the built bench, where it is already there")
    a = ap.parse_args()
    if not shutil.which("valgrind"):
        print("counts: SKIPPED, valgrind is not installed; no instruction was counted")
        return 0
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    rows = [line.split("\t") for line in TABLE.read_text().splitlines()] if TABLE.is_file() else []
    known = {r[0]: (int(r[1]), r[2]) for r in rows if len(r) == 3 and r[1].isdigit()}
    paths = a.paths or ["identify", "decode", "measure", "resize", "rules"]
    if any(p in ("detect", "recognise") for p in paths) and not (ROOT / "models").exists():
        print("counts: SKIPPED detect and recognise, no models; run `make models`")
        paths = [p for p in paths if p not in ("detect", "recognise")]
    program = a.program or build()
    failed = False
    for path in paths:
        count = instructions(program, path, 2) - instructions(program, path, 1)
        was, by = known.get(path, (0, compiler))
        room = MORE if by == compiler else OTHER_COMPILER
        verdict = "new" if not was else "ok" if count <= was * (1 + room) else "MORE"
        failed |= verdict == "MORE"
        print(f"{path}\t{count:,}\t{'' if not was else f'{count / was - 1:+.1%}'}\t{verdict}", flush=True)
        known[path] = (count, compiler) if a.update or not was else (was, by)
    if a.update:
        TABLE.write_text("path\tinstructions\trustc\n" + "".join(f"{p}\t{n}\t{by}\n" for p, (n, by) in sorted(known.items())))
    elif failed:
        print("counts: a path takes more instructions than benches/counts.tsv allows; see docs/performance.md", file=sys.stderr)
    return int(failed and not a.update)


if __name__ == "__main__":
    sys.exit(main())
