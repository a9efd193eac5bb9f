#!/usr/bin/env python3
"""Puts right what the transcripts of the real licences have wrong, as far as it was seen by eye.

    slips.py TRUTH.jsonl > MENDED.jsonl
    slips.py TRUTH.jsonl --declarations > DECLARED.jsonl

`slips.tsv` beside this file: case, field, and the hash of the value that is printed (16 hexadecimal digits of the SHA-256 of
`field:value folded as score.py folds it`), or `-` where the transcript has a value and the paper prints none. No value is written
down, because the papers name people.

A case declares what its transcript says. One that repeats a slip is neither a true declaration nor a known false one: `--declarations` leaves
such cases out, for what is counted of declarations (true_passed, false_mismatch).
"""
import json
import sys
from pathlib import Path


# What a case declares: the registration number where there is no credit code.
DECLARED = {"name", "credit-code", "registration-number", "legal-representative", "address"}


def declares_a_slip(row, fields):
    """Whether a case that should declare what is printed declares one of these fields."""
    own = DECLARED - ({"registration-number"} if "credit-code" in row["fields"] else set())
    return row["expect"] is None and any(f in own and f in row["fields"] for f in fields)


def main():
    slips = {}
    for line in (Path(__file__).parent / "slips.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        case, field, value = line.split("\t")
        slips.setdefault(case, {})[field] = value
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "--declarations" in sys.argv and declares_a_slip(row, slips.get(row["case"], {})):
            continue
        for field, value in slips.get(row["case"], {}).items():
            row["fields"].pop(field, None)
            if value != "-":
                row["fields"][field] = f"#{value}"
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
