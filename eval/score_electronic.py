#!/usr/bin/env python3
"""Holds reports against filings drawn by draw_electronic.py: score_electronic.py TRUTH.jsonl REPORTS [--json FILE] [--show] [--require NAME=LEAST ...]

    found            photos with a fault on which its code was raised
    photo_quiet      photos in order without a photo.* or image.* finding for review or rejection
    not_rejected     clean electronic cases and clean cases of Apps that are not rejected
    passed           those that pass
"""
import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from score import Share, report_of

OF_A_PICTURE = ("photo.", "image.")


def score(truth, folder, show):
    share, faults, alarms = defaultdict(Share), defaultdict(Share), Counter()
    for t in truth:
        report = report_of(folder, t["case_id"])
        findings = [f for f in report["findings"] if f["severity"] != "note"]
        if t["set"] == "photo":
            findings = [f for f in findings if f["code"].startswith(OF_A_PICTURE)]
            raised = {f["code"] for f in findings}
            if t["story"]:
                found = all(raised & set(code.split("|")) for code in t["codes"])
                share["found"].add(found)
                faults[t["story"]].add(found)
                if show and not found:
                    print(t["case_id"], sorted(raised))
                continue
            share["photo_quiet"].add(report["verdict"] != "no report" and not findings)
        else:
            share["not_rejected"].add(report["verdict"] in ("pass", "review"))
            share[f"not_rejected_{t['set']}"].add(report["verdict"] in ("pass", "review"))
            share["passed"].add(report["verdict"] == "pass")
        for f in findings:
            alarms[t["set"], f["code"], f["severity"]] += 1
            if show:
                print(t["case_id"], f["code"], f["severity"], f.get("document"), f.get("field"), f.get("expected"), "|", f.get("actual"))
    return share, faults, alarms


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("truth", type=Path)
    ap.add_argument("reports", type=Path)
    ap.add_argument("--json", type=Path)
    ap.add_argument("--show", action="store_true")
    ap.add_argument("--require", action="append", default=[])
    a = ap.parse_args()
    share, faults, alarms = score([json.loads(row) for row in a.truth.read_text(encoding="utf-8").splitlines()], a.reports, a.show)
    for name, s in share.items():
        print(f"{name:24}{s.right}/{s.all} = {s.value():.4f}")
    for name, s in faults.items():
        print(f"  {name:22}{s.right}/{s.all}")
    for (of, code, severity), n in alarms.most_common():
        print(f"  raised on clean {of}: {code} ({severity}) {n}")
    figures = {name: s.value() for name, s in share.items()} | {f"found_{name}": s.value() for name, s in faults.items()}
    if a.json:
        a.json.write_text(json.dumps(figures, indent=1))
    failed = [r for r in a.require if not (figures.get(r.split("=")[0]) or 0) >= float(r.split("=")[1])]
    for r in failed:
        print(f"below {r}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
