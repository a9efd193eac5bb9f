#!/usr/bin/env python3
"""Files, whole and spoilt, by the ten thousand through `chushen worker`: does every request get one answer?

    python3 tests/drills/mutants.py --binary target/release/chushen --files ../shared/corpus samples/queue --count 20000

First every file as it is, then `--count` mutants of them: flipped bits, cuts, pieces of other files, fields of length set to
extremes, pieces doubled, runs of one byte. The same seed draws the same mutants. `--most-bytes` takes small files only, which cost
a hundredth and meet the same parsers; `--no-whole` leaves out the files as they are. Only the standard library is used.

Exit 0: one answer each, the worker never ended, memory and clocks kept. Slow and fatal mutants are kept in `--keep`.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

EXTREMES = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]


def mutate(data, others, rng):
    """One spoilt copy: one to four things done to it."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        if not data:
            data = bytearray(rng.randbytes(rng.randint(1, 64)))
        at = rng.randrange(len(data))
        # Most of what a decoder decides stands at the beginning.
        if rng.random() < 0.5:
            at = rng.randrange(min(len(data), 512))
        kind = rng.randrange(8)
        if kind == 0:
            for _ in range(rng.choice([1, 1, 4, 32, 256])):
                where = rng.randrange(len(data))
                data[where] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at:]
        elif kind == 2:
            other = others[rng.randrange(len(others))]
            if other:
                start = rng.randrange(len(other))
                piece = other[start:start + rng.choice([4, 64, 1024, 65536])]
                data[at:at + (len(piece) if rng.random() < 0.5 else 0)] = piece
        elif kind in (3, 4):
            size = rng.choice([1, 2, 4])
            value = rng.choice(EXTREMES) & ((1 << (8 * size)) - 1)
            data[at:at + size] = value.to_bytes(size, rng.choice(["big", "little"]))
        elif kind == 5:
            length = rng.choice([8, 256, 4096])
            piece = bytes(data[at:at + length])
            data[at:at] = piece * rng.choice([1, 2, 16])
        elif kind == 6:
            length = rng.choice([1, 16, 1024])
            data[at:at + length] = bytes([rng.choice([0, 0xFF, 0x20, 0x41])]) * length
        else:
            del data[at:at + rng.choice([1, 2, 16, 256])]
    return bytes(data[:64 << 20])


def tree(pid):
    """A process and those below it."""
    found, wait = [], [pid]
    while wait:
        p = wait.pop()
        found.append(p)
        try:
            for task in os.listdir(f"/proc/{p}/task"):
                wait += [int(c) for c in pathlib.Path(f"/proc/{p}/task/{task}/children").read_text().split()]
        except (OSError, ValueError):
            pass
    return found


def resident(pid):
    """Bytes of a process, shared pages counted by share."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


class Memory(threading.Thread):
    """Watches the memory of a tree of processes."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.one, self.stop = pid, 0, 0, False

    def run(self):
        while not self.stop:
            sizes = [resident(p) for p in tree(self.pid)]
            self.peak = max(self.peak, sum(sizes))
            self.one = max(self.one, max(sizes, default=0))
            time.sleep(0.2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default="target/release/chushen")
    parser.add_argument("--files", nargs="+", required=True)
    parser.add_argument("--names", help="a file of names: only these, as they are")
    parser.add_argument("--most-bytes", type=int, help="only files up to this size")
    parser.add_argument("--no-whole", action="store_true", help="mutants only")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", default="target/mutants")
    parser.add_argument("--slow", type=float, default=10.0, help="seconds from which a file is kept")
    parser.add_argument("--most-mb", type=int, default=1536)
    parser.add_argument("--minutes", type=float, help="stop sending after so long")
    parser.add_argument("--ocr", action="store_true")
    args = parser.parse_args()
    files = []
    for place in args.files:
        place = pathlib.Path(place)
        files += sorted(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else [place]
    files = [f for f in files if f.name not in ("case.json", "manifest.tsv", "README.md")]
    if args.most_bytes:
        files = [f for f in files if f.stat().st_size <= args.most_bytes]
    if args.names:
        wanted = set(pathlib.Path(args.names).read_text().split())
        files = [f for f in files if f.name in wanted or f.stem in wanted]
        args.count = 0
    contents = [f.read_bytes() for f in files]
    small = [c for c in contents if len(c) < 2 << 20]
    rng = random.Random(args.seed)
    work = pathlib.Path(tempfile.mkdtemp(prefix="chushen-drill-"))
    keep = pathlib.Path(args.keep)
    keep.mkdir(parents=True, exist_ok=True)
    command = [args.binary, "worker", "--jobs", str(args.jobs), "--lang", "en", "--as-of", "2026-06-01"]
    command += [] if args.ocr else ["--no-ocr"]
    errors = open(keep / "stderr.txt", "w+")
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)
    memory = Memory(worker.pid)
    memory.start()
    free = threading.Semaphore(args.jobs)
    sent, answers, twice = {}, {}, []
    kinds, verdicts, codes = collections.Counter(), collections.Counter(), collections.Counter()
    slowest = []
    failed = []

    def listen():
        for line in worker.stdout:
            now = time.monotonic()
            answer = json.loads(line)
            name = answer["id"]
            if name in answers or name not in sent:
                twice.append(name)
                continue
            start, origin, folder = sent[name]
            answers[name] = now - start
            slowest.append((round(now - start, 2), name, origin))
            slowest.sort(reverse=True)
            del slowest[10:]
            file = next(f for f in folder.iterdir())
            if "error" in answer:
                kinds[answer["error"]["kind"]] += 1
                failed.append((name, origin, answer["error"]))
            else:
                verdicts[answer["report"]["verdict"]] += 1
                for finding in answer["report"]["findings"]:
                    if finding["code"].startswith(("file.", "pdf.")):
                        codes[finding["code"]] += 1
                    # What is not read yet says so under the same code; that is no failure.
                    if finding["code"] == "file.reader-failed" and "the reader failed" in str(finding.get("actual")):
                        failed.append((name, origin, finding.get("actual")))
                        shutil.copy(file, keep / f"{name}-failed-{file.name}")
            if now - start > args.slow:
                shutil.copy(file, keep / f"{name}-slow-{file.name}")
            shutil.rmtree(folder)
            free.release()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    begin = time.monotonic()
    total = len(files) + args.count
    for n in range(len(files) if args.no_whole else 0, total):
        if args.minutes and time.monotonic() - begin > args.minutes * 60:
            print(f"stopped after {args.minutes} minutes")
            break
        pick = n if n < len(files) else rng.randrange(len(files))
        data = contents[pick] if n < len(files) else mutate(contents[pick], small, rng)
        name = f"{'w' if n < len(files) else 'm'}{n:06d}"
        # A worker that is gone never frees a place.
        while not free.acquire(timeout=1):
            if worker.poll() is not None:
                break
        if worker.poll() is not None:
            break
        folder = work / name
        folder.mkdir()
        (folder / f"x{files[pick].suffix}").write_bytes(data)
        sent[name] = (time.monotonic(), str(files[pick]), folder)
        worker.stdin.write(json.dumps({"id": name, "case": str(folder)}) + "\n")
        worker.stdin.flush()
        if n % 1000 == 999:
            print(f"{n + 1} of {total}, {time.monotonic() - begin:.0f} s, peak {memory.peak >> 20} MB", flush=True)
    restarted = worker.poll() is not None
    if not restarted:
        worker.stdin.close()
    listener.join(timeout=3600)
    code = worker.wait(timeout=60)
    memory.stop = True
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(work, ignore_errors=True)
    errors.seek(0)
    faults = collections.Counter(
        line.split(": ", 2)[2].split(";")[0].strip() + (" (mended)" if "read again" in line else "")
        for line in errors if ": document " in line)
    missing = [n for n in sent if n not in answers]
    result = {
        "sent": len(sent), "whole": sum(n[0] == "w" for n in sent), "mutants": sum(n[0] == "m" for n in sent),
        "files": len(files),
        "answers": len(answers), "missing": len(missing), "twice": len(twice), "worker_ended_early": restarted,
        "exit": code, "seconds": round(time.monotonic() - begin),
        "cpu_seconds": round(used.ru_utime + used.ru_stime), "peak_mb": memory.peak >> 20,
        "peak_one_process_mb": memory.one >> 20, "verdicts": dict(verdicts), "errors": dict(kinds),
        "reader_faults": dict(faults), "codes": dict(codes.most_common()), "slowest": slowest, "failed": failed[:40],
    }
    (keep / "result.json").write_text(json.dumps(result, indent=1, ensure_ascii=False))
    print(json.dumps(result, indent=1, ensure_ascii=False))
    good = not missing and not twice and not restarted and code == 0 and not kinds
    good = good and memory.peak >> 20 <= args.most_mb
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
