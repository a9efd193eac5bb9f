#!/usr/bin/env python3
"""Flame graph of one run as target/flame.svg, and the share of each floor as a table.

    flame.py PROGRAM MODELS QUEUE [--out FILE] [--rate 499]

Needs perf (package linux-perf) and a program built with line tables (`cargo build --profile profiling`). Everything runs in
one process (--isolation none), so that one profile holds it all.
"""
import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

FLOORS = [
    ("recognition: kernels", r"read::ocr::net|rten_simd"),
    ("recognition: runtime", r"\brten"),
    ("recognition: strips, boxes", r"read::ocr"),
    ("resizing", r"pixels::res"),
    ("codes", r"rxing|marks::codes"),
    ("seals, signatures, marks", r"read::marks"),
    ("measures", r"chushen::measure"),
    ("decoding", r"zune|jpeg|png|hayro|tiff|chushen::decode|image::codecs"),
    ("fields, rules, report", r"chushen::(extract|classify|judge|report|run|intake)"),
]


def stacks(data):
    """Each sample as its frames from the outermost in."""
    text = subprocess.run(["perf", "script", "-i", data, "-F", "comm,ip,sym"], capture_output=True, text=True).stdout
    for block in text.split("\n\n"):
        frames = [re.sub(r"::h[0-9a-f]{16}$", "", m[1]) for m in re.finditer(r"^\s+[0-9a-f]+ (.+)$", block, re.M)]
        if frames:
            yield frames[::-1]


def drawn(counts, path):
    """Writes the graph: a box a frame, as wide as its samples."""
    root = {}
    for frames, n in counts.items():
        node = root
        for f in frames:
            entry = node.setdefault(f, [0, {}])
            entry[0] += n
            node = entry[1]
    total, boxes, deepest = sum(counts.values()), [], 0

    def walk(node, x, depth):
        nonlocal deepest
        deepest = max(deepest, depth)
        for name, (n, below) in sorted(node.items()):
            width = 1200 * n / total
            if width >= 0.5:
                boxes.append((x, depth, width, name, n))
                walk(below, x, depth + 1)
            x += width

    walk(root, 0.0, 0)
    high = 17 * (deepest + 1)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="{high}" font-family="monospace" font-size="11">']
    for x, depth, width, name, n in boxes:
        label = html.escape(name)
        tint = sum(map(ord, name)) % 60
        y = high - 17 * (depth + 1)
        out.append(f'<g><title>{label}: {100 * n / total:.1f} %</title><rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="16" fill="hsl({tint},80%,62%)"/>')
        if width > 40:
            out.append(f'<text x="{x + 2:.1f}" y="{y + 12}">{html.escape(name[: int(width / 7)])}</text>')
        out.append("</g>")
    path.write_text("\n".join(out) + "\n</svg>\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program")
    ap.add_argument("models")
    ap.add_argument("queue")
    ap.add_argument("--out", type=Path, default=Path("target/flame.svg"))
    ap.add_argument("--rate", type=int, default=499)
    a = ap.parse_args()
    if not shutil.which("perf"):
        print("flame: perf is not installed (package linux-perf)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        data = f"{scratch}/perf.data"
        run = [a.program, "scan", a.queue, "--models", a.models, "--out", f"{scratch}/out", "--as-of", "2026-06-01", "--jobs", "1", "--isolation", "none", "--exit-zero"]
        done = subprocess.run(["perf", "record", "-q", "-F", str(a.rate), "--call-graph", "dwarf,8192", "-o", data, *run])
        if done.returncode:
            return done.returncode
        counts = Counter(map(tuple, stacks(data)))
    a.out.parent.mkdir(parents=True, exist_ok=True)
    drawn(counts, a.out)
    shares, total = Counter(), sum(counts.values())
    for frames, n in counts.items():
        inner = reversed(frames)
        name = next((floor for f in inner for floor, wanted in FLOORS if re.search(wanted, f)), "other")
        shares[name] += n
    print("| where | share of processor time |\n| --- | ---: |")
    for name, n in shares.most_common():
        print(f"| {name} | {100 * n / total:.1f} % |")
    print(f"{a.out}, {total} samples")
    return 0


if __name__ == "__main__":
    sys.exit(main())
