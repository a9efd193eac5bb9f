#!/usr/bin/env python3
"""Characters read rightly on real Chinese pictures, ours beside RapidOCR with the same models.

    ocr_zh.py CORPUS_DIR READ_TEXT MODELS_DIR [--peer PYTHON]

CORPUS_DIR holds manifest.tsv with a `transcription` column (lines parted by `|`); READ_TEXT is the example of that name, built.
--peer: a Python with `rapidocr==3.10.0` and onnxruntime; without it only our figures are given.

A file's accuracy is 1 - (edits of its lines) / (their characters): each line of the transcription is looked for in the text
read, at the place where it fits best (edit distance with free ends), after NFKC, case folding, simplified forms and without
blanks or punctuation. Both engines' boxes are put into one and the same order first (columns of a table by their left edge, then
rows by their top edge, tried both ways, the better one counts), so neither the order nor a title more or less decides; text that
is not there is counted apart.
"""
import argparse
import csv
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

PEER = r"""
import json, sys
from rapidocr import RapidOCR
engine = RapidOCR()
for path in sys.argv[1:]:
    out = engine(path)
    boxes = [] if out.boxes is None else out.boxes
    rows = [[*map(float, (min(p[0] for p in b), min(p[1] for p in b), max(p[1] for p in b))), t] for b, t in zip(boxes, out.txts or [])]
    print(json.dumps([path, rows], ensure_ascii=False), flush=True)
"""


def norm(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


def best_fit(line, text):
    """Least edits to turn some stretch of `text` into `line`."""
    row = [0] * (len(text) + 1)
    for i, a in enumerate(line, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(text, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return min(row)


def in_order(boxes):
    """Texts by rows and by columns; a row or column is what overlaps its first box."""
    by_row = sorted(boxes, key=lambda b: (b[1], b[0]))
    by_column = []
    for b in sorted(boxes, key=lambda b: b[0]):
        near = [c for c in by_column if abs(c[0][0] - b[0]) < b[2] - b[1]]
        (near[0] if near else by_column.append(group := []) or group).append(b)
    columns = [b for c in by_column for b in sorted(c, key=lambda b: b[1])]
    return [[b[3] for b in by_row], [b[3] for b in columns]]


def score(truth, boxes):
    # A cell of a table is a line of its own: blanks part it in the transcription.
    wanted = [norm(x) for line in truth.split("|") for x in line.split() if norm(x)]
    # Lines broken elsewhere than in the transcription must not count as edits: joined without a break.
    texts = ["".join(map(norm, t)) for t in in_order(boxes)]
    edits = sum(min(best_fit(w, t) for t in texts) for w in wanted)
    size = sum(map(len, wanted))
    return max(0.0, 1 - edits / size), size, len(texts[0]) - size


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("read_text")
    ap.add_argument("models")
    ap.add_argument("--peer")
    a = ap.parse_args()
    with open(a.corpus / "manifest.tsv", encoding="utf-8", newline="") as f:
        rows = [r for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE) if r["area"] == "ocr-zh" and r["transcription"]]
    paths = [str(a.corpus / r["path"]) for r in rows]
    ours = {p: [] for p in paths}
    out = subprocess.run([a.read_text, a.models, *paths], capture_output=True, text=True, check=True)
    sys.stderr.write(out.stderr)
    for line in out.stdout.splitlines():
        cells = line.split("\t", 5)
        x, y, _, h = map(int, cells[4].split(","))
        ours[cells[0]].append([x, y, y + h, cells[5]])
    theirs = {}
    if a.peer:
        done = subprocess.run([a.peer, "-c", PEER, *paths], capture_output=True, text=True, check=True).stdout
        theirs = dict(json.loads(x) for x in done.splitlines() if x.startswith("["))
    print("| file | characters | chushen | RapidOCR 3.10 | characters more than the transcription: chushen, RapidOCR |")
    print("| --- | ---: | ---: | ---: | --- |")
    total = [0.0, 0.0, 0]
    worst = 0.0
    for r, p in zip(rows, paths):
        got, size, more = score(r["transcription"], ours[p])
        peer = score(r["transcription"], theirs[p]) if theirs else None
        total[0] += got * size
        total[2] += size
        if peer:
            total[1] += peer[0] * size
            worst = min(worst, got - peer[0])
        name = re.sub(r"^ocr-zh/", "", r["path"])
        print(f"| {name} | {size} | {got:.4f} | {f'{peer[0]:.4f}' if peer else '-'} | {more}, {peer[2] if peer else '-'} |")
    print(f"| all | {total[2]} | {total[0] / total[2]:.4f} | {f'{total[1] / total[2]:.4f}' if theirs else '-'} | |")
    if theirs:
        print(f"\nFarthest behind on one file: {-worst:.4f}.")


if __name__ == "__main__":
    main()
