#!/usr/bin/env python3
"""Draws filings verified electronically: draw_electronic.py OUT [--seed S] [--cases N] [--apps N] [--good N] [--each N] [--jobs N]

OUT/queue/<case_id>/   case.json and attachments
OUT/truth.jsonl        one line a case: what it is (`set`), its story, codes one of which must be raised, documents

`--cases` clean cases without a 核验单 (some bring an electronic one), `--apps` clean ones of an App, a mini-program or a fast app,
`--good` photos in order and `--each` of every fault of `draw/portrait.py`, the photos each in a case of its own. Judged on 2026-06-01.
"""
import argparse
import io
import json
import random
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from PIL import Image, ImageDraw  # noqa: E402

from draw import files, numbers, people, portrait  # noqa: E402
from draw.cases import Case  # noqa: E402

REMARKS = {"app": "本应用用于展示本单位的产品和服务，并提供在线咨询", "mini-program": "本小程序用于展示本单位的产品和服务，并提供在线咨询和预约，不涉及前置审批内容",
           "fast-app": "本快应用用于展示本单位的产品和服务，并提供在线咨询"}
LETTERS = "0123456789abcdef"


def hexadecimal(rng, count):
    """The first digit is no zero."""
    return rng.choice(LETTERS[8:]) + "".join(rng.choice(LETTERS) for _ in range(count - 1))


def platforms(rng, domain):
    """What Android, Apple and Harmony print of an App: package, modulus of the key, fingerprint of the certificate."""
    package = ".".join(reversed(domain.split("."))).replace("-", "") + "." + rng.choice(["app", "client", "mobile"])
    android = hexadecimal(rng, 512) if rng.random() < .5 else rng.choice("123456789") + numbers.digits(rng, 616)
    all_of = [{"os": "android", "package": package, "public_key": android, "fingerprint": hexadecimal(rng, 32).upper()},
              {"os": "ios", "package": package, "public_key": hexadecimal(rng, 512), "fingerprint": hexadecimal(rng, 40)},
              {"os": "harmony", "package": package, "public_key": "04" + hexadecimal(rng, 128), "fingerprint": hexadecimal(rng, 40)}]
    return sorted(rng.sample(all_of, rng.choice([1, 2, 2, 3])), key=lambda p: p["os"])


def icon(rng):
    """A square picture of a form in two colours."""
    side = rng.choice([108, 192, 256, 512])
    tone = lambda: tuple(rng.randrange(30, 230) for _ in range(3))  # noqa: E731
    image = Image.new("RGB", (side, side), tone())
    pen, box = ImageDraw.Draw(image), [side * .22, side * .22, side * .78, side * .78]
    rng.choice([pen.ellipse, pen.rectangle])(box, fill=(255, 255, 255))
    pen.polygon([(side * rng.uniform(.3, .7), side * rng.uniform(.3, .7)) for _ in range(3)], fill=tone())
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def photo_file(rng, fault=None):
    pixels, codes = portrait.photo(rng, fault)
    return files.jpeg(pixels, rng.randrange(84, 94), phone=rng.choice(files.PHONES)), codes


class Electronic(Case):
    """A case of `draw.cases` whose people were verified by the platform."""

    def clean_papers(self):
        super().clean_papers()
        self.papers.pop("site-photo", None)
        if self.rng.random() < .8:
            del self.papers["verification-form"]

    def declare(self):
        return super().declare() | {"verification": "electronic"} | ({"wording": "approval"} if self.rng.random() < .5 else {})

    def write(self, queue):
        row = super().write(queue)
        rng, folder = self.fork("electronic"), Path(queue) / self.id
        declared = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        if rng.random() < .6:
            (folder / "核验照片.jpg").write_bytes(photo_file(rng)[0])
            declared.setdefault("attachments", []).append({"path": "核验照片.jpg", "kind": "site-photo"})
        self.complete(declared, folder, rng)
        (folder / "case.json").write_text(json.dumps(declared, ensure_ascii=False, indent=1), encoding="utf-8")
        return row | {"codes": []}

    def complete(self, declared, folder, rng):
        pass


class App(Electronic):
    """Its service stands in the place of the site."""

    def complete(self, declared, folder, rng):
        site = declared.pop("sites")[0]
        kind = rng.choices(["app", "mini-program", "fast-app"], [6, 3, 1])[0]
        service = {"kind": kind, "name": site["name"], "domains": site["domains"], "responsible_person": site["responsible_person"], "content": site["content"], "remarks": REMARKS[kind]}
        if kind == "app":
            service["platforms"] = platforms(rng, site["domains"][0])
        if kind == "app" or rng.random() < .5:
            (folder / "icon.png").write_bytes(icon(rng))
            service["icon"] = "icon.png"
        declared["services"] = [service]


def draw_case(job):
    make, seed, index, queue = job
    return make(f"{seed}{make.__name__[0].lower()}", index).write(queue) | {"set": make.__name__.lower()}


def draw_photo(job):
    seed, fault, index, queue = job
    rng = random.Random(f"photo/{seed}/{fault}/{index}")
    case_id = f"photo-{fault or 'good'}-{index:03d}"
    folder = Path(queue) / case_id
    folder.mkdir(parents=True)
    data, codes = photo_file(rng, fault)
    (folder / "photo.jpg").write_bytes(data)
    person = people.person(rng, rng.choice(people.PLACES))
    declared = {"case_id": case_id, "province": person["number"][:2], "verification": "electronic",
                "subject": {"kind": "individual", "name": person["name"], "certificate": {"kind": "citizen-id", "number": person["number"]}},
                "attachments": [{"path": "photo.jpg", "kind": "site-photo"}]}
    (folder / "case.json").write_text(json.dumps(declared, ensure_ascii=False, indent=1), encoding="utf-8")
    return {"case_id": case_id, "set": "photo", "story": fault, "codes": [codes] if fault else [], "documents": [{"path": "photo.jpg", "kind": "site-photo", "fields": {}}]}


def run(job):
    return draw_photo(job) if isinstance(job[0], str) else draw_case(job)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=Path)
    ap.add_argument("--seed", default="e1")
    ap.add_argument("--cases", type=int, default=100)
    ap.add_argument("--apps", type=int, default=100)
    ap.add_argument("--good", type=int, default=200)
    ap.add_argument("--each", type=int, default=20)
    ap.add_argument("--jobs", type=int, default=2)
    a = ap.parse_args()
    queue = a.out / "queue"
    shutil.rmtree(queue, ignore_errors=True)
    queue.mkdir(parents=True)
    jobs = [(Electronic, a.seed, i, str(queue)) for i in range(a.cases)] + [(App, a.seed, i, str(queue)) for i in range(a.apps)]
    jobs += [(a.seed, None, i, str(queue)) for i in range(a.good)] + [(a.seed, fault, i, str(queue)) for fault in portrait.FAULTS for i in range(a.each)]
    with ProcessPoolExecutor(a.jobs) as pool, open(a.out / "truth.jsonl", "w", encoding="utf-8") as f:
        for row in pool.map(run, jobs, chunksize=4):
            f.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(jobs)} cases in {a.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
