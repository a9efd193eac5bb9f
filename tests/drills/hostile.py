#!/usr/bin/env python3
"""Files that broke other PDF readers, one by one: does each end in findings, in time and in memory?

    python3 tests/drills/hostile.py --binary target/release/chushen --files ../shared/corpus

Each file of `hostile.txt` becomes a case of its own and is reviewed by `chushen check` in a fresh process. Told are seconds on the
wall and of the processor (the program and its readers), the largest process, and the findings about the file. Names that the folder
does not hold are told too. Only the standard library is used.

Exit 0: a report with findings each, at most `--seconds` of the processor and `--megabytes` each.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default="target/release/chushen")
    parser.add_argument("--files", nargs="+", required=True)
    parser.add_argument("--names", default=HERE / "hostile.txt")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--megabytes", type=float, default=1024)
    parser.add_argument("--ocr", action="store_true")
    args = parser.parse_args()
    names = pathlib.Path(args.names).read_text().split()
    found = {}
    for place in args.files:
        for path in sorted(pathlib.Path(place).rglob("*.pdf")):
            if path.stem in names or path.name in names:
                found.setdefault(path.stem, path)
    bad = []
    print("| file | bytes | wall s | CPU s | MB | findings about the file |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    for name in names:
        path = found.get(name)
        if path is None:
            continue
        with tempfile.TemporaryDirectory(prefix="chushen-hostile-") as work:
            shutil.copy(path, work)
            command = [args.binary, "check", work, "--format", "json", "--lang", "en", "--as-of", "2026-06-01"]
            begin = time.monotonic()
            with tempfile.TemporaryFile() as out:
                child = subprocess.Popen(command + ([] if args.ocr else ["--no-ocr"]), stdout=out, stderr=subprocess.DEVNULL)
                _, status, used = os.wait4(child.pid, 0)
                child.returncode = os.waitstatus_to_exitcode(status)
                wall = time.monotonic() - begin
                out.seek(0)
                text = out.read()
        try:
            findings = json.loads(text)["findings"]
        except (ValueError, KeyError):
            findings = []
        told = [f["code"] + (f" ({f['actual']})" if f["code"] in ("file.reader-failed", "file.limit-exceeded", "file.corrupt") else "")
                for f in findings if f["code"].startswith(("file.", "pdf.", "document."))]
        cpu, most = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        good = findings and cpu <= args.seconds and most <= args.megabytes and child.returncode in (0, 1)
        if not good:
            bad.append(name)
        print(f"| {name} | {path.stat().st_size} | {wall:.1f} | {cpu:.2f} | {most:.0f} | {', '.join(dict.fromkeys(told))} |", flush=True)
    missing = [n for n in names if n not in found]
    print(f"\n{len(found)} of {len(names)} names are there; not: {' '.join(missing) or 'none'}. "
          f"Over the bounds or without a finding: {' '.join(bad) or 'none'}.")
    sys.exit(1 if bad or not found else 0)


if __name__ == "__main__":
    main()
