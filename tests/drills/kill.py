#!/usr/bin/env python3
"""Pulls the plug on a scan at random moments, and looks whether `--resume` gives the bytes of an undisturbed run.

    python3 tests/drills/kill.py --binary target/release/chushen --queue samples/queue --cases 60 --kills 100

The queue is copied until it has `--cases` cases. Each round begins a scan into an empty folder, kills it (`kill -9`) after a
random share of an undisturbed run's time, and takes it up with `--resume`, which every third round is killed as well before
the one that is let finish; every fourth round a reader process is killed and not the run. Only the standard library is used.

Exit 0: every round ended in the same bytes, and no process was left behind.
"""
import argparse
import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def state(out):
    """Every file but the log, which holds times."""
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(out.rglob("*")) if p.is_file() and p.name not in ("run.jsonl", "run.pictures")}


def below(pid):
    found = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            found += [int(c) for c in pathlib.Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    except (OSError, ValueError):
        pass
    return found


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] not in "ZX"
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default="target/release/chushen")
    parser.add_argument("--queue", default="samples/queue")
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ocr", action="store_true")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    work = pathlib.Path(tempfile.mkdtemp(prefix="chushen-kill-"))
    queue = work / "queue"
    originals = sorted(p for p in pathlib.Path(args.queue).iterdir() if p.is_dir())
    for n in range(args.cases):
        origin = originals[n % len(originals)]
        to = queue / f"{n:03d}-{origin.name}"
        shutil.copytree(origin, to)
        declaration = to / "case.json"
        if declaration.exists():
            text = declaration.read_text()
            declaration.write_text(text.replace('"case_id": "', f'"case_id": "{n:03d}-', 1))

    def command(out):
        line = [args.binary, "scan", str(queue), "--out", str(out), "--resume", "--quiet", "--exit-zero",
                "--as-of", "2026-06-01", "--jobs", str(args.jobs)]
        return line + ([] if args.ocr else ["--no-ocr"])

    begin = time.monotonic()
    undisturbed = work / "undisturbed"
    subprocess.run(command(undisturbed), check=True)
    whole = time.monotonic() - begin
    expected = state(undisturbed)
    print(f"undisturbed: {len(expected)} files in {whole:.1f} s", flush=True)
    kills, wrong, left, taken_up = 0, [], 0, 0
    rounds = 0
    while kills < args.kills:
        rounds += 1
        out = work / f"out-{rounds}"
        times = 2 if rounds % 3 == 0 else 1
        for _ in range(times):
            child = subprocess.Popen(command(out))
            time.sleep(rng.random() * whole * 1.02)
            readers = below(child.pid)
            if rounds % 4 == 0 and readers:
                os.kill(rng.choice(readers), signal.SIGKILL)
                if child.wait() != 0:
                    wrong.append((rounds, "a run whose reader was killed did not end well"))
            else:
                child.kill()
                child.wait()
                end = time.monotonic() + 5
                while any(alive(r) for r in readers) and time.monotonic() < end:
                    time.sleep(0.01)
                left += sum(alive(r) for r in readers)
            kills += 1
        log = out / "run.jsonl"
        done = log.read_text(errors="replace").count('"event":"case"') if log.exists() else 0
        taken_up += 0 < done < args.cases
        last = subprocess.run(command(out))
        if last.returncode != 0:
            wrong.append((rounds, f"exit {last.returncode}"))
        now = state(out)
        if now != expected:
            differ = [k for k in set(now) | set(expected) if now.get(k) != expected.get(k)]
            wrong.append((rounds, f"{len(differ)} files differ: {sorted(differ)[:5]}"))
        shutil.rmtree(out)
        if rounds % 10 == 0:
            print(f"{kills} kills in {rounds} rounds, {len(wrong)} wrong, {time.monotonic() - begin:.0f} s", flush=True)
    shutil.rmtree(work, ignore_errors=True)
    print(f"{kills} kills in {rounds} rounds; {taken_up} struck between the first case and the last; "
          f"{len(wrong)} wrong, {left} processes left behind; {time.monotonic() - begin:.0f} s")
    for line in wrong:
        print("wrong:", *line)
    sys.exit(1 if wrong or left else 0)


if __name__ == "__main__":
    main()
