#!/usr/bin/env python3
"""Pulls the plug on a scan at random moments, and looks whether `--resume` gives the bytes of an undisturbed run.

    python3 tests/drills/kill.py --binary target/release/chushen --queue samples/queue --cases 60 --kills 100
    python3 tests/drills/kill.py --files ../shared/corpus --cases 60 --kills 100        the same on small cases, for a tenth

The queue is copied until it has `--cases` cases, or, with `--files`, drawn from the files below `--most-bytes` of that folder, three
to a case. Each round begins a scan into an empty folder and kills a process of it (`kill -9`): the run, one of its readers, or the
run and all its readers at once. The moment is drawn anew each time: a number of finished cases from none to all, and from there a
random part of the time of two cases; one kill in ten strikes in the first moments, before the readers are up. Then `--resume`, which
is killed as well every third round before the one that is let finish. Only the standard library is used.

Exit 0: every round ended in the same bytes, and no process was left behind.
"""
import argparse
import collections
import hashlib
import json
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


def copied_cases(origin, count, queue):
    originals = sorted(p for p in origin.iterdir() if p.is_dir())
    for n in range(count):
        origin = originals[n % len(originals)]
        to = queue / f"{n:03d}-{origin.name}"
        shutil.copytree(origin, to)
        declaration = to / "case.json"
        if declaration.exists():
            text = declaration.read_text()
            declaration.write_text(text.replace('"case_id": "', f'"case_id": "{n:03d}-', 1))


def small_cases(origin, most, count, queue, rng):
    """Cases of three small files; two in three declare an id, some of them the same one."""
    files = sorted(p for p in origin.rglob("*") if p.is_file() and 0 < p.stat().st_size <= most)
    for n in range(count):
        to = queue / f"{n:03d}"
        to.mkdir(parents=True)
        for i in range(3):
            file = rng.choice(files)
            shutil.copy(file, to / f"{i}{file.suffix}")
        if n % 3:
            (to / "case.json").write_text(json.dumps({"schema": "chushen.case/1", "case_id": f"case-{n - n % 20 // 19}"}))


def finished(log):
    """Cases that an unfinished run has logged."""
    try:
        return log.read_text(errors="replace").count('"event":"case"')
    except OSError:
        return 0


def wait_for(child, log, many, whole):
    """Until so many cases are logged, the run is over, or it took four times as long as it should."""
    end = time.monotonic() + 4 * whole + 10
    while child.poll() is None and finished(log) < many and time.monotonic() < end:
        time.sleep(0.002)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default="target/release/chushen")
    parser.add_argument("--queue", default="samples/queue")
    parser.add_argument("--files", help="draw small cases from the files of this folder")
    parser.add_argument("--most-bytes", type=int, default=8192)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ocr", action="store_true")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    work = pathlib.Path(tempfile.mkdtemp(prefix="chushen-kill-"))
    queue = work / "queue"
    if args.files:
        small_cases(pathlib.Path(args.files), args.most_bytes, args.cases, queue, rng)
    else:
        copied_cases(pathlib.Path(args.queue), args.cases, queue)

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
    struck, moments = collections.Counter(), collections.Counter()
    rounds = 0
    while kills < args.kills:
        rounds += 1
        out = work / f"out-{rounds}"
        log = out / "run.jsonl"
        for _ in range(2 if rounds % 3 == 0 else 1):
            before = finished(log)
            child = subprocess.Popen(command(out))
            if rng.random() < 0.1:
                time.sleep(rng.random() * 0.2)
            else:
                wait_for(child, log, rng.randint(before, args.cases), whole)
                time.sleep(rng.random() * 2 * whole / args.cases)
            readers = below(child.pid)
            victim = rng.choice(["run", "reader", "all"])
            if child.poll() is not None:
                # It was over before the blow: that is no kill.
                struck["none, it was over"] += 1
                continue
            done = finished(log)
            if victim == "reader" and readers:
                os.kill(rng.choice(readers), signal.SIGKILL)
                if child.wait() != 0:
                    wrong.append((rounds, "a run whose reader was killed did not end well"))
            else:
                victim = "run" if victim == "reader" else victim
                child.kill()
                for reader in readers if victim == "all" else []:
                    try:
                        os.kill(reader, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                child.wait()
                end = time.monotonic() + 5
                while any(alive(r) for r in readers) and time.monotonic() < end:
                    time.sleep(0.01)
                left += sum(alive(r) for r in readers)
            kills += 1
            struck[victim] += 1
            moments["before the first case" if done == 0 else
                    "behind the last case" if done >= args.cases else
                    f"quarter {1 + 4 * done // args.cases}"] += 1
            taken_up += victim != "reader" and 0 < done < args.cases
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
    print(f"{kills} kills in {rounds} rounds; {taken_up} ended a run between its first case and its last; "
          f"{len(wrong)} wrong, {left} processes left behind; {time.monotonic() - begin:.0f} s")
    print("struck:", dict(sorted(struck.items())))
    print("when:", dict(sorted(moments.items())))
    for line in wrong:
        print("wrong:", *line)
    sys.exit(1 if wrong or left else 0)


if __name__ == "__main__":
    main()
