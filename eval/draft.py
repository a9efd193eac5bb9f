#!/usr/bin/env python3
"""Holds the values that `chushen draft` calls sure against the declarations of clean drawn cases.

    python3 eval/draft.py PROGRAM TRUTH QUEUE [TRUTH QUEUE ...] [--cases 100]

A case counts where its truth says `pass`. Two values are the same where they are so after NFKC and in one case, as the program compares
them. Prints each value that differs (drawn people only) and the counts; exit 1 where one differs.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import unicodedata


def at(value, pointer):
    for key in pointer.split("/")[1:]:
        value = (value[int(key)] if int(key) < len(value) else None) if isinstance(value, list) else (value or {}).get(key)
        if value is None:
            return None
    return value


def folded(value):
    return unicodedata.normalize("NFKC", str(value)).casefold()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--cases", type=int, default=100)
    args = parser.parse_args()
    folders = []
    for truth, queue in zip(args.sets[::2], args.sets[1::2]):
        rows = (json.loads(line) for line in open(truth, encoding="utf-8"))
        folders += [pathlib.Path(queue) / row["case_id"] for row in rows if row["verdict"] == "pass"]
    folders = folders[:args.cases]
    sure = right = asked = opened = 0
    for folder in folders:
        out = subprocess.run([args.program, "draft", str(folder)], capture_output=True, text=True, check=True).stdout
        draft, declared = json.loads(out), json.loads((folder / "case.json").read_text(encoding="utf-8"))
        opened += len(draft["open"])
        domains = {d["name"]: d for d in declared.get("domains", [])}
        for value in draft["values"]:
            pointer = value["pointer"]
            if pointer.startswith("/domains/"):
                _, _, place, key = pointer.split("/", 3)
                want = (domains.get(at(draft["declaration"], f"/domains/{place}/name")) or {}).get(key)
            else:
                want = at(declared, pointer)
            sure += 1
            if want is None:
                continue
            asked += 1
            right += folded(want) == folded(value["value"])
            if folded(want) != folded(value["value"]):
                print(f"{folder.name} {pointer}: {value['value']} (declared: {want}; {value['confidence']})")
    print(f"{len(folders)} cases: {sure} values called sure, {asked} of them declared, {right} the same; {opened} left open")
    return 0 if folders and right == asked else 1


if __name__ == "__main__":
    sys.exit(main())
