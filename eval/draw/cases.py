"""A case: what is declared, the papers at hand, how each was captured and packed, and what a reviewer should find."""
import copy
import datetime as dt
import json
import random
from pathlib import Path

import numpy as np

from . import camera, card, certificate, files, form, harm, letters, licence, people
from .people import AS_OF

ROOT = Path(__file__).resolve().parents[2]
POINT = 72.0
A4 = (595.28, 841.89)
FILING_WORDS = ["仅供网站备案使用", "仅供办理ICP备案使用", "仅限备案使用，他用无效", "仅供腾讯云网站备案使用"]
LARGEST = 4 << 20      # bytes of a picture, user's guide
# found by sight or by weighing, so that sending the case to a person is as right as rejecting it
WEIGHED = {"image.low-resolution", "document.seal-missing", "document.signature-missing", "document.not-signed-copy", "match.name", "match.responsible-person",
           "match.legal-representative", "match.certificate-number", "match.domain", "domain.registrant-mismatch", "image.not-colour"}
# what a spoilt picture may also bring
SPOILT = ["match.uncertain", "document.unrecognised", "document.field-missing", "document.kind-mismatch", "document.missing", "image.cropped", "image.occluded", "image.blurred",
          "image.skewed", "image.edited", "document.seal-missing", "document.signature-missing", "document.seal-mismatch", "identity.id-number-invalid",
          "identity.credit-code-invalid", "identity.inconsistent", "document.not-signed-copy", "document.qr-missing"]


def severities():
    out = {}
    for path in ("src/contract/codes.tsv", "src/judge/added-codes.tsv"):
        for row in (ROOT / path).read_text(encoding="utf-8").splitlines()[1:]:
            code, severity = row.split("\t")[:2]
            out[code] = severity
    return out


SEVERITY = severities()


class Paper:
    """One file to be. `draw(rng)` gives (page, fields); `capture` is photo, scan, app or flat."""

    def __init__(self, kind, draw, rng, capture, container, name):
        self.kind, self.draw, self.rng, self.capture, self.container, self.name = kind, draw, rng, capture, container, name
        self.how = {}               # of the capture
        self.after = []             # shot -> None
        self.turn = 0               # quarter turns clockwise of the stored pixels, without a tag
        self.readable = True
        self.truth_kind = kind
        self.clear_margin = 0

    def picture(self):
        page, fields = self.draw(self.rng)
        if self.capture == "photo":
            shot = camera.photograph(page, self.rng, **self.how)
        elif self.capture == "scan":
            shot = camera.flatbed(page, self.rng, **self.how)
        elif self.capture == "app":
            shot = camera.scanning_app(page, self.rng, **self.how)
        else:
            shot = camera.born_digital(page)
        shot.page = page
        for step in self.after:
            step(shot)
        return shot, fields

    def render(self):
        """(bytes, row of the truth)."""
        if self.kind == "site-photo":
            pixels = card.office(self.rng)
            data = files.jpeg(pixels, 85, 72)
            return data, {"format": "jpeg", "width": pixels.shape[1], "height": pixels.shape[0], "marks": [], "fields": {}}
        shot, fields = self.picture()
        facts = {k: v for k, v in shot.facts.items() if k != "side"}
        h, w = shot.pixels.shape[:2]
        row = {"format": {"jpg": "jpeg"}.get(self.container, self.container), "width": w, "height": h, "marks": shot.marks, "fields": fields, **facts}
        if self.container == "jpg":
            data = self.jpeg(shot, row)
        elif self.container == "png":
            if self.clear_margin:
                picture = certificate.with_clear_margin(shot.page, self.clear_margin)
                row |= {"width": picture.width, "height": picture.height, "marks": shot.page.marks}
                data = files.png(picture)
            else:
                data = files.png(shot.pixels, None if self.capture != "scan" else shot.facts["dpi"])
        else:
            data = self.pdf(shot, row)
        return data, row

    def jpeg(self, shot, row):
        rng = self.rng
        if self.capture == "scan":
            return files.jpeg(shot.pixels, rng.randrange(80, 93), round(shot.facts["dpi"]))
        if self.capture in ("app", "flat"):
            return files.jpeg(shot.pixels, rng.randrange(80, 93), rng.choice([72, 96, None]))
        pixels, tag = shot.pixels, None
        if self.turn:
            pixels = np.ascontiguousarray(np.rot90(pixels, -self.turn))
            row["turn"] = (360 - 90 * self.turn) % 360
        elif rng.random() < .25:
            tag = rng.choice([6, 8])
            pixels = np.ascontiguousarray(np.rot90(pixels, 1 if tag == 6 else -1))
        where = rng.choices(["header", "exif", "both", "none"], [4, 3, 2, 1])[0]
        quality, phone = rng.randrange(85, 95), rng.choice(files.PHONES) if tag or where != "none" else None
        while True:     # upload pages say how large a card's picture may be, and people save it again
            data = files.jpeg(pixels, quality, 72 if where in ("header", "both") else None, phone, tag, 72 if where in ("exif", "both") else None)
            if len(data) < LARGEST or quality < 60:
                return data
            quality -= 8

    def pdf(self, shot, row):
        rng = self.rng
        h, w = shot.pixels.shape[:2]
        data = files.jpeg(shot.pixels, rng.randrange(78, 90))
        if self.capture in ("scan", "flat"):
            k = POINT / shot.facts["dpi"]
            return files.pdf([(data, w, h, w * k, h * k, 0, 0, w * k, h * k)], rng.choice(["ScanApp 2.1", "Scan 3.1", "MFP 5200"]))
        row.pop("dpi", None)        # the page's own raster is not the photograph's
        if rng.random() < .5:
            k = POINT / rng.choice([72, 96, 150])
            return files.pdf([(data, w, h, w * k, h * k, 0, 0, w * k, h * k)], "PhotoToPDF")
        page_w, page_h = A4 if h >= w else A4[::-1]
        k = min((page_w - 20) / w, (page_h - 20) / h)
        left, foot = (page_w - w * k) / 2, (page_h - h * k) / 2
        row |= {"width": round(page_w / k), "height": round(page_h / k)}
        for mark in row["marks"]:
            mark["box"] = [round(mark["box"][0] + left / k), round(mark["box"][1] + foot / k), *mark["box"][2:]]
        return files.pdf([(data, w, h, page_w, page_h, left, foot, w * k, h * k)], "PhotoToPDF")


NAMES = {"id-card-portrait": ["身份证人像面", "身份证正面", "IMG_{n}", "微信图片_20260520{n}"], "id-card-emblem": ["身份证国徽面", "身份证反面", "IMG_{m}", "微信图片_20260521{n}"],
         "business-licence": ["营业执照", "营业执照副本", "扫描件_{n}"], "verification-form": ["核验单", "网站核验单", "扫描_{m}"], "domain-certificate": ["域名证书", "domain_{n}"],
         "commitment-letter": ["承诺书", "核准承诺书"], "authorisation-letter": ["授权书", "负责人授权书"], "site-photo": ["现场照片"]}


class Case:
    def __init__(self, seed, index, story="clean", individual=None, firm_kind=None, edition=None, guangdong=None):
        self.id, self.story = f"{seed}-{index:04d}", story
        self.rng = rng = random.Random(f"real/{seed}/{index}/{story}")
        self.seed = seed
        places = [p for p in people.PLACES if guangdong is None or (p.province == "44") == guangdong]
        self.place = rng.choice(places)
        self.individual = rng.random() < .3 if individual is None else individual
        self.person = people.person(rng, self.place)
        self.boss = self.person
        self.edition, self.firm = None, None
        if not self.individual:
            self.edition = edition or rng.choices("CBA", [50, 38, 12])[0]
            if self.edition == "A":
                firm_kind = firm_kind or rng.choice(["company", "company", "company", "trader", "partnership"])
            years = {"C": (2019, 2026), "B": (2014, 2018), "A": (2006, 2013)}[self.edition]
            if rng.random() < .2 and self.place.province != "44":
                self.boss = people.person(rng, self.place)
            self.firm = people.firm(rng, self.place, self.boss["name"], firm_kind, years)
        self.registration = self.edition == "A" or (self.edition == "B" and self.firm.registered.year <= 2015 and rng.random() < .75)
        self.subject = self.person["name"] if self.individual else self.firm.name
        self.number = self.person["number"] if self.individual else self.firm.registration if self.registration else self.firm.code
        self.domains = list(dict.fromkeys(people.domain(rng) for _ in range(rng.choices([1, 2, 3], [17, 2, 1])[0])))
        self.site = people.site_name(rng, self.subject, self.individual)
        self.printer = rng.choice(list(certificate.PRINTERS))
        self.whois = {d: {"registrant": self.subject, "registered": AS_OF - dt.timedelta(days=rng.randrange(60, 1500)),
                          "expires": AS_OF + dt.timedelta(days=rng.randrange(150, 900))} for d in self.domains}
        signed_on = AS_OF - dt.timedelta(days=rng.randrange(2, 25))
        self.form = {"subject": self.subject, "domains": list(self.domains), "individual": self.individual, "signed": self.person["name"], "seal": None if self.individual else self.subject,
                     "dated": signed_on if rng.random() < .5 else None, "registrar": certificate.REGISTRARS[self.printer][0] if self.place.province == "11" else None, "seal_tail": ()}
        self.licence = {"own_seal": self.subject, "original": rng.random() < .22 and self.edition != "A", "electronic": False, "term_form": None, "term_end": None, "own_tail": ()}
        self.signed_on = signed_on
        self.printed_person, self.printed_firm = dict(self.person), copy.copy(self.firm)
        self.expected, self.allowed, self.papers = [], set(), {}
        self.clean_papers()
        self.declaration = self.declare()

    # ---- papers

    def fork(self, key):
        return random.Random(f"real/{self.seed}/{self.id}/{key}")

    def add(self, key, kind, draw, captures, name=None):
        """`captures`: {(capture, container): weight}."""
        rng = self.fork(key)
        capture, container = rng.choices(list(captures), list(captures.values()))[0]
        stem = name or rng.choice(NAMES[kind]).format(n=rng.randrange(1000, 5000), m=rng.randrange(5000, 9999))
        paper = Paper(kind, draw, rng, capture, container, f"{stem}.{container}")
        if any(p.name == paper.name for p in self.papers.values()):
            paper.name = f"{stem}({len(self.papers)}).{container}"
        self.papers[key] = paper
        return paper

    def clean_papers(self):
        cards = {("photo", "jpg"): 70, ("scan", "jpg"): 12, ("app", "jpg"): 12, ("photo", "png"): 4}
        for key, side, fields in (("id-card-portrait", card.portrait_side, card.portrait_fields), ("id-card-emblem", card.emblem_side, card.emblem_fields)):
            p = self.add(key, key, lambda rng, side=side, fields=fields: (side(rng, self.printed_person), fields(self.printed_person)), cards)
            if p.capture == "photo":
                p.how = {"fill": (.5, .82), "megapixels": (1, 1.3) if p.container == "png" else (3, 12) if p.rng.random() < .25 else (3, 8), "tilt": 6.0, "least_dpi": 170}
                if p.rng.random() < .25 and p.container == "jpg":
                    p.after.append(lambda shot, rng=p.rng: harm.messenger(shot, rng))
                elif p.rng.random() < .12:
                    p.how["sleeve"] = True
            elif p.capture == "scan":
                p.how = {"dpi": p.rng.choice([300, 300, 400]), "bed": p.rng.choice([2, 8, 25])}
            else:
                p.how = {"whiten": False}
            if p.rng.random() < .12:
                p.after.append(lambda shot, rng=p.rng: harm.laid_over(shot, rng, rng.choice(FILING_WORDS), alpha=rng.uniform(.2, .3)))
        if self.firm:
            self.add_licence()
        f = self.add("verification-form", "verification-form", self.draw_form, {("scan", "pdf"): 35, ("scan", "jpg"): 10, ("photo", "jpg"): 35, ("app", "pdf"): 10, ("app", "jpg"): 10})
        if f.capture == "photo":
            f.how = {"megapixels": (5, 12) if f.rng.random() < .3 else (4, 8), "fill": (.88, .96)}
        for i, domain in enumerate(self.domains):
            c = self.add("domain-certificate" + ("" if i == 0 else f"-{i}"), "domain-certificate", lambda rng, d=domain: self.draw_certificate(rng, d), {("flat", "png"): 55, ("flat", "jpg"): 45})
            if c.container == "png" and self.printer == "aliyun" and c.rng.random() < .7:
                c.clear_margin = c.rng.randrange(30, 90)
        if self.place.province == "44":
            self.add_letter("approval")
            self.add("site-photo", "site-photo", None, {("flat", "jpg"): 1})
        elif self.place.province == "32" and self.rng.random() < .6:
            self.add_letter("ICP备案信息真实性承诺书")
        elif self.rng.random() < .06:
            self.add_letter(self.rng.choice(["备案者承诺书", "互联网信息服务备案承诺书"]))
        if self.firm and self.boss is not self.person:
            a = self.add("authorisation-letter", "authorisation-letter", lambda rng: letters.authorisation(rng, self.subject, self.boss["name"], self.boss["number"], self.person["name"],
                         self.person["number"], None, self.subject), {("photo", "jpg"): 6, ("scan", "pdf"): 4})
            if a.capture == "photo":
                a.how = {"megapixels": (4, 8), "fill": (.86, .95)}

    def add_licence(self):
        p = self.add("business-licence", "business-licence", self.draw_licence, {("scan", "pdf"): 35, ("photo", "pdf"): 45, ("app", "pdf"): 20})
        original = self.licence["original"]
        if p.capture == "photo":
            p.how = {"megapixels": (8, 12) if original else (4, 10), "fill": (.86, .94), "tilt": 4.0, "cast": .08, "uneven": .24}
            lot = p.rng.random()
            if original and lot < .6:
                p.how |= {"glass": True, "fill": (.82, .88)}
            elif lot < .2:
                p.how["sleeve"] = True
            if p.rng.random() < .25:        # the lamp on gold or on bare ground
                p.after.append(lambda shot, rng=p.rng: glint(shot, rng))
        elif p.capture == "scan" and original:
            p.how = {"dpi": 160}
        elif p.capture == "app":
            p.how = {"whiten": p.rng.random() < .4}
        if p.rng.random() < .1:
            p.after.append(lambda shot, rng=p.rng: harm.laid_over(shot, rng, rng.choice(FILING_WORDS), alpha=rng.uniform(.2, .3)))

    def draw_licence(self, rng):
        o = self.licence
        common = {"own_seal": o["own_seal"], "term_form": o["term_form"], "term_end": o["term_end"], "own_tail": o["own_tail"]}
        if self.edition == "A":
            return licence.old(rng, self.printed_firm, **common)
        if self.edition == "B":
            return licence.portrait(rng, self.printed_firm, original=o["original"], registration=self.registration, **common)
        return licence.landscape(rng, self.printed_firm, original=o["original"], electronic=o["electronic"], **common)

    def draw_form(self, rng):
        page = form.verification_form(rng, **self.form)
        fields = {"subject-name": self.form["subject"]}
        if len(self.form["domains"]) == 1:
            fields["domain"] = self.form["domains"][0]
        return page, fields

    def draw_certificate(self, rng, domain):
        w = self.whois[domain]
        return certificate.certificate(rng, self.printer, w.get("printed", domain), w["registrant"], w["registered"], w["expires"], self.firm.address if self.firm else self.person["address"])

    def add_letter(self, title):
        seal = None if self.individual else self.subject
        if title == "approval":
            def draw(rng):
                return letters.approval_letter(rng, self.subject, self.individual, self.person["name"], self.signed_on, seal), {}
        else:
            def draw(rng):
                return letters.older_letter(rng, title, self.subject, self.individual, self.person["name"], self.signed_on, seal), {"subject-name": self.subject}
        p = self.add("commitment-letter", "commitment-letter", draw, {("photo", "jpg"): 7, ("scan", "pdf"): 2, ("app", "jpg"): 1})
        if p.capture == "photo":
            p.how = {"megapixels": (4, 10), "fill": (.84, .94), "tilt": 5.0, "ground": p.rng.choice(["wood", "wood", None])}

    # ---- declaration

    def declare(self):
        p, rng = self.person, self.rng
        who = {"name": p["name"], "certificate": {"kind": "citizen-id", "number": p["number"], "valid_until": "long-term" if p["ends"] is None else str(p["ends"])},
               "phone": p["phone"], "email": "webmaster@" + self.domains[0]}
        subject = {"kind": "individual" if self.individual else self.firm.kind.subject, "name": self.subject,
                   "certificate": {"kind": "citizen-id" if self.individual else "business-licence", "number": self.number},
                   "address": p["address"] if self.individual else self.firm.address, "responsible_person": who}
        if self.firm:
            subject["legal_representative"] = self.firm.person
        return {"schema": "chushen.case/1", "case_id": self.id, "filing": "new-subject", "submitted_at": f"{AS_OF}T09:{rng.randrange(60):02d}:00+08:00", "province": self.place.province,
                "subject": subject,
                "sites": [{"name": self.site, "domains": list(self.domains), "home_url": "www." + self.domains[0], "responsible_person": who, "content": ["general"],
                           "remarks": "个人博客，记录学习与生活" if self.individual else "企业展示网站", "site_access": "closed"}],
                "domains": [{"name": d, "registrant": self.subject, "registrar": certificate.REGISTRARS[self.printer][0], "registered_on": str(w["registered"]), "expires_on": str(w["expires"]),
                             "real_name_verified": True} for d, w in self.whois.items()],
                "hosting": {"region": "mainland", "billing": "prepaid", "public_ips": [f"203.0.113.{rng.randrange(1, 255)}"], "expires_on": str(AS_OF + dt.timedelta(days=400))},
                "filed_sites": rng.randrange(0, 3)}

    # ---- truth

    def expect(self, code, document=None, allow=()):
        unknown = [c for c in code.split("|") if c not in SEVERITY]
        assert not unknown, unknown
        self.expected.append((code, document))
        self.allowed |= set(allow)

    def spoil(self, key, step):
        """`step` comes last, on a picture that is otherwise in order."""
        paper = self.papers[key]
        paper.after.append(step)
        return paper

    def write(self, queue):
        folder = Path(queue) / self.id
        folder.mkdir(parents=True)
        documents, paths = [], {}
        for key, paper in self.papers.items():
            data, row = paper.render()
            (folder / paper.name).write_bytes(data)
            paths[key] = paper.name
            row = {"path": paper.name, "kind": paper.truth_kind, "bytes": len(data), "readable": paper.readable, **row}
            documents.append(row)
        decl = copy.deepcopy(self.declaration)
        if "site-photo" in self.papers or self.rng.random() < .5:
            decl["attachments"] = [{"path": p.name, "kind": p.kind} for p in self.papers.values()]
        (folder / "case.json").write_text(json.dumps(decl, ensure_ascii=False, indent=1), encoding="utf-8")
        findings = [{"code": code, "document": paths.get(document)} for code, document in self.expected]
        first = [f["code"].split("|")[0] for f in findings]
        found = {SEVERITY[c] for c in first}
        verdict = "reject" if "reject" in found else "review" if "review" in found else "pass"
        verdicts = ["reject", "review"] if verdict == "reject" and set(first) & WEIGHED else [verdict]
        return {"case_id": self.id, "story": self.story, "verdict": verdict, "verdicts": verdicts, "findings": findings, "allowed": sorted(self.allowed), "documents": documents}


def glint(shot, rng):
    """Light on the gold of emblem and title, or on bare ground; never on a value."""
    page = shot.page
    if getattr(page, "gold", None) and rng.random() < .6:
        x, y, r = rng.choice(page.gold)
        harm.pool_of_light(shot, x, y, r * rng.uniform(.4, .8), rng.uniform(60, 180))
    elif page.quiet:
        x, y, w, h = rng.choice(page.quiet)
        harm.pool_of_light(shot, x + w / 2, y + h / 2, min(w, h) * .5, rng.uniform(60, 160))
