#!/usr/bin/env python3
"""Writes which box of a real licence belongs to which field: what the labeller is fitted to.

    boxes.py SNAPSHOT QUEUE > boxes.jsonl

SNAPSHOT: the git directory of a copy of `caop-kie/Business-License`; QUEUE: what `../shared/eval/licences/prepare.py` laid out of it. A
row a case: `case` and `boxes`, each `[x0, y0, x1, y1, text, field]`; a label belongs to its field, what belongs to none has "". Like the
pictures, never to be committed.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

FIELDS = {
    "name": "name", "type": "type", "location": "address", "legal_person": "legal-representative",
    "registration_capital": "registered-capital", "start_date": "established-on", "operation_date": "valid-until",
    "business_scopes": "business-scope", "social_credit_code": "number",
}


def rows(raw):
    """Lines of a transcript, whose text may hold commas and line breaks."""
    pending = ""
    out = []
    for line in raw.decode("utf-8", "replace").splitlines():
        cells = line.split(",")
        if len(cells) > 9 and all(re.fullmatch(r"-?\d+(\.\d+)?", c) for c in cells[:9]) and pending:
            out.append(pending)
            pending = ""
        pending += line
    out.append(pending)
    for line in out:
        cells = line.split(",")
        if len(cells) >= 11:
            yield list(map(float, cells[1:9])), ",".join(cells[9:-1]).strip(), cells[-1].strip()


def main():
    snapshot, queue = sys.argv[1:]
    for folder in sorted(Path(queue).iterdir()):
        number = folder.name.rsplit("-", 1)[1]
        path = f"HEAD:business_licenses/train/boxes_and_transcripts/{number}.tsv"
        raw = subprocess.run(["git", "--git-dir", snapshot, "show", path], capture_output=True, check=True).stdout
        boxes = []
        for box, text, entity in rows(raw):
            xs, ys = box[0::2], box[1::2]
            field = FIELDS.get(entity.removesuffix("_key"), "")
            boxes.append([min(xs), min(ys), max(xs), max(ys), text, field])
        print(json.dumps({"case": folder.name, "boxes": boxes}, ensure_ascii=False))


if __name__ == "__main__":
    main()
