#!/usr/bin/env python3
"""Signed PDFs, drawn, and the program's verdict on each held against pyHanko's.

    signatures.py draw OUT [--seed S] [--each N]       OUT/queue/<case>/paper.pdf, OUT/trust/*.der, OUT/truth.jsonl
    signatures.py score OUT REPORTS [--json FILE]      REPORTS as `chushen scan OUT/queue --trust OUT/trust` wrote them

Truth is what was done to the file (`fault`: broken, changed, unknown, or nothing). For RSA and ECDSA pyHanko judges the same file; SM2 it does
not know, so there truth is the construction alone, as where bytes stand behind the last revision. Exit 1 where an altered file was called intact, or a verdict differs.
"""
import argparse
import datetime as dt
import io
import json
import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))


def stories():
    """story: (fault, how the file is made of a paper, a signer, an expired one, a stranger and a lot)."""
    from pyhanko.sign.fields import MDPPerm

    from signed import files as f
    return {
        "intact": (None, lambda p, s, late, alien, rng: f.sign(p, s)),
        "intact-pades": (None, lambda p, s, late, alien, rng: f.sign(p, s, pades=True)),
        "intact-certified": (None, lambda p, s, late, alien, rng: f.sign(p, s, certify=MDPPerm.NO_CHANGES)),
        "several": (None, lambda p, s, late, alien, rng: f.sign(f.sign(p, s), s, "Signature2")),
        "filled-in": (None, lambda p, s, late, alien, rng: f.updated(f.sign(p, s), f.field_filled)),
        "filled-in-permitted": (None, lambda p, s, late, alien, rng: f.updated(f.sign(p, s, certify=MDPPerm.FILL_FORMS), f.field_filled)),
        "filled-in-forbidden": ("changed", lambda p, s, late, alien, rng: f.updated(f.sign(p, s, certify=MDPPerm.NO_CHANGES), f.field_filled)),
        "annotated": ("changed", lambda p, s, late, alien, rng: f.updated(f.sign(p, s), f.note_added)),
        "other-words": ("changed", lambda p, s, late, alien, rng: f.updated(f.sign(p, s), f.other_words)),
        "more-words": ("changed", lambda p, s, late, alien, rng: f.updated(f.sign(p, s), f.more_words)),
        "changed-between": ("changed", lambda p, s, late, alien, rng: f.sign(f.updated(f.sign(p, s), f.more_words), s, "Signature2")),
        "appended": ("changed", lambda p, s, late, alien, rng: f.sign(p, s) + b"% and something else that nobody signed\n" * 3),
        "spoilt": ("broken", lambda p, s, late, alien, rng: f.spoil_text(f.sign(p, s), rng)),
        "value-spoilt": ("broken", lambda p, s, late, alien, rng: f.spoil_value(f.sign(p, s), rng)),
        "transplanted": ("broken", lambda p, s, late, alien, rng: f.transplant(f.sign(p, s), f.sign(f.paper(rng), s))),
        "range-shorter": ("broken", lambda p, s, late, alien, rng: f.shorter_range(f.sign(p, s))),
        "cut": ("broken", lambda p, s, late, alien, rng: f.sign(p, s)[:-rng.randrange(40, 400)]),
        "stranger": ("unknown", lambda p, s, late, alien, rng: f.sign(p, alien)),
        "expired": ("unknown", lambda p, s, late, alien, rng: f.sign(p, late)),
    }


# pyHanko reads a file to its last revision and does not ask what bytes stand behind it; we do.
STRICTER = {"appended"}
SM2_STORIES = ["intact", "intact-gm-numbers", "spoilt", "other-words", "stranger"]


def draw(out, seed, each):
    from signed import authority, files
    out.mkdir(parents=True, exist_ok=True)
    (out / "trust").mkdir(exist_ok=True)
    truth = []

    def keep(case, story, kind, fault, data):
        folder = out / "queue" / case
        folder.mkdir(parents=True)
        (folder / "paper.pdf").write_bytes(data)
        truth.append({"case": case, "story": story, "kind": kind, "fault": fault})

    for kind in authority.KEYS:
        own, strange = authority.family(kind, "甲"), authority.family(kind, "乙")
        (out / "trust" / f"{kind}.der").write_bytes(own["root"])
        who = lambda f, member: files.signer(f[member], [f["middle"], f["root"]], kind == "pss")
        good, late, alien = who(own, "good"), who(own, "late"), who(strange, "good")
        for story, (fault, make) in stories().items():
            for n in range(each):
                rng = random.Random(f"{seed}/{kind}/{story}/{n}")
                keep(f"{kind}-{story}-{n}", story, kind, fault, make(files.paper(rng), good, late, alien, rng))
    own, strange = authority.sm2_family("甲"), authority.sm2_family("乙")
    (out / "trust" / "sm2.der").write_bytes(own["root"])
    faults = {"spoilt": "broken", "other-words": "changed", "stranger": "unknown"}
    for story in SM2_STORIES:
        for n in range(2 * each):
            rng = random.Random(f"{seed}/sm2/{story}/{n}")
            data = files.sm2_signed(files.paper(rng), strange if story == "stranger" else own, story == "intact-gm-numbers")
            if story == "spoilt":
                at = data.index(b"stream") + 20
                data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
            if story == "other-words":
                data = files.updated(data, files.other_words)
            keep(f"sm2-{story}-{n}", story, "sm2", faults.get(story), data)
    with (out / "truth.jsonl").open("w") as lines:
        lines.writelines(json.dumps(t, ensure_ascii=False) + "\n" for t in truth)
    print(f"{len(truth)} signed PDFs in {out}")


def theirs(data, roots):
    """pyHanko's verdict: the faults it sees over all signatures; `unreadable` where it gave up."""
    import logging

    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext
    logging.disable(logging.CRITICAL)
    try:
        found = PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures
        if not found:
            return {"unreadable"}
        seen = set()
        for signature in found:
            context = ValidationContext(trust_roots=[x509.Certificate.load(r) for r in roots], allow_fetching=False)
            try:
                status = validate_pdf_signature(signature, signer_validation_context=context)
            except Exception:  # pyHanko's many ways to say that it is no sound signature
                seen.add("broken")
                continue
            if not (status.intact and status.valid):
                seen.add("broken")
                continue
            if not status.trusted:
                seen.add("unknown")
            if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok or status.modification_level == ModificationLevel.OTHER:
                seen.add("changed")
        return seen
    except Exception:
        return {"unreadable"}


CODES = {"pdf.signature-broken": "broken", "pdf.changed-after-signing": "changed", "pdf.signer-unknown": "unknown", "file.corrupt": "unreadable"}


def ours(report):
    """What the program says of the file: its findings, and nothing that it only left out."""
    seen = set()
    for finding in report["findings"]:
        fault = CODES.get(finding["code"])
        # What a certifying signature permits is a note.
        if fault and not (fault == "changed" and finding["severity"] == "note"):
            seen.add(fault)
    return seen


def score(out, reports, place):
    roots = [p.read_bytes() for p in sorted((out / "trust").iterdir()) if p.stem != "sm2"]
    by_case = {}
    for path in Path(reports).rglob("*.json"):
        try:
            report = json.loads(path.read_text())
        except ValueError:
            continue
        if isinstance(report, dict) and "documents" in report and "findings" in report:
            by_case[report["case"]["id"]] = report
    # A signature that does not hold says nothing further: neither who nor what came after.
    plain = lambda seen: {"no"} if seen & {"broken", "unreadable"} else seen
    tally, differ, passed = Counter(), [], []
    for line in (out / "truth.jsonl").read_text().splitlines():
        t = json.loads(line)
        if t["case"] not in by_case:
            differ.append({**t, "ours": "no report"})
            continue
        mine = ours(by_case[t["case"]])
        data = (out / "queue" / t["case"] / "paper.pdf").read_bytes()
        by_hand = t["kind"] == "sm2" or t["story"] in STRICTER
        want = ({t["fault"]} if t["fault"] else set()) if by_hand else theirs(data, roots)
        tally[t["kind"]] += 1
        if plain(mine) != plain(want):
            differ.append({**t, "ours": sorted(mine), "theirs": sorted(want)})
        if t["fault"] and not mine:
            passed.append(t["case"])
        if not t["fault"] and mine:
            differ.append({**t, "ours": sorted(mine), "theirs": "intact by construction"})
    figures = {"files": sum(tally.values()), "by kind": dict(tally), "verdicts that differ": len(differ), "altered and called intact": len(passed)}
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    for d in differ:
        print(json.dumps(d, ensure_ascii=False))
    for case in passed:
        print("called intact:", case)
    if place:
        Path(place).write_text(json.dumps({**figures, "differ": differ}, ensure_ascii=False, indent=1) + "\n")
    return 1 if differ or passed else 0


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="what", required=True)
    d = sub.add_parser("draw")
    d.add_argument("out", type=Path)
    d.add_argument("--seed", default="s1")
    d.add_argument("--each", type=int, default=3)
    s = sub.add_parser("score")
    s.add_argument("out", type=Path)
    s.add_argument("reports", type=Path)
    s.add_argument("--json")
    a = ap.parse_args()
    if a.what == "draw":
        return draw(a.out, a.seed, a.each) or 0
    return score(a.out, a.reports, a.json)


if __name__ == "__main__":
    sys.exit(main())
