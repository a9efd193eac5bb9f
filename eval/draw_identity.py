#!/usr/bin/env python3
"""Draws cases of identity papers: draw_identity.py OUT [--seed S] [--each N] [--story-each N] [--paper NAME ...] [--jobs N]

OUT/queue/<case_id>/   case.json and the pictures of one paper, its sides in files of their own or on one sheet
OUT/truth.jsonl        one line a case: paper, story, codes that must be raised, documents with kind and values

`--each` of every paper in PAPERS, then `--story-each` of every defect in STORIES. A case is drawn from its seed, paper and number alone. Judged on 2026-06-01.
"""
import argparse
import datetime as dt
import json
import random
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from PIL import Image  # noqa: E402

from draw import camera, card, files, numbers, people  # noqa: E402
from draw.page import Page  # noqa: E402
from draw.people import AS_OF  # noqa: E402
from identity import minority, papers, persons  # noqa: E402


def sides(holder, *draw):
    """A paper of one or two sides of one holder."""
    def make(rng):
        who = holder(rng)
        return who, [d(rng, who) for d in draw]
    return make


def single(draw):
    return lambda rng: (None, [draw(rng)])


def with_passport(draw, holder):
    def make(rng):
        who = holder(rng)
        who["number"] = papers.passport_number(rng) if draw is papers.passport else numbers.digits(rng, 9)
        return who, [draw(rng, holder=who)]
    return make


# paper: (kinds of its sides, certificate.kind, how it is made)
PAPERS = {
    "passport": (["passport"], "passport", with_passport(papers.passport, persons.mainlander)),
    "foreign-passport": (["passport"], "passport", with_passport(papers.foreign_passport, persons.foreigner)),
    "hk-macau-permit": (["hk-macau-permit"] * 2, "hk-macau-permit", sides(papers.hk_macau_holder, papers.permit_front, papers.permit_back)),
    "taiwan-permit": (["taiwan-permit"] * 2, "taiwan-permit", sides(papers.taiwan_holder, papers.permit_front, papers.permit_back)),
    "hmt-residence-permit": (["hmt-residence-permit"] * 2, "hmt-residence-permit", sides(papers.residence_holder, papers.residence_front, papers.residence_back)),
    "foreigner-2017": (["foreigner-permanent-residence"] * 2, "foreigner-permanent-residence",
                       sides(lambda rng: papers.foreigner_holder(rng, 2017), papers.foreigner_front, papers.foreigner_back)),
    "foreigner-2023": (["foreigner-permanent-residence"] * 2, "foreigner-permanent-residence",
                       sides(lambda rng: papers.foreigner_holder(rng, 2023), papers.foreigner_front, papers.foreigner_back)),
    "temporary-id-card": (["temporary-id-card"] * 2, "citizen-id", sides(minority.temporary_holder, minority.temporary_front, minority.temporary_back)),
    "residence-permit": (["residence-permit"], "citizen-id", sides(minority.permit_holder, minority.permit_front)),
    "bilingual-id-card": (["id-card-portrait", "id-card-emblem"], "citizen-id", sides(minority.holder, minority.front, minority.back)),
    "officer-card": (["officer-card"], "other", single(minority.officer)),
    "household-register": (["household-register"], "other", single(minority.household)),
}


def name_of(who):
    return who.get("name") or who.get("chinese") or f"{who['surname']}, {who['given']}"


def declaration(case_id, rng, kind, who, province="51"):
    if who is None:
        who = people.person(rng, rng.choice(people.PLACES), minority=0)
    number = who["number"]
    person = {"name": name_of(who), "certificate": {"kind": kind, "number": number}, "phone": numbers.mobile(rng)}
    return {"case_id": case_id, "filing": "new-subject", "province": province,
            "subject": {"kind": "individual", "name": name_of(who), "certificate": {"kind": kind, "number": number}, "responsible_person": person},
            "sites": [{"name": "示例生活记录", "domains": ["example-notes.cn"], "responsible_person": person}]}


def sheet(pages, dpi=300):
    """Both sides one below the other on one A5 sheet."""
    p = Page(148, 210, dpi, (252, 252, 251))
    y = 24
    for page in pages:
        w, h = round(page.width * p.unit), round(page.height * p.unit)
        alpha = page.alpha or Image.new("L", page.image.size, 255)
        p.image.paste(page.image.resize((w, h), Image.LANCZOS), (round((148 - page.width) / 2 * p.unit), round(y * p.unit)), alpha.resize((w, h)))
        y += page.height + 26
    p.renew()
    return p


def taken(page, rng):
    how = rng.choices(["photo", "scan", "app"], [6, 3, 1])[0]
    if how == "photo":
        return camera.photograph(page, rng, megapixels=(4, 8), fill=(.62, .86), least_dpi=230, shadow=False if rng.random() < .8 else None)
    if how == "scan":
        return camera.flatbed(page, rng, dpi=300, bed=rng.choice([6, 15, 30]))
    return camera.scanning_app(page, rng, whiten=False)


def written(folder, name, shot, rng):
    (folder / name).write_bytes(files.jpeg(shot.pixels, quality=rng.randrange(84, 94), phone=rng.choice(files.PHONES) if shot.facts["origin"] == "photo" else None))


def draw_paper(job):
    seed, paper, index, queue = job
    case_id = f"{paper}-{index:03d}"
    rng = random.Random(f"{seed}/{paper}/{index}")
    kinds, certificate, make = PAPERS[paper]
    who, drawn = make(rng)
    folder = Path(queue) / case_id
    folder.mkdir(parents=True)
    documents = []
    if len(drawn) == 2 and rng.random() < .2:
        shot = camera.flatbed(sheet([p for p, _ in drawn]), rng, dpi=rng.choice([240, 300]))
        written(folder, "both.jpg", shot, rng)
        kind = "id-card-both" if paper == "bilingual-id-card" else kinds[0]
        documents.append({"path": "both.jpg", "kind": kind, "fields": {**drawn[0][1], **drawn[1][1]}})
    else:
        for name, kind, (page, fields) in zip(("front.jpg", "back.jpg"), kinds, drawn):
            written(folder, name, taken(page, rng), rng)
            documents.append({"path": name, "kind": kind, "fields": fields})
    (folder / "case.json").write_text(json.dumps(declaration(case_id, rng, certificate, who), ensure_ascii=False, indent=1), encoding="utf-8")
    return {"case_id": case_id, "paper": paper, "story": None, "codes": [], "documents": documents}


# ---- defects: each draws pages [(name, page, kind, fields)], gives the declaration's certificate kind and holder, and the codes that must be raised

def changed_check(lines):
    """The check digit of the number is another."""
    row, at = (1, 9) if len(lines) == 2 else (0, 14)
    line = lines[row]
    out = list(lines)
    out[row] = line[:at] + str((int(line[at]) + 4) % 10) + line[at + 1:]
    return out


def zone_with_wrong_check(rng):
    if rng.random() < .5:
        who = persons.mainlander(rng) | {"number": papers.passport_number(rng)}
        page, fields = papers.passport(rng, holder=who, zone_of=changed_check)
        return [("front.jpg", page, "passport", fields)], "passport", who, ["identity.zone-check-failed"]
    who = papers.hk_macau_holder(rng)
    (a, fa), (b, fb) = papers.permit_front(rng, who), papers.permit_back(rng, who, zone_of=changed_check)
    return [("front.jpg", a, "hk-macau-permit", fa), ("back.jpg", b, "hk-macau-permit", fb)], "hk-macau-permit", who, ["identity.zone-check-failed"]


def zone_of_another(rng):
    """Printed birth date and machine zone differ; every check digit holds."""
    who = persons.mainlander(rng) | {"number": papers.passport_number(rng)}
    other = who | {"born": who["born"] - dt.timedelta(days=400)}
    page, fields = papers.passport(rng, holder=who, zone_of=lambda lines: born_of(lines, other["born"]))
    fields["machine-zone"] = None
    return [("front.jpg", page, "passport", fields)], "passport", who, ["identity.zone-differs"]


def born_of(lines, born):
    from identity import zone
    second = lines[1]
    b = zone.date(born) + zone.check(zone.date(born))
    second = second[:13] + b + second[20:43]
    return [lines[0], second + zone.check(second[0:10] + second[13:20] + second[21:43])]


def two_people(rng):
    """Two cards of two people on one picture."""
    a, b = (people.person(rng, rng.choice(people.PLACES), minority=0) for _ in range(2))
    page = sheet([card.portrait_side(rng, a), card.portrait_side(rng, b)])
    return [("front.jpg", page, None, {})], "citizen-id", a, ["document.several-people"]


def expired_passport(rng):
    who = persons.mainlander(rng) | {"number": papers.passport_number(rng)}
    page, fields = papers.passport(rng, holder=who, last=AS_OF - dt.timedelta(days=rng.randrange(5, 900)))
    return [("front.jpg", page, "passport", fields)], "passport", who, ["document.expired"]


def expired_permit(rng):
    who = papers.taiwan_holder(rng)
    who |= {"last": AS_OF - dt.timedelta(days=rng.randrange(5, 900))}
    who["first"] = people.years_later(who["last"], -5)
    (a, fa), (b, fb) = papers.permit_front(rng, who), papers.permit_back(rng, who)
    return [("front.jpg", a, "taiwan-permit", fa), ("back.jpg", b, "taiwan-permit", fb)], "taiwan-permit", who, ["document.expired"]


def another_paper(draw):
    def make(rng):
        who = people.person(rng, rng.choice(people.PLACES), minority=0)
        page, _ = draw(rng)
        return [("id-card-portrait.jpg", page, "other", {})], "citizen-id", who, ["document.kind-mismatch", "document.missing"]
    return make


def one_side_only(rng):
    who = papers.hk_macau_holder(rng)
    page, fields = papers.permit_front(rng, who)
    return [("front.jpg", page, "hk-macau-permit", fields)], "hk-macau-permit", who, ["document.missing"]


def passport_declared_card_handed_in(rng):
    who = people.person(rng, rng.choice(people.PLACES), minority=0)
    return [("front.jpg", card.portrait_side(rng, who), "id-card-portrait", card.portrait_fields(who))], "passport", who | {"number": papers.passport_number(rng)}, ["document.missing"]


def number_of_another_form(rng):
    who = papers.hk_macau_holder(rng)
    (a, fa), (b, fb) = papers.permit_front(rng, who), papers.permit_back(rng, who)
    return [("front.jpg", a, "hk-macau-permit", fa), ("back.jpg", b, "hk-macau-permit", fb)], "hk-macau-permit", who | {"number": who["number"][1:]}, ["identity.number-form"]


def permit_of_another(rng):
    who, other = papers.hk_macau_holder(rng), papers.hk_macau_holder(rng)
    (a, fa), (b, fb) = papers.permit_front(rng, who), papers.permit_back(rng, who)
    return [("front.jpg", a, "hk-macau-permit", fa), ("back.jpg", b, "hk-macau-permit", fb)], "hk-macau-permit", other, ["match.responsible-person|match.name"]


STORIES = {f.__name__.replace("_", "-"): f for f in (zone_with_wrong_check, zone_of_another, two_people, expired_passport, expired_permit, one_side_only, passport_declared_card_handed_in,
                                                     number_of_another_form, permit_of_another)}
STORIES |= {"driving-licence-as-card": another_paper(minority.driving_licence), "bank-card-as-card": another_paper(minority.bank_card)}


def draw_story(job):
    seed, story, index, queue = job
    case_id = f"story-{story}-{index:03d}"
    rng = random.Random(f"{seed}/story/{story}/{index}")
    pages, certificate, who, codes = STORIES[story](rng)
    folder = Path(queue) / case_id
    folder.mkdir(parents=True)
    declared = declaration(case_id, rng, certificate, who)
    documents = []
    for name, page, kind, fields in pages:
        written(folder, name, taken(page, rng), rng)
        documents.append({"path": name, "kind": kind, "fields": fields})
        if name.startswith("id-card"):
            declared["attachments"] = [{"path": name, "kind": "id-card-portrait"}]
    (folder / "case.json").write_text(json.dumps(declared, ensure_ascii=False, indent=1), encoding="utf-8")
    return {"case_id": case_id, "paper": None, "story": story, "codes": codes, "documents": documents}


def draw_one(job):
    return (draw_story if job[1] in STORIES else draw_paper)(job)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=Path)
    ap.add_argument("--seed", default="i1")
    ap.add_argument("--each", type=int, default=10)
    ap.add_argument("--story-each", type=int, default=0)
    ap.add_argument("--paper", action="append", choices=[*PAPERS, *STORIES])
    ap.add_argument("--jobs", type=int, default=2)
    a = ap.parse_args()
    queue = a.out / "queue"
    shutil.rmtree(queue, ignore_errors=True)
    queue.mkdir(parents=True)
    chosen = a.paper or [*PAPERS, *STORIES]
    jobs = [(a.seed, p, i, str(queue)) for p in chosen for i in range(a.each if p in PAPERS else a.story_each)]
    with ProcessPoolExecutor(a.jobs) as pool, open(a.out / "truth.jsonl", "w", encoding="utf-8") as f:
        for row in pool.map(draw_one, jobs):
            f.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(jobs)} cases in {a.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
