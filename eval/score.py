#!/usr/bin/env python3
"""Holds reports against a drawn queue's truth: score.py TRUTH.jsonl REPORTS [--show CODE ...] [--json FILE] [--require NAME=LEAST ...]

    verdict          cases with a right verdict
    clean_pass       clean cases that pass
    caught           cases with a defect that do not pass
    recall           findings that must be there and are
    precision        findings for review or rejection that belong there
    kind             papers taken for what they are
    field_exact      values read exactly (width and blanks apart)
    sure_wrong       values read wrong with a confidence of 0.9 and more, as a share of all read (lower is better)
Below them: false alarms by code and kind of paper, defects not found by story, fields that fall short.
"""
import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

LOWER_IS_BETTER = {"sure_wrong"}


def folded(value):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value))).casefold()


class Share:
    def __init__(self):
        self.right = self.all = 0

    def add(self, right):
        self.right += bool(right)
        self.all += 1

    def value(self):
        return self.right / self.all if self.all else None


def report_of(folder, case_id):
    try:
        return json.loads((folder / f"{case_id}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"verdict": "no report", "findings": [], "documents": []}


def score(truth, folder, show=()):
    share = defaultdict(Share)
    alarms, missed, fields, verdicts, codes_of_clean = Counter(), Counter(), defaultdict(Share), Counter(), Counter()
    for t in truth:
        report = report_of(folder, t["case_id"])
        clean = t["verdict"] == "pass"
        kinds = {d["path"]: d["kind"] for d in t["documents"]}
        verdicts["clean" if clean else "defect", report["verdict"]] += 1
        share["verdict"].add(report["verdict"] in t["verdicts"])
        share["clean_pass" if clean else "caught"].add(report["verdict"] == "pass" if clean else report["verdict"] in ("reject", "review"))
        wanted = {c for f in t["findings"] for c in f["code"].split("|")}
        for f in t["findings"]:
            found = any(g["code"] in f["code"].split("|") and f["document"] in (None, g.get("document")) for g in report["findings"])
            share["recall"].add(found)
            if not found:
                missed[t["story"], f["code"]] += 1
        seen = set()
        for g in report["findings"]:
            if g["severity"] == "note":
                continue
            belongs = g["code"] in wanted or g["code"] in t["allowed"]
            share["precision"].add(belongs)
            if not belongs:
                alarms[g["code"], kinds.get(g.get("document"), "case"), g["severity"]] += 1
                seen.add(g["code"])
                if g["code"] in show:
                    print(f"{t['case_id']} {g['code']} on {g.get('document')}: {g.get('expected')} | {g.get('actual')}")
        codes_of_clean.update(seen if clean else ())
        spoilt = {f["document"] for f in t["findings"] if f["code"].startswith("image.")}
        read = {d.get("path"): d for d in report["documents"]}
        for d in t["documents"]:
            got = read.get(d["path"], {})
            if d["path"] in spoilt:
                continue
            share["kind"].add(got.get("kind") == d["kind"])
            for name, value in d.get("fields", {}).items():
                v = (got.get("fields") or {}).get(name)
                right = v is not None and folded(v["value"]) == folded(value)
                share["field_exact"].add(right)
                fields[d["kind"], name].add(right)
                if v is not None:
                    share["sure_wrong"].add(not right and v.get("confidence", 0) >= .9)
                if not right and name in show:
                    print(f"{t['case_id']} {d['path']} {name}: {value!r} read as {v and v['value']!r} ({v and v.get('confidence')})")
    return share, verdicts, alarms, codes_of_clean, missed, fields


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("truth", type=Path)
    ap.add_argument("reports", type=Path)
    ap.add_argument("--show", action="append", default=[], help="list the cases of this code or field")
    ap.add_argument("--json", type=Path)
    ap.add_argument("--require", action="append", default=[], metavar="NAME=LEAST")
    a = ap.parse_args()
    truth = [json.loads(line) for line in a.truth.read_text(encoding="utf-8").splitlines()]
    share, verdicts, alarms, codes_of_clean, missed, fields = score(truth, a.reports, a.show)
    print(f"{len(truth)} cases")
    for name, s in share.items():
        print(f"  {name:12} {'-' if s.value() is None else f'{s.value():.4f}'}  ({s.right}/{s.all})")
    print("verdicts: " + ", ".join(f"{kind} -> {verdict} {n}" for (kind, verdict), n in sorted(verdicts.items())))
    print("false alarms by code, kind of paper, severity:")
    for (code, kind, severity), n in alarms.most_common():
        print(f"  {n:4}  {code:32} {kind:22} {severity}")
    print("clean cases with at least one false alarm of the code: " + (", ".join(f"{c} {n}" for c, n in codes_of_clean.most_common()) or "none"))
    print("not found: " + (", ".join(f"{story} ({code}) {n}" for (story, code), n in missed.most_common()) or "none"))
    print("fields that fall short:")
    for (kind, name), s in sorted(fields.items(), key=lambda item: item[1].value()):
        if s.value() < .995:
            print(f"  {kind + '.' + name:44} {s.value():.4f} ({s.right}/{s.all})")
    if a.json:
        a.json.write_text(json.dumps({name: s.value() for name, s in share.items()}, indent=1) + "\n", encoding="utf-8")
    short = []
    for name, least in (q.split("=") for q in a.require):
        v = share[name].value()
        if v is None or (v > float(least) if name in LOWER_IS_BETTER else v < float(least)):
            short.append(f"{name} {v} (asked {least})")
    if short:
        print("falls short: " + "; ".join(short))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
