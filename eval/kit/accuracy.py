#!/usr/bin/env python3
"""Turns one scored run into docs/history/accuracy.md's tables and a row of docs/accuracy.tsv.

    accuracy.py TRUTH.jsonl REPORT_DIR FIGURES.json --set NAME

FIGURES.json is what ../shared/eval/score.sh --json wrote for the same run. Tables stand between the lines
`<!-- NAME -->` and `<!-- /NAME -->`; a set that the page does not know yet is put at its end. The record has one row a
commit and set, so that a change that lowers a figure is seen in its diff; --check N ends with status 1 when a figure is
lower than that of the set's newest other row by more than N.
"""
import argparse
import importlib.util
import json
import re
import subprocess
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/history/accuracy.md"
RECORD = ROOT / "docs/accuracy.tsv"
FIGURES = ["verdict", "clean_pass", "reject_caught", "finding_recall", "finding_precision", "kind", "format", "field_exact", "field_chars",
           "id_number", "confident_wrong", "seal", "qr", "signature", "upright", "dpi"]
BINS = [(0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 0.98), (0.98, 1.001)]


def fold(text):
    """What two values are compared by: compatibility forms, no blanks, no case (as the evaluation kit does)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).casefold()


def stories_that_spoil(kit):
    """Stories whose named document may be unreadable, as the kit's scorer lists them."""
    spec = importlib.util.spec_from_file_location("score", kit / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.DEGRADED


def readings(truth, reports, degraded):
    """(kind, field, degraded, right, confidence or None when not read) of every field that was drawn."""
    for line in truth.read_text().splitlines():
        case = json.loads(line)
        report = reports / f"{case['case_id']}.json"
        by_path = {d["path"]: d for d in json.loads(report.read_text())["documents"]} if report.is_file() else {}
        spoilt = {f["document"] for f in case["findings"]} if case["story"].startswith(degraded) else set()
        for document in case["documents"]:
            fields = by_path.get(document["path"], {}).get("fields") or {}
            for name, want in document.get("fields", {}).items():
                got = fields.get(name)
                right = got is not None and fold(got["value"]) == fold(want)
                yield document["kind"], name, document["path"] in spoilt, right, got and got["confidence"]


def tables(rows):
    per_field, bins = defaultdict(lambda: [0, 0, 0, 0]), defaultdict(lambda: [0, 0, 0.0])
    brier = told = 0
    for kind, name, degraded, right, confidence in rows:
        cell = per_field["degraded pages" if degraded else kind, "all fields" if degraded else name]
        cell[0] += 1
        cell[1] += right
        cell[2] += confidence is None
        cell[3] += confidence is not None and not right and confidence >= 0.9
        if confidence is not None:
            told += 1
            brier += (confidence - right) ** 2
            bin_ = next(b for b in BINS if b[0] <= confidence < b[1])
            bins[bin_][0] += 1
            bins[bin_][1] += right
            bins[bin_][2] += confidence
    out = ["| kind | field | drawn | exact | not read | wrong at 0.9 or more |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for (kind, name), (n, right, missing, sure) in sorted(per_field.items()):
        out.append(f"| {kind} | {name} | {n} | {right / n:.3f} | {missing} | {sure} |")
    out += ["", "| confidence | readings | mean confidence | right |", "| --- | ---: | ---: | ---: |"]
    for low, high in BINS:
        n, right, total = bins[low, high]
        if n:
            out.append(f"| {low:.2f} to {min(high, 1):.2f} | {n} | {total / n:.3f} | {right / n:.3f} |")
    out += ["", f"Brier score over {told} readings: {brier / max(told, 1):.4f}."]
    return "\n".join(out)


def commit():
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    dirty = subprocess.run(["git", "status", "--porcelain", "src", "rules"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    return head + ("+" if dirty else "")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("truth", type=Path)
    ap.add_argument("reports", type=Path)
    ap.add_argument("figures", type=Path)
    ap.add_argument("--kit", type=Path, default=ROOT.parent / "shared/eval", help="folder of score.py")
    ap.add_argument("--set", required=True, help="name of the run, such as kit-a")
    ap.add_argument("--check", type=float, metavar="N")
    a = ap.parse_args()
    figures = json.loads(a.figures.read_text())
    shown = {name: f"{figures[name]:.4f}" for name in FIGURES if figures.get(name) is not None}
    head = commit()
    body = f"Commit {head}. " + " · ".join(f"{k} {v}" for k, v in shown.items()) + ".\n\n" + tables(readings(a.truth, a.reports, stories_that_spoil(a.kit)))
    opening, closing = f"<!-- {a.set} -->", f"<!-- /{a.set} -->"
    page = PAGE.read_text()
    if opening in page:
        before, rest = page.split(opening, 1)
        page = before + f"{opening}\n{body}\n{closing}" + rest.split(closing, 1)[1]
    else:
        page = page.rstrip() + f"\n\n## {a.set}\n\n{opening}\n{body}\n{closing}\n"
    PAGE.write_text(page)

    header = "commit\tset\t" + "\t".join(FIGURES)
    rows = [r for r in RECORD.read_text().splitlines()[1:] if r] if RECORD.is_file() else []
    rows = [r for r in rows if r.split("\t")[:2] != [head, a.set]]
    earlier = [dict(zip(header.split("\t"), r.split("\t"))) for r in rows if r.split("\t")[1] == a.set]
    rows.append("\t".join([head, a.set, *(shown.get(n, "-") for n in FIGURES)]))
    RECORD.write_text("\n".join([header, *rows]) + "\n")

    lower = []
    if a.check is not None and earlier:
        for name, value in shown.items():
            old = earlier[-1].get(name, "-")
            if old != "-" and (float(value) - float(old)) * (-1 if name == "confident_wrong" else 1) < -a.check:
                lower.append(f"{name} {old} -> {value}")
    if lower:
        print("worse than " + earlier[-1]["commit"] + ": " + "; ".join(lower), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
