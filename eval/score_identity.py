#!/usr/bin/env python3
"""Holds reports against drawn identity papers: score_identity.py TRUTH.jsonl REPORTS [--show FIELD] [--json FILE] [--require NAME=LEAST ...]

    kind             papers taken for what they are
    number           numbers of the papers read exactly
    field_exact      values read exactly (width and blanks apart), the zone and the names with it
    confident_wrong  values read wrong with a confidence of 0.9 and more, as a share of all read (lower is better)
    zone_exact       machine-readable zones read exactly
    raised           defects whose code was raised
    quiet            clean papers on which no code of identity.*, document.kind-mismatch, document.missing of an identity paper, document.expired, match.* was raised
"""
import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from score import Share, report_of

LOWER_IS_BETTER = {"confident_wrong"}
NUMBERS = {"certificate-number", "citizen-id-number"}
QUIET = re.compile(r"identity\.|document\.(kind-mismatch|expired|field-missing|several-people)|match\.")


def folded(value):
    return re.sub(r"[ \t]+", "", unicodedata.normalize("NFKC", str(value))).casefold()


def score(truth, folder, show):
    share, papers, fields, alarms, missed = defaultdict(Share), defaultdict(Share), defaultdict(Share), Counter(), Counter()
    for t in truth:
        report = report_of(folder, t["case_id"])
        raised = {f["code"] for f in report["findings"]}
        if t["story"]:
            for code in t["codes"]:
                found = bool(raised & set(code.split("|")))
                share["raised"].add(found)
                if not found:
                    missed[t["story"], code] += 1
        else:
            wrong = [f for f in report["findings"] if QUIET.match(f["code"]) and f["severity"] != "note"]
            # The form is in no case, nor the card beside a mainlander's residence permit; the papers of the certificate are.
            if t["paper"] != "residence-permit":
                wrong += [f for f in report["findings"] if f["code"] == "document.missing" and f.get("expected") != "verification-form"]
            expected = t["paper"] in ("officer-card", "household-register")
            if not expected:
                share["quiet"].add(not wrong)
                for f in wrong:
                    alarms[t["paper"], f["code"]] += 1
                    if "quiet" in show:
                        print(t["case_id"], f["code"], f.get("document"), f.get("field"), f.get("expected"), "|", f.get("actual"))
        read = {d.get("path"): d for d in report["documents"]}
        for d in t["documents"]:
            got = read.get(d["path"], {})
            if d["kind"] and not t["story"]:
                right = got.get("kind") == d["kind"]
                share["kind"].add(right)
                papers[t["paper"]].add(right)
                if not right and "kind" in show:
                    print(t["case_id"], d["path"], d["kind"], "taken for", got.get("kind"), got.get("kind_basis"))
            if t["story"]:
                continue
            for name, value in d["fields"].items():
                if value is None:
                    continue
                v = (got.get("fields") or {}).get(name)
                right = v is not None and folded(v["value"]) == folded(value)
                share["field_exact"].add(right)
                fields[t["paper"], name].add(right)
                if name in NUMBERS:
                    share["number"].add(right)
                if name == "machine-zone":
                    share["zone_exact"].add(right)
                if v is not None:
                    share["confident_wrong"].add(not right and v.get("confidence", 0) >= .9)
                if not right and (name in show or "all" in show):
                    print(t["case_id"], d["path"], name, repr(value), "read as", v and repr(v["value"]), v and v.get("confidence"))
    return share, papers, fields, alarms, missed


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("truth", type=Path)
    ap.add_argument("reports", type=Path)
    ap.add_argument("--show", action="append", default=[], help="list what is wrong with this field; kind, quiet, all")
    ap.add_argument("--json", type=Path)
    ap.add_argument("--require", action="append", default=[], metavar="NAME=LEAST")
    a = ap.parse_args()
    truth = [json.loads(line) for line in a.truth.read_text(encoding="utf-8").splitlines()]
    share, papers, fields, alarms, missed = score(truth, a.reports, a.show)
    print(f"{len(truth)} cases")
    for name, s in share.items():
        print(f"  {name:16} {'-' if s.value() is None else f'{s.value():.4f}'}  ({s.right}/{s.all})")
    print("kind by paper: " + ", ".join(f"{p} {s.right}/{s.all}" for p, s in papers.items()))
    print("raised on clean papers: " + (", ".join(f"{p} {c} {n}" for (p, c), n in alarms.most_common()) or "nothing"))
    print("defects not raised: " + (", ".join(f"{s} ({c}) {n}" for (s, c), n in missed.most_common()) or "none"))
    print("fields that fall short:")
    for (paper, name), s in sorted(fields.items(), key=lambda item: item[1].value()):
        if s.value() < 1:
            print(f"  {paper + '.' + name:44} {s.value():.4f} ({s.right}/{s.all})")
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
