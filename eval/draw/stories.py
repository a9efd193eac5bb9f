"""One story a case: clean, or one defect with the code that it must raise."""
import datetime as dt

from . import harm, numbers, people
from .cases import SPOILT, Case
from .people import AS_OF

STORIES = {}


def story(code, document=None, allow=(), **case):
    """Registers a defect; `case` goes to `Case` (individual=False, edition="B" …)."""
    def keep(change):
        STORIES[change.__name__.replace("_", "-")] = (change, code, document, tuple(allow), case)
        return change
    return keep


def build(seed, index, name):
    if name == "clean":
        return Case(seed, index)
    change, code, document, allow, how = STORIES[name]
    c = Case(seed, index, name, **how)
    change(c)
    c.expect(code, document if document in c.papers else None, allow)
    c.declaration = c.declaration or c.declare()
    return c


def plain_photo(c, key, **how):
    """The picture of a story about pictures is a photograph without a second fault."""
    p = c.papers[key]
    p.capture, p.after = "photo", []
    card = key.startswith("id-card")
    p.how = {"fill": (.6, .8) if card else (.86, .94), "megapixels": (4, 8), "least_dpi": 200 if card else 170, **how}
    if p.container == "png":
        p.container, p.name = "jpg", p.name.removesuffix("png") + "jpg"
    return p


def other_name(rng, name):
    """Another firm of the same place, or another person."""
    for brand in people.BRANDS:
        if brand in name:
            return name.replace(brand, rng.choice([b for b in people.BRANDS if b not in name]))
    return people.person_name(rng)


# ---- words that differ

@story("match.name", "verification-form", ["document.seal-mismatch", "match.uncertain"], individual=False)
def form_of_another_subject(c):
    c.form["subject"] = other_name(c.rng, c.subject)


@story("match.domain", "verification-form", ["match.uncertain"])
def form_with_another_domain(c):
    while True:
        d = people.domain(c.rng)
        if d not in c.domains:
            break
    c.form["domains"] = [d, *c.form["domains"][1:]]


@story("match.domain", "verification-form", ["match.uncertain", "document.field-missing"])
def form_without_second_domain(c):
    second = "shop-" + c.domains[0]
    c.domains.append(second)
    c.whois[second] = dict(c.whois[c.domains[0]])
    c.add(f"domain-certificate-{second}", "domain-certificate", lambda rng: c.draw_certificate(rng, second), {("flat", "png"): 1})
    c.declaration = c.declare()


@story("match.legal-representative", "business-licence", ["match.uncertain"], individual=False)
def licence_of_another_person(c):
    c.printed_firm.person = people.person_name(c.rng)


@story("match.name", "business-licence", ["document.seal-mismatch", "match.uncertain"], individual=False)
def licence_of_another_firm(c):
    c.printed_firm.name = other_name(c.rng, c.subject)


@story("match.certificate-number", "business-licence", ["document.qr-mismatch", "match.uncertain"], individual=False, edition="C")
def licence_with_another_code(c):
    c.printed_firm.code = numbers.credit_code(c.rng, c.place.code, c.firm.kind.code_prefix)


@story("match.responsible-person|match.name", "id-card-portrait", ["match.name", "match.certificate-number", "match.responsible-person", "match.address", "match.uncertain", "domain.registrant-mismatch",
                                                                     "identity.inconsistent"])
def card_of_another_person(c):
    other = people.person(c.rng, c.place, minority=0)
    c.printed_person.update({k: other[k] for k in ("name", "sex", "born", "address", "number", "look")})


@story("match.certificate-number", "id-card-portrait", ["match.uncertain", "identity.inconsistent", "match.responsible-person"])
def card_with_another_number(c):
    born, male = c.person["born"], c.person["sex"] == "男"
    c.printed_person["number"] = numbers.citizen_number(c.rng, c.place.code, born, male)


# ---- terms

@story("document.expired", "business-licence", ["match.uncertain"], individual=False, firm_kind="company", edition="B")
def licence_expired(c):
    if c.place.city == "深圳":
        c.place = next(p for p in people.PLACES if p.city == "广州")
        c.printed_firm.place = c.place
    c.licence |= {"term_form": c.rng.choice(["until", "until", "chinese", "iso"]), "term_end": AS_OF - dt.timedelta(days=c.rng.randrange(20, 700))}


@story("document.expired", "id-card-emblem", ["match.uncertain"])
def card_expired(c):
    c.printed_person["ends"] = AS_OF - dt.timedelta(days=c.rng.randrange(20, 800))
    c.printed_person["issued"] = people.years_later(c.printed_person["ends"], -10)


@story("domain.expired|domain.expires-soon", "domain-certificate", ["domain.expires-soon", "domain.expired", "match.uncertain"])
def domain_expired(c):
    c.whois[c.domains[0]]["expires"] = AS_OF - dt.timedelta(days=c.rng.randrange(10, 300))


@story("domain.registrant-mismatch", "domain-certificate", ["match.uncertain", "match.name"])
def domain_of_another_holder(c):
    c.whois[c.domains[0]]["registrant"] = people.person_name(c.rng) if c.individual else other_name(c.rng, c.subject)


# ---- signatures and seals

@story("document.signature-missing", "verification-form", ["document.not-signed-copy"])
def form_unsigned(c):
    c.form["signed"] = None


@story("document.seal-missing", "verification-form", (), individual=False)
def form_without_seal(c):
    c.form["seal"] = None


@story("document.seal-mismatch", "verification-form", ["match.uncertain"], individual=False)
def form_with_another_seal(c):
    c.form["seal"] = other_name(c.rng, c.subject)


@story("document.seal-wrong-kind", "verification-form", (), individual=False)
def form_with_contract_seal(c):
    c.form["seal_tail"] = ("合同专用章",)


@story("document.seal-missing", "business-licence", (), individual=False)
def licence_without_own_seal(c):
    c.licence["own_seal"] = None


@story("document.not-signed-copy|document.signature-missing", "verification-form", ["document.signature-missing", "document.seal-missing", "document.not-signed-copy", "pdf.not-a-scan"])
def form_never_printed(c):
    c.form |= {"signed": None, "seal": None, "dated": None}
    p = c.papers["verification-form"]
    p.capture, p.how = "flat", {}


@story("document.seal-missing|document.electronic-certificate", "business-licence", ["document.electronic-certificate", "image.watermark", "image.screenshot", "pdf.not-a-scan", "image.edited"],
       individual=False, edition="C", firm_kind="company")
def electronic_licence(c):
    c.licence |= {"electronic": True, "own_seal": None, "original": False}
    p = c.papers["business-licence"]
    p.capture, p.how, p.after = "flat", {}, []


# ---- pictures

@story("image.watermark", "business-licence", SPOILT, individual=False)
def licence_marked_for_another_purpose(c):
    p = plain_photo(c, "business-licence")
    words = c.rng.choice(["仅供银行开户使用", "仅供存档使用", "校园招聘专用", "仅供微信服务号认证", "投标专用 再次复印无效"])
    c.spoil("business-licence", lambda shot: harm.laid_over(shot, p.rng, words, p.rng.choice(["tiled", "line"]), alpha=p.rng.uniform(.3, .45)))


@story("image.watermark", "business-licence", SPOILT, individual=False)
def licence_with_a_site_logo(c):
    p = plain_photo(c, "business-licence")
    c.spoil("business-licence", lambda shot: harm.laid_over(shot, p.rng, p.rng.choice(["企业快查 www.qykc-example.com", "问答之家 @小陈说公司", "公司黄页网 整理"]), "logo", p.rng.choice([(196, 44, 40), (60, 60, 68), (40, 92, 176)])))


@story("image.watermark", "id-card-portrait", SPOILT)
def card_marked_for_another_purpose(c):
    p = plain_photo(c, "id-card-portrait")
    c.spoil("id-card-portrait", lambda shot: harm.laid_over(shot, p.rng, p.rng.choice(["仅供办理贷款使用", "仅供租房合同使用", "仅限银行开户"]), "tiled", alpha=p.rng.uniform(.3, .4)))


@story("image.blurred", "id-card-portrait", SPOILT)
def card_out_of_focus(c):
    plain_photo(c, "id-card-portrait")
    c.spoil("id-card-portrait", harm.blurred)


@story("image.blurred", "verification-form", SPOILT)
def form_out_of_focus(c):
    plain_photo(c, "verification-form")
    c.spoil("verification-form", lambda shot: harm.blurred(shot, .02))


@story("image.cropped", "business-licence", SPOILT, individual=False)
def licence_cut(c):
    p = plain_photo(c, "business-licence")
    c.spoil("business-licence", lambda shot: harm.cut(shot, p.rng.choice(["left", "right", "top", "bottom"]), p.rng.uniform(.09, .16)))


@story("image.cropped", "id-card-portrait", SPOILT)
def card_cut(c):
    p = plain_photo(c, "id-card-portrait")
    c.spoil("id-card-portrait", lambda shot: harm.cut(shot, p.rng.choice(["left", "right", "top", "bottom"]), p.rng.uniform(.1, .18)))


@story("image.occluded", "id-card-portrait", [*SPOILT, "match.certificate-number"])
def card_under_a_thumb(c):
    p = plain_photo(c, "id-card-portrait")
    c.spoil("id-card-portrait", lambda shot: harm.thumb(shot, p.rng, shot.place(p.rng.uniform(38, 60), 45)))


@story("image.glare", "id-card-portrait", [*SPOILT, "image.overexposed"])
def card_under_a_lamp(c):
    p = plain_photo(c, "id-card-portrait")
    c.spoil("id-card-portrait", lambda shot: harm.pool_of_light(shot, p.rng.uniform(24, 50), p.rng.uniform(24, 44), 13, 420))


@story("image.underexposed", "verification-form", [*SPOILT, "image.not-colour"])
def form_in_the_dark(c):
    plain_photo(c, "verification-form")
    c.spoil("verification-form", harm.dark)


@story("image.not-colour", "business-licence", [*SPOILT, "document.is-photocopy"], individual=False)
def licence_photocopied(c):
    p = plain_photo(c, "business-licence")
    c.spoil("business-licence", lambda shot: harm.photocopy(shot, p.rng))


@story("image.recaptured", "id-card-portrait", SPOILT)
def card_on_a_screen(c):
    p = plain_photo(c, "id-card-portrait", fill=(.9, .98), megapixels=(3, 5), things=0)
    c.spoil("id-card-portrait", lambda shot: harm.on_a_screen(shot, p.rng))


@story("image.low-resolution", "verification-form", SPOILT)
def form_through_a_messenger(c):
    p = plain_photo(c, "verification-form")
    p.name, p.container = p.name.rsplit(".", 1)[0] + ".jpg", "jpg"
    c.spoil("verification-form", lambda shot: harm.messenger(shot, p.rng, 1080))
