"""Scores seals in reports on the public licences against labels made by eye.

    python eval/reading/seals.py REPORTS

A third of the cases, chosen by the hash of the case, is kept apart: nothing was fitted on it. Words are right where one seal of the
report says them and nothing else around its ring (words at its foot stand behind a space).
"""
import hashlib
import json
import pathlib
import sys


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def labels() -> dict[str, tuple[bool, str]]:
    table = pathlib.Path(__file__).with_name("seals.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")][1:]
    return {case: (seal == "yes", words) for case, seal, words in rows}


def main(reports: str) -> None:
    truth = labels()
    counts: dict[tuple[str, str], list[bool]] = {}
    for path in sorted(pathlib.Path(reports).glob("*.json")):
        case = digest(path.stem)
        if case[:16] not in truth:
            continue
        seal, words = truth[case[:16]]
        part = "kept apart" if int(case, 16) % 3 == 0 else "work"
        report = json.loads(path.read_text(encoding="utf-8"))
        marks = [m for d in report["documents"] for m in d.get("marks", []) if m["kind"] == "seal"]
        if seal:
            counts.setdefault((part, "found"), []).append(bool(marks))
        said = [(m.get("text") or "").split(" ")[0] for m in marks]
        if words != "-":
            counts.setdefault((part, "words right"), []).append(any(digest(s)[:16] == words for s in said))
    for (part, what), hits in sorted(counts.items()):
        print(f"{part}: {what} {sum(hits)} of {len(hits)}")


if __name__ == "__main__":
    main(sys.argv[1])
