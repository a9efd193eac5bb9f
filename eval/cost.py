#!/usr/bin/env python3
"""What a queue costs on this machine: processor seconds, memory, disk. The figures of docs/scaling.md.

    cost.py PROGRAM QUEUE [--jobs N] [-- further options of scan]

Processor time is of the program and all its readers; memory is the most that all of them held at once, shared pages counted once
(PSS), looked at five times a second. On a busy machine the wall clock tells nothing, processor time little less than the truth.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benches"))
from peer import children, memory  # noqa: E402


def pss(pid):
    """Proportional memory of a process and all below it."""
    return sum(memory(p)[1] for p in children(pid))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program", type=Path)
    ap.add_argument("queue", type=Path)
    ap.add_argument("--jobs", type=int, default=os.cpu_count())
    ap.add_argument("more", nargs="*")
    a = ap.parse_intermixed_args()
    most = [0]
    with tempfile.TemporaryDirectory() as out:
        command = [a.program, "scan", a.queue, "--out", out, "--jobs", str(a.jobs), "--exit-zero", "--quiet", *a.more]
        child = subprocess.Popen(command)
        done = threading.Event()

        def watch():
            while not done.wait(0.2):
                most[0] = max(most[0], pss(child.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        status = child.wait()
        done.set()
        watcher.join()
        if status:
            raise SystemExit(f"the scan ended with {status}")
        subprocess.run([a.program, "export", out, "--format", "parquet"], check=True, stderr=subprocess.DEVNULL)
        use = resource.getrusage(resource.RUSAGE_CHILDREN)
        lines = [json.loads(line) for line in (Path(out) / "run.jsonl").read_text().splitlines()]
        cases = [line for line in lines if line["event"] == "case"]
        n, pages = len(cases), sum(c["pages"] for c in cases)
        sizes = [p.stat().st_size for p in Path(out).glob("*.json") if p.name != "index.json"]
        tables = sum(p.stat().st_size for p in (Path(out) / "tables").iterdir())
        log = (Path(out) / "run.jsonl").stat().st_size
        cpu = use.ru_utime + use.ru_stime
        print(f"cases {n}, documents {sum(c['documents'] for c in cases)}, pages {pages}, attachments {sum(c['bytes'] for c in cases) / n / 1e6:.2f} MB a case")
        print(f"processor {cpu / n:.2f} s a case, {cpu / max(1, pages):.2f} s a page (all of the run: {cpu:.0f} s)")
        print(f"memory {most[0] / 2**20:.0f} MB at most with {a.jobs} jobs")
        print(f"disk {sum(sizes) / n / 1e3:.1f} kB a report, {log / n / 1e3:.2f} kB of log a case, {tables / n / 1e3:.1f} kB of Parquet a case (few cases compress worse)")


if __name__ == "__main__":
    main()
