#!/usr/bin/env python3
"""What Spark costs: processor seconds of a job on a standalone cluster, over those of two plain workers.

    overhead.py [--cases 2000]     # 20 ms a case (stand_in.py)

Processor time of every process counts, to its end (cluster.Meter), and is told by part. Three figures: in all, with a cluster that
comes up for the job and ends with it; on a standing cluster, which leaves out what master and workers spend before and after the
job, that have run none before; and beside the start, the latter less what a job of few cases costs, half of them on each core.
Beside them stands what a job without any case or chushen costs (empty_job.py): no engine on Spark can cost less.
A machine has one executor with all its cores, here two.
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
EMPTY = Path(__file__).resolve().parent / "empty_job.py"


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

    start = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    threads = [threading.Thread(target=ask, args=(n,)) for n in (0, 1)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - start


def job(*args, script=cluster.REVIEW):
    """A cluster that comes up, one job, a cluster that ends: seconds by part, those of the job alone, and by the clock."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as tmp, cluster.Meter() as meter:
        with cluster.Cluster(Path(tmp) / "cluster", workers=1, cores=2) as spark:
            standing = meter.look().total()
            ended = spark.submit(*args, script=script).wait()
            assert ended == 0, (Path(tmp) / "cluster/driver.log").read_text()[-3000:]
            spark.settled()
            alone = meter.look().total() - standing
        return meter.look(), alone, time.monotonic() - start


def review(cases, *options):
    with tempfile.TemporaryDirectory() as tmp:
        return job("--chushen", STAND_IN, "--queue", f"/queue/{cases}", "--out", Path(tmp) / "out", *options)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--cases", type=int, default=2000)
    a = ap.parse_args()
    if cluster.lacking():
        print(f"SKIPPED overhead: {cluster.lacking()}", file=sys.stderr)
        return 0
    few = 20
    base, wall = plain(a.cases)
    (start_parts, start, start_wall), (parts, alone, job_wall) = review(few, "--task", few // 2), review(a.cases)
    empty_parts, empty, empty_wall = job(script=EMPTY)
    whole = parts.total()
    print("| CPU s | two plain workers, {0} cases | Spark, an empty job | Spark, {1} cases | Spark, {0} cases |".format(a.cases, few))
    print("| --- | ---: | ---: | ---: | ---: |")
    for part in sorted(parts):
        plainly = f"{base:.1f}" if part == "chushen" else ""
        print(f"| {part} | {plainly} | {empty_parts[part]:.1f} | {start_parts[part]:.1f} | {parts[part]:.1f} |")
    for what, *row in [
        ("in all", base, empty_parts.total(), start_parts.total(), whole),
        ("on a standing cluster", base, empty, start, alone),
        ("by the clock", wall, empty_wall, start_wall, job_wall),
    ]:
        print(f"| {what} | " + " | ".join(f"{n:.1f}" for n in row) + " |")
    over = {
        "in all": whole / base,
        "on a standing cluster": alone / base,
        f"beside what a job of {few} cases costs there": (alone - start) / (base * (a.cases - few) / a.cases),
    }
    print("over two plain workers: " + "; ".join(f"{100 * (ratio - 1):.0f} % {what}" for what, ratio in over.items()))
    print(f"load of the machine: {os.getloadavg()[1]:.1f} over the last five minutes, {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
