#!/usr/bin/env python3
"""Runs a command three times; prints wall time, CPU time and peak memory of each."""

import resource
import subprocess
import sys
import time

for n in range(3):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    code = subprocess.run(sys.argv[1:]).returncode
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code != 0:
        sys.exit(f"error: the command ended with {code}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Kilobytes on Linux; the largest of all runs so far.
    print(f"run {n + 1}: {wall:.1f} s wall, {cpu:.1f} s CPU, peak {after.ru_maxrss / 1024:.0f} MB")
