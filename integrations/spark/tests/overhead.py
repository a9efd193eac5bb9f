#!/usr/bin/env python3
"""What Spark costs: processor seconds of a whole job on a standalone cluster, over those of two plain workers.

    overhead.py [--cases 2000]     # 20 ms a case (stand_in.py)

Processor time of every process is counted to its end: orphans become children of this one. The cluster's daemons, the driver and the
executors all count; so does what a job costs however short it is, which is told apart by a job of few cases.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import cluster

STAND_IN = Path(__file__).resolve().parent / "stand_in.py"


def spent():
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    return use.ru_utime + use.ru_stime


def plain(cases):
    """Two workers, each asked for every other case, one at a time."""
    def ask(first):
        child = subprocess.Popen([STAND_IN, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for n in range(first, cases, 2):
            child.stdin.write(json.dumps({"id": f"c{n:06}"}).encode() + b"\n")
            child.stdin.flush()
            child.stdout.readline()
        child.stdin.close()
        child.wait()

    before, start = spent(), time.monotonic()
    threads = [threading.Thread(target=ask, args=(n,)) for n in (0, 1)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return spent() - before, time.monotonic() - start


def job(cases):
    """The whole of it: a cluster that comes up, one job, a cluster that ends."""
    before, start = spent(), time.monotonic()
    with tempfile.TemporaryDirectory() as tmp:
        with cluster.Cluster(Path(tmp) / "cluster") as spark:
            ended = spark.submit("--chushen", STAND_IN, "--queue", f"/queue/{cases}", "--out", Path(tmp) / "out").wait()
            assert ended == 0, (Path(tmp) / "cluster/driver.log").read_text()[-3000:]
    return spent() - before, time.monotonic() - start


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--cases", type=int, default=2000)
    a = ap.parse_args()
    if cluster.lacking():
        print(f"SKIPPED overhead: {cluster.lacking()}", file=sys.stderr)
        return 0
    few = 20
    rows = [("two plain workers", a.cases, *plain(a.cases)), ("Spark", few, *job(few)), ("Spark", a.cases, *job(a.cases))]
    print("| what | cases | CPU s | wall s |\n| --- | ---: | ---: | ---: |")
    for what, cases, cpu, wall in rows:
        print(f"| {what} | {cases} | {cpu:.1f} | {wall:.1f} |")
    (_, _, base, _), (_, _, fixed, _), (_, _, whole, _) = rows
    beside = (whole - fixed) / (base * (a.cases - few) / a.cases) - 1
    print(f"over two plain workers: {100 * (whole / base - 1):.0f} % in all; {100 * beside:.0f} % beside what a job of {few} cases costs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
