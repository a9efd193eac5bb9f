"""The papers themselves: each function draws one side and gives the page and the values that it prints.

Layouts after papers-as-they-are.md §8; sizes ISO/IEC 7810 ID-1 (85.6 x 54 mm) and ID-3 (125 x 88 mm). Faces are drawn, nobody's likeness.
"""
import datetime as dt

import numpy as np
from PIL import Image

from draw import card, numbers, people
from draw import licence_ground as ground
from draw.page import HEI, KAI, MICRO, SANS, SERIF, SONG, Page

from . import persons, zone

OCR_B = ("/usr/share/fonts/opentype/ocr-b/OCRB.otf", 0)
INK, BLUE, RED = (26, 26, 30), (40, 70, 130), (170, 40, 44)
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def id1(rng, left, right, colour, dpi=500):
    return card.card(dpi, left, right, rng, colour)


def face(p, rng, look, x, y, w, h):
    p.image.paste(card.likeness(round(w * p.unit), round(h * p.unit), look), (round(x * p.unit), round(y * p.unit)))
    p.mark("portrait", x, y, w, h)


def machine_zone(p, lines, x, y, pitch=2.54, size=3.6, lead=4.6):
    """OCR-B at 10 characters an inch (ISO 1073-2), or as many as the card takes."""
    f = p.face(OCR_B, size)
    for line in lines:
        for i, ch in enumerate(line):
            p.pen.text(((x + (i + .5) * pitch) * p.unit, (y + size) * p.unit), ch, font=f, fill=INK, anchor="ms")
        y += lead


def dots(day):
    return f"{day:%Y.%m.%d}"


def term(first, last):
    return f"{dots(first)}-{dots(last)}"


# ---- passports

def passport_number(rng):
    return rng.choice(["E" + numbers.digits(rng, 8), "G" + numbers.digits(rng, 8), "E" + rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + numbers.digits(rng, 7)])


def passport(rng, dpi=400, holder=None, zone_of=None, last=None):
    """The page of data of an ordinary Chinese passport."""
    who = holder or persons.mainlander(rng)
    p = Page(125, 88, dpi, (238, 240, 236))
    ground.waves(p, rng, (176, 196, 206), .3, pitch=1.3, amplitude=1.8)
    ground.waves(p, rng, (222, 190, 186), .2, pitch=1.9, amplitude=2.4)
    number = who.get("number") or passport_number(rng)
    first, last_day = persons.span(rng, 10)
    if last:
        first, last_day = people.years_later(last, -10) + dt.timedelta(days=1), last
    place_zh, place = rng.choice(persons.BIRTH_PLACES)
    office_zh, office = rng.choice(persons.BIRTH_PLACES)

    def label(x, y, zh, en):
        p.write(x, y, f"{zh}/{en}", HEI, 1.75, BLUE)

    def day(d):
        return f"{d.day:02d} {d.month}月/{MONTHS[d.month - 1]} {d.year}"

    p.write(5, 5, "护照", KAI, 5.2, RED, 1.2)
    p.write(5, 11, "PASSPORT", SANS, 2.4, RED)
    p.write(28, 5, "中华人民共和国", KAI, 4.2, INK, .8)
    p.write(28, 10.6, "PEOPLE'S REPUBLIC OF CHINA", SANS, 2.2, INK)
    face(p, rng, who["look"], 6, 17, 33, 43)
    x = 44
    label(x, 16.5, "类型", "Type")
    p.write(x, 19, "P", MICRO, 2.9, INK)
    label(x + 16, 16.5, "国家码", "Country Code")
    p.write(x + 16, 19, "CHN", MICRO, 2.9, INK)
    label(x + 42, 16.5, "护照号", "Passport No.")
    p.write(x + 42, 19, number, MICRO, 3.4, INK, .15)
    label(x, 24, "姓名", "Name")
    p.write(x, 26.4, who["name"], SONG, 3.1, INK, .2, .01)
    p.write(x, 30.2, f"{who['surname']}, {who['given']}", MICRO, 2.9, INK)
    label(x, 35, "性别", "Sex")
    p.write(x, 37.4, f"{who['sex']}/{persons.letter_of(who['sex'])}", MICRO, 2.9, INK)
    label(x + 20, 35, "国籍", "Nationality")
    p.write(x + 20, 37.4, "中国/CHINESE", MICRO, 2.9, INK)
    label(x + 48, 35, "出生日期", "Date of birth")
    p.write(x + 48, 37.4, day(who["born"]), MICRO, 2.9, INK)
    label(x, 42.5, "出生地点", "Place of birth")
    p.write(x, 44.9, f"{place_zh}/{place}", MICRO, 2.9, INK)
    label(x + 48, 42.5, "签发日期", "Date of issue")
    p.write(x + 48, 44.9, day(first), MICRO, 2.9, INK)
    label(x, 50, "签发地点", "Place of issue")
    p.write(x, 52.4, f"{office_zh}/{office}", MICRO, 2.9, INK)
    label(x + 48, 50, "有效期至", "Date of expiry")
    p.write(x + 48, 52.4, day(last_day), MICRO, 2.9, INK)
    label(x, 57.5, "签发机关", "Authority")
    p.write(x, 59.9, rng.choice(["公安部出入境管理局", "中华人民共和国国家移民管理局"]), HEI, 2.7, INK)
    p.write(x, 63.2, rng.choice(["MPS Exit & Entry Administration", "National Immigration Administration, PRC"]), SANS, 2.2, INK)
    # Since 2012 thirteen letters from A to P and a 9, as on published specimens; before it digits or nothing.
    coded = "".join(rng.choice("ABCDEFGHIJKLMNOP") for _ in range(13)) + "9"
    optional = rng.choices([coded, numbers.digits(rng, 8), ""], [8, 1, 1])[0]
    lines = zone.td3(rng.choice(["PO", "P<"]), "CHN", who["surname"], who["given"], number, "CHN", who["born"], persons.letter_of(who["sex"]), last_day, optional)
    if zone_of:
        lines = zone_of(lines)
    machine_zone(p, lines, 6.6, 71.6, lead=6.4)
    return p, {"name": who["name"], "latin-name": f"{who['surname']}, {who['given']}", "sex": who["sex"], "birth-date": str(who["born"]), "nationality": "中国/CHINESE",
               "certificate-number": number, "valid-until": str(last_day), "machine-zone": "\n".join(lines)}


def foreign_passport(rng, dpi=400, holder=None):
    who = holder or persons.foreigner(rng)
    p = Page(125, 88, dpi, (236, 238, 242))
    ground.waves(p, rng, rng.choice([(180, 200, 220), (200, 210, 180), (214, 196, 206)]), .3, pitch=1.5, amplitude=2.0)
    number = who.get("number") or rng.choice(["".join(rng.choice("ABCFGHKLMNPRTVWXYZ0123456789") for _ in range(9)), numbers.digits(rng, 9), rng.choice("ABKLNX") + numbers.digits(rng, 7)])
    first, last_day = persons.span(rng, 10)

    def label(x, y, en):
        p.write(x, y, en, SANS, 1.7, BLUE)

    def day(d):
        return f"{d.day:02d} {MONTHS[d.month - 1]} {d.year}"

    p.write(5, 5, "PASSPORT", SERIF, 4.4, RED, .6)
    p.write(44, 5, {"GBR": "UNITED KINGDOM", "FRA": "REPUBLIQUE FRANCAISE", "UTO": "UTOPIA"}.get(who["state"], who["adjective"]), SERIF, 3.2, INK)
    face(p, rng, who["look"], 6, 17, 33, 43)
    x = 44
    label(x, 15.5, "Type")
    p.write(x, 17.6, "P", SANS, 2.7, INK)
    label(x + 16, 15.5, "Country code")
    p.write(x + 16, 17.6, who["state"], SANS, 2.7, INK)
    label(x + 42, 15.5, "Passport No.")
    p.write(x + 42, 17.6, number, SANS, 3.1, INK, .15)
    label(x, 23, "Surname")
    p.write(x, 25.1, who["surname"], SANS, 2.8, INK)
    label(x, 30, "Given names")
    p.write(x, 32.1, who["given"], SANS, 2.8, INK)
    label(x, 37, "Nationality")
    p.write(x, 39.1, who["adjective"], SANS, 2.7, INK)
    label(x, 44, "Date of birth")
    p.write(x, 46.1, day(who["born"]), SANS, 2.7, INK)
    label(x + 34, 44, "Sex")
    p.write(x + 34, 46.1, persons.letter_of(who["sex"]), SANS, 2.7, INK)
    label(x + 48, 44, "Place of birth")
    p.write(x + 48, 46.1, rng.choice(["NORTHAVEN", "WESTBURY", "SANTA CLARA", "EASTPORT", "KIRKWALL"]), SANS, 2.7, INK)
    label(x, 51, "Date of issue")
    p.write(x, 53.1, day(first), SANS, 2.7, INK)
    label(x + 34, 51, "Authority")
    p.write(x + 34, 53.1, rng.choice(["PASSPORT OFFICE", "MINISTRY OF THE INTERIOR", "DEPT OF STATE"]), SANS, 2.7, INK)
    label(x, 58, "Date of expiry")
    p.write(x, 60.1, day(last_day), SANS, 2.7, INK)
    lines = zone.td3("P<", who["state"], who["surname"], who["given"], number, who["state"], who["born"], persons.letter_of(who["sex"]), last_day,
                     rng.choice(["", "", numbers.digits(rng, 10)]))
    machine_zone(p, lines, 6.6, 71.6, lead=6.4)
    return p, {"latin-name": f"{who['surname']}, {who['given']}", "sex": who["sex"], "birth-date": str(who["born"]), "certificate-number": number, "valid-until": str(last_day),
               "machine-zone": "\n".join(lines)}


# ---- permits of residents of Hong Kong, Macau and Taiwan

def permit_title(p, zh, en):
    p.centred(50, 3.0, zh, HEI, 4.3, RED, .35)
    p.centred(50, 8.2, en, SANS, 1.65, RED)


def hk_macau_holder(rng):
    area = rng.choice("HHHM")
    who = persons.compatriot(rng, area)
    first, last = persons.span(rng, rng.choice([5, 10]))
    return who | {"number": area + numbers.digits(rng, 8), "count": f"{rng.randrange(1, 9):02d}", "first": first, "last": last, "area": area,
                  "local": (rng.choice("ABCDEGHKPRVYZ") + numbers.digits(rng, 6) + f"({rng.choice('0123456789A')})") if area == "H" else f"{rng.choice('157')}{numbers.digits(rng, 6)}({rng.choice('0123456789')})"}


def taiwan_holder(rng):
    who = persons.compatriot(rng, "T")
    first, last = persons.span(rng, 5)
    return who | {"number": numbers.digits(rng, 8), "count": f"{rng.randrange(1, 9):02d}", "first": first, "last": last, "area": "T",
                  "local": rng.choice("ABCDEFGHJKLMNPQRSTUVXY") + rng.choice("12") + numbers.digits(rng, 8)}


def permit_front(rng, who, dpi=500):
    taiwan = who["area"] == "T"
    p = id1(rng, (228, 238, 236), (240, 234, 224), (168, 196, 188) if taiwan else (170, 186, 214), dpi)
    if taiwan:
        permit_title(p, "台湾居民来往大陆通行证", "Mainland Travel Permit for Taiwan Residents")
    else:
        permit_title(p, "港澳居民来往内地通行证", "Mainland Travel Permit for Hong Kong and Macao Residents")
    face(p, rng, who["look"], 4.5, 13, 22, 28)

    def label(x, y, words):
        p.write(x, y, words, HEI, 2.1, BLUE, .1)

    x, v = 30, 43
    label(x, 13.4, "姓名")
    p.write(v, 13.0, who["name"], SONG, 3.3, INK, .2, .01)
    p.write(v, 16.9, f"{who['surname']}, {who['given']}", MICRO, 2.5, INK)
    label(x, 21.2, "出生日期")
    p.write(v, 20.9, dots(who["born"]), MICRO, 2.8, INK)
    label(x + 34, 21.2, "性别")
    p.write(v + 29, 20.9, who["sex"], HEI, 2.8, INK)
    label(x, 26.0, "有效期限")
    p.write(v, 25.7, term(who["first"], who["last"]), MICRO, 2.8, INK)
    label(x, 30.8, "签发机关")
    authority = who.setdefault("authority", rng.choice(["公安部出入境管理局", "国家移民管理局"]))
    p.write(v, 30.5, authority, HEI, 2.7, INK)
    label(x, 35.6, "签发地点")
    p.write(v, 35.3, rng.choice(["广东", "福建", "北京"]) if taiwan else rng.choice(["广东", "香港"]), HEI, 2.7, INK)
    label(x, 43.0, "证件号码")
    p.write(v, 42.2, who["number"], MICRO, 3.7, INK, .3)
    label(x + 36, 48.3, "签发次数" if taiwan else "换证次数")
    p.write(x + 46.5, 48.0, who["count"], MICRO, 2.8, INK)
    return card.cut_round(p), {"name": who["name"], "latin-name": f"{who['surname']}, {who['given']}", "sex": who["sex"], "birth-date": str(who["born"]), "certificate-number": who["number"],
                               "valid-from": str(who["first"]), "valid-until": str(who["last"]), "issuing-authority": authority}


def permit_zone(who):
    return zone.td1("CT" if who["area"] == "T" else "CR", "CHN", who["surname"], who["given"], who["number"], "CHN", who["born"], persons.letter_of(who["sex"]), who["last"], who["count"])


def permit_back(rng, who, dpi=500, zone_of=None):
    taiwan = who["area"] == "T"
    p = id1(rng, (236, 238, 232), (232, 236, 240), (176, 190, 196), dpi)
    x, v = 5, 27
    p.write(x, 4.6, "台湾居民身份证姓名" if taiwan else "港澳证件姓名", HEI, 2.0, BLUE)
    p.write(v + 2, 4.3, who["name"], SONG, 2.9, INK, .2)
    p.write(v + 16, 4.4, f"{who['surname']}, {who['given']}", MICRO, 2.4, INK)
    p.write(x, 9.4, "台湾居民身份证号码" if taiwan else "港澳证件号码", HEI, 2.0, BLUE)
    p.write(v + 2, 9.0, who["local"], MICRO, 2.8, INK)
    p.write(x, 14.6, "持证人须知", HEI, 2.0, INK)
    p.block(x, 17.6, "本证由持证人保存使用，不得转让、转借、涂改。" + ("持证人来往大陆，须在口岸交验本证。" if taiwan else "持证人来往内地，须在口岸交验本证。"), 74, HEI, 1.7, INK)
    p.write(x, 27.4, "台湾居民来往大陆通行证" if taiwan else "港澳居民来往内地通行证", HEI, 2.3, RED, .1)
    lines = permit_zone(who)
    if zone_of:
        lines = zone_of(lines)
    machine_zone(p, lines, 4.7, 34.4, pitch=2.54, size=3.5, lead=5.6)
    return card.cut_round(p), {"machine-zone": "\n".join(lines)}


# ---- residence permits of residents of Hong Kong, Macau and Taiwan

def residence_holder(rng):
    area = rng.choice(["810000", "820000", "830000"])
    # Cards of the identity card's series bear 规范汉字 (居民身份证法, article 4).
    who = persons.mainlander(rng)
    place = rng.choice(people.PLACES)
    first, last = persons.span(rng, 5)
    return who | {"number": numbers.citizen_number(rng, area, who["born"], who["sex"] == "男"), "address": place.address + people.street(rng), "first": first, "last": last, "area": area,
                  "authority": f"{place.city}市公安局{place.district.removesuffix('新区').removesuffix('区')}分局", "count": f"{rng.randrange(1, 4):02d}",
                  "permit": numbers.digits(rng, 8) if area == "830000" else ("H" if area == "810000" else "M") + numbers.digits(rng, 8)}


def residence_front(rng, who, dpi=500):
    p = id1(rng, (232, 240, 246), (246, 234, 230), (160, 188, 210), dpi)

    def label(x, y, words, gap=1.6):
        p.write(x, y, words, HEI, 2.7, card.LABEL, gap)

    label(5.6, 6.6, "姓名")
    p.write(15.0, 6.2, who["name"], HEI, 3.7, INK, .3)
    label(5.6, 13.6, "性别")
    p.write(15.0, 13.2, who["sex"], HEI, 3.4, INK)
    b = who["born"]
    label(5.6, 20.4, "出生")
    p.write(15.0, 20.0, str(b.year), MICRO, 3.4, INK, .15)
    label(25.0, 20.4, "年")
    p.right(32.4, 20.0, str(b.month), MICRO, 3.4, INK)
    label(33.6, 20.4, "月")
    p.right(41.2, 20.0, str(b.day), MICRO, 3.4, INK)
    label(42.4, 20.4, "日")
    label(5.6, 27.2, "住址")
    p.block(15.0, 26.9, who["address"], 37.2, HEI, 3.25, INK, 1.42, .1)
    label(5.6, 46.0, "公民身份号码", .25)
    p.write(29.4, 45.2, who["number"], MICRO, 4.1, INK, .55)
    face(p, rng, who["look"], 56.6, 8.6, 24, 30)
    return card.cut_round(p), {"name": who["name"], "sex": who["sex"], "birth-date": str(b), "address": who["address"], "citizen-id-number": who["number"]}


def residence_back(rng, who, dpi=500):
    p = id1(rng, (238, 236, 232), (240, 228, 224), (214, 168, 162), dpi)
    ground.emblem(p, 13, 14, 7.6)
    p.centred(52, 6.4, "中华人民共和国", KAI, 5.4, INK, .8, .01)
    p.centred(52, 15.0, "台湾居民居住证" if who["area"] == "830000" else "港澳居民居住证", KAI, 6.6, INK, 1.0, .012)
    rows = [("签发机关", who["authority"], HEI), ("有效期限", term(who["first"], who["last"]), MICRO), ("通行证号码", who["permit"], MICRO), ("签发次数", who["count"], MICRO)]
    y = 29.2
    for zh, value, type_ in rows:
        p.write(12.4, y, zh, HEI, 2.7, INK, .2)
        p.write(31.6, y - .2, value, type_, 3.1, INK, .1)
        y += 5.9
    return card.cut_round(p), {"issuing-authority": who["authority"], "valid-from": str(who["first"]), "valid-until": str(who["last"]), "permit-number": who["permit"]}


# ---- permanent residence of foreigners

def foreigner_holder(rng, edition):
    who = persons.foreigner(rng)
    first, last = persons.span(rng, 10)
    born = who["born"]
    if edition == 2023:
        body = "9" + rng.choice(["31", "11", "44", "51"]) + numbers.digits(rng, 3) + f"{born:%Y%m%d}" + numbers.digits(rng, 2) + rng.choice("13579" if who["sex"] == "男" else "02468")
        number = body + numbers.citizen_check(body)
    else:
        number = who["state"] + rng.choice(["3100", "1100", "4401"]) + f"{born:%y%m%d}" + numbers.digits(rng, 2)
    chinese = rng.choice(list(people.SURNAMES)) + rng.choice(list(people.GIVEN)) if rng.random() < .4 else None
    return who | {"first": first, "last": last, "number": number, "edition": edition, "chinese": chinese}


def foreigner_front(rng, who, dpi=500):
    new = who["edition"] == 2023
    p = id1(rng, (232, 238, 246), (246, 238, 226), (176, 190, 216), dpi)
    p.centred(50, 3.0, "中华人民共和国外国人永久居留身份证", HEI, 3.3, RED, .15)
    p.centred(50, 7.2, "FOREIGN PERMANENT RESIDENT ID CARD OF THE PEOPLE'S REPUBLIC OF CHINA" if new else "FOREIGN PERMANENT RESIDENT ID CARD", SANS, 1.45, RED)
    face(p, rng, who["look"], *((57.5, 12.5, 23, 29) if new else (4.5, 12.5, 22, 28)))

    def label(x, y, words):
        p.write(x, y, words, HEI, 1.75, BLUE, .05)

    x = 5.5 if new else 30
    v = x + 19
    latin = f"{who['surname']}, {who['given']}"
    label(x, 13.0, "姓名/Name")
    p.write(v, 12.6, latin, MICRO, 2.5, INK)
    if who["chinese"]:
        p.write(v, 15.8, who["chinese"], SONG, 2.6, INK)
    label(x, 19.6, "性别/Sex")
    p.write(v, 19.2, f"{who['sex']}/{persons.letter_of(who['sex'])}", MICRO, 2.5, INK)
    label(x, 24.0, "出生日期/Date of Birth")
    p.write(v + 4, 23.7, dots(who["born"]), MICRO, 2.5, INK)
    label(x, 28.4, "国籍/Nationality")
    p.write(v, 28.1, f"{who['state_zh']}/{who['state']}", MICRO, 2.5, INK)
    label(x, 32.8, "有效期限/Period of Validity")
    p.write(v + 6, 32.5, term(who["first"], who["last"]), MICRO, 2.4, INK)
    label(x, 37.2, "签发机关/Issuing Authority")
    authority = who.setdefault("authority", "国家移民管理局" if new else "中华人民共和国公安部")
    p.write(v + 6, 36.9, authority, HEI, 2.4, INK)
    label(x, 45.4, "证件号码/ID No.")
    p.write(v, 44.6, who["number"], MICRO, 3.2, INK, .2)
    fields = {"latin-name": latin, "sex": who["sex"], "birth-date": str(who["born"]), "nationality": f"{who['state_zh']}/{who['state']}", "certificate-number": who["number"],
              "valid-from": str(who["first"]), "valid-until": str(who["last"]), "issuing-authority": authority}
    if who["chinese"]:
        fields["name"] = who["chinese"]
    return card.cut_round(p), fields


def foreigner_back(rng, who, dpi=500):
    p = id1(rng, (238, 238, 234), (232, 236, 242), (190, 196, 206), dpi)
    ground.emblem(p, 12, 12, 6.4)
    p.centred(50, 6.0, "中华人民共和国", KAI, 4.4, INK, .6, .01)
    p.centred(50, 12.4, "外国人永久居留身份证", KAI, 4.6, INK, .4, .01)
    p.block(8, 22.4, "持证人凭本证在中国境内居留，出境入境凭本证和有效护照。", 70, HEI, 1.8, INK)
    number, rest = who["number"][:9], who["number"][9:]
    lines = zone.td1("CA", "CHN", who["surname"], who["given"], number, who["state"], who["born"], persons.letter_of(who["sex"]), who["last"], rest)
    machine_zone(p, lines, 4.7, 34.4, pitch=2.54, size=3.5, lead=5.6)
    return card.cut_round(p), {"machine-zone": "\n".join(lines)}
