#!/usr/bin/env python3
"""The program against what a team would put together in Python, on the same cases in one run, in turns.

    peer.py PROGRAM MODELS QUEUE --peer PIPELINE --python PYTHON [--cases N] [--jobs 2] [--rounds 1] [--out DIR]

PIPELINE is the yardstick's pipeline.py, PYTHON an interpreter that has its requirements. Both read the first N cases of
QUEUE with two processes of one thread each; the peer at its best setting (max side 1280, recognition batch 1). Prints and
writes DIR/peer.json: processor seconds a case and the peak of resident memory, summed over the whole tree of processes.
Resident memory counts a page shared by two processes twice, for both alike; proportional memory (PSS) counts it once.
"""
import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


def children(pid):
    """The process and all below it."""
    found, ahead = [], [pid]
    while ahead:
        p = ahead.pop()
        found.append(p)
        try:
            for task in os.listdir(f"/proc/{p}/task"):
                ahead += [int(c) for c in Path(f"/proc/{p}/task/{task}/children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def memory(pid):
    """Bytes of resident and of proportional memory of a process; zero when it has ended."""
    rss = pss = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                rss = int(line.split()[1]) * 1024
            elif line.startswith("Pss:"):
                pss = int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        pass
    return rss, pss


def measured(command, env=None):
    """Runs a command to its end: processor seconds, seconds, peak resident and proportional bytes of its tree."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout))
    reader.start()
    peak = [0, 0]
    while process.poll() is None:
        now = [memory(p) for p in children(process.pid)]
        peak = [max(peak[i], sum(m[i] for m in now)) for i in (0, 1)]
        time.sleep(0.05)
    reader.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"{command[0]} ended with status {process.returncode}:\n{''.join(lines)[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "seconds": time.monotonic() - start, "rss": peak[0], "pss": peak[1]}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program")
    ap.add_argument("models")
    ap.add_argument("queue", type=Path)
    ap.add_argument("--peer", required=True)
    ap.add_argument("--python", required=True)
    ap.add_argument("--cases", type=int, default=12)
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--rounds", type=int, default=1)
    ap.add_argument("--out", type=Path, default=Path("target/bench-peer"))
    a = ap.parse_args()
    cases = sorted(p for p in a.queue.iterdir() if p.is_dir())
    cases = cases[:: max(1, len(cases) // a.cases)][: a.cases]
    a.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        queue = Path(scratch) / "queue"
        for case in cases:
            shutil.copytree(case, queue / case.name)
        ours = [a.program, "scan", str(queue), "--models", a.models, "--as-of", "2026-06-01", "--rules-level", "baseline", "--unmask", "--exit-zero", "--jobs", str(a.jobs)]
        peer = [a.python, a.peer, str(queue), "--tuned", "--jobs", str(a.jobs)]
        rounds = []
        for i in range(a.rounds):
            for name, command in (("chushen", ours), ("peer", peer)):
                out = Path(scratch) / f"{name}-{i}"
                rounds.append({"who": name, **measured([*command, "--out", str(out)])})
                print(rounds[-1], file=sys.stderr, flush=True)
    best = {w: {k: min(r[k] for r in rounds if r["who"] == w) for k in ("cpu", "seconds", "rss", "pss")} for w in ("chushen", "peer")}
    ratio = {k: round(best["chushen"][k] / best["peer"][k], 3) for k in best["peer"]}
    (a.out / "peer.json").write_text(json.dumps({"cases": [c.name for c in cases], "jobs": a.jobs, "rounds": rounds, "best": best, "ratio": ratio}, indent=1) + "\n")
    print(f"| {len(cases)} cases, {a.jobs} processes | CPU s a case | peak resident MB | peak proportional MB |")
    print("| --- | ---: | ---: | ---: |")
    for who, b in best.items():
        print(f"| {who} | {b['cpu'] / len(cases):.2f} | {b['rss'] / 1e6:.0f} | {b['pss'] / 1e6:.0f} |")
    print(f"| chushen / peer | {ratio['cpu']} | {ratio['rss']} | {ratio['pss']} |")


if __name__ == "__main__":
    main()
