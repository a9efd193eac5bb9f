"""Draws one case a paper of `draw/units.py` (and of the letters beside the usual ones) and scores reports of them.

    python eval/draw_units.py draw OUT [--seed u1] [--only NAME]
    python eval/draw_units.py score OUT REPORTS [--show]        cases that have a report
"""
import argparse
import json
import random
from pathlib import Path

from draw import camera, files, units

KINDS = {name: "organisation-certificate" for name in units.UNITS} | {"cooperative": "business-licence"}


def papers(seed):
    """(case, kind, page, fields), each paper in every build."""
    for name, unit in {**units.UNITS, "cooperative": units.COOPERATIVE}.items():
        for build in units.BUILDS:
            case = f"{name}-{build.__name__}"
            yield case, KINDS[name], *build(random.Random(f"{seed}/{case}"), unit)
    for name in units.LETTERS:
        page, kind, fields = units.letter(random.Random(f"{seed}/{name}"), name)
        yield name, kind, page, fields


def draw(out, seed, only):
    """`only`: cases whose names begin so."""
    truth = []
    for case, kind, page, fields in papers(seed):
        if not case.startswith(only):
            continue
        rng = random.Random(f"{seed}/{case}/taken")
        taken = camera.flatbed(page, rng, 200) if rng.random() < .5 else camera.photograph(page, rng)
        folder = out / "queue" / case
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "paper.jpg").write_bytes(files.jpeg(taken.pixels))
        truth.append({"case": case, "kind": kind, "fields": fields})
    (out / "truth.jsonl").write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in truth))


def score(out, reports, show):
    right, of, read, asked = 0, 0, {}, {}
    for line in (out / "truth.jsonl").read_text().splitlines():
        truth = json.loads(line)
        found = next(Path(reports).rglob(f"{truth['case']}.json"), None)
        if found is None:
            continue
        document = json.loads(found.read_text())["documents"][0]
        kind = document["kind"]["name"] if isinstance(document["kind"], dict) else document["kind"]
        of += 1
        right += kind == truth["kind"]
        if kind != truth["kind"] and show:
            print(f"{truth['case']}: {kind}")
        for field, value in truth["fields"].items():
            got = document["fields"].get(field, {}).get("value")
            asked[field] = asked.get(field, 0) + 1
            read[field] = read.get(field, 0) + (plain(got) == plain(value))
            if plain(got) != plain(value) and show:
                print(f"{truth['case']}: {field} {got} for {value}")
    print(f"kind\t{right}\t{of}")
    for field in sorted(asked):
        print(f"{field}\t{read[field]}\t{asked[field]}")


def plain(value):
    return None if value is None else str(value).replace("（", "(").replace("）", ")").replace(" ", "")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=["draw", "score"])
    parser.add_argument("out", type=Path)
    parser.add_argument("reports", nargs="?")
    parser.add_argument("--seed", default="u1")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    draw(args.out, args.seed, args.only) if args.do == "draw" else score(args.out, args.reports, args.show)
