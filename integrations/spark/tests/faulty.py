#!/usr/bin/env python3
"""Stands before the real `chushen` and spoils some cases, by the name of their folder: `crash-…` kills the worker, `hang-…` never
answers, `eat-…` takes memory until it is stopped. Every other request goes to the real worker, and its answer back, untouched.
Real attachments cannot do this, since readers are sealed processes that cost their document only; this is how a worker gone wrong
for any other reason is tried. All other commands are the real program's.

The program is `chushen.path` beside this file; pids and requests are told in `pids` and `requests` there.
"""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
REAL = (HERE / "chushen.path").read_text().strip()


def note(file, text):
    with open(HERE / file, "a") as f:
        f.write(text + "\n")


def main():
    if sys.argv[1:2] != ["worker"]:
        os.execv(REAL, [REAL, *sys.argv[1:]])
    note("pids", str(os.getpid()))
    real = subprocess.Popen([REAL, *sys.argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        name = request["id"].rsplit("/", 1)[-1]
        note("requests", request["id"])
        if name.startswith("crash-"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if name.startswith("hang-"):
            time.sleep(3600)
        if name.startswith("eat-"):
            held = []
            while True:
                held.append(bytearray(os.urandom(1 << 20)) * 16)
                time.sleep(0.02)
        real.stdin.write(line)
        real.stdin.flush()
        answer = real.stdout.readline()
        if not answer:
            sys.exit(real.wait())
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    real.stdin.close()
    return real.wait()


if __name__ == "__main__":
    sys.exit(main())
