"""Identity cards in two scripts, temporary cards, and papers that are known by their title only."""
import datetime as dt

from PIL import ImageDraw, Image, ImageFont

from draw import card, numbers, people
from draw import licence_ground as ground
from draw.page import HEI, KAI, MICRO, SANS, SONG, Page
from draw.people import AS_OF

from . import persons

NOTO = "/usr/share/fonts/truetype/noto/"
INK = (28, 28, 32)
# Area code and address of an autonomous area, its script, what is printed beside each Chinese label, and a name in the script (letters of no one).
AREAS = {
    "维吾尔": ("650102", "新疆维吾尔自治区乌鲁木齐市天山区", NOTO + "NotoNaskhArabic-Regular.ttf", ["ئىسمى", "جىنسى", "مىللىتى", "تۇغۇلغان", "ئادرېسى", "كىملىك نومۇرى"], "ئايگۈل ئابدۇللا"),
    "藏": ("540102", "西藏自治区拉萨市城关区", NOTO + "NotoSerifTibetan-Regular.ttf", ["མིང་།", "ཕོ་མོ།", "མི་རིགས།", "སྐྱེས་དུས།", "སྡོད་གནས།", "སྤྱི་དམངས་ཐོབ་ཐང་ཨང་།"], "བཀྲ་ཤིས་རྡོ་རྗེ"),
    "彝": ("513401", "四川省凉山彝族自治州西昌市", NOTO + "NotoSansYi-Regular.ttf", ["ꂓ", "ꃅꑍ", "ꋆ", "ꒆ", "ꇐꄜ", "ꊾꀕ"], "ꀊꃀꀉꐊ"),
    "朝鲜": ("222401", "吉林省延边朝鲜族自治州延吉市", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", ["이름", "성별", "민족", "출생", "주소", "공민신분번호"], "김철수"),
    "壮": ("450102", "广西壮族自治区南宁市兴宁区", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", ["Singqmingz", "Singqbied", "Minzcuz", "Seng", "Diegyouq", "Gunghminz Sinhfwn Hauhmaj"], ""),
    "蒙古": ("150102", "内蒙古自治区呼和浩特市新城区", NOTO + "NotoSansMongolian-Regular.ttf", ["ᠨᠡᠷ᠎ᠡ", "ᠬᠦᠢᠰᠦ", "ᠦᠨᠳᠦᠰᠦᠲᠡᠨ", "ᠲᠥᠷᠦᠭᠰᠡᠨ", "ᠬᠠᠶᠢᠭ", "ᠨᠣᠮᠧᠷ"], "ᠪᠠᠭᠠᠲᠤᠷ"),
}

AUTHORITIES = {"维吾尔": "乌鲁木齐市公安局天山区分局", "藏": "拉萨市公安局城关区分局", "彝": "西昌市公安局", "朝鲜": "延吉市公安局", "壮": "南宁市公安局兴宁分局", "蒙古": "呼和浩特市公安局新城区分局"}


def holder(rng, people_=None):
    group = people_ or rng.choice(list(AREAS))
    county, area, *_ = AREAS[group]
    who = persons.basic(rng)
    name = rng.choice(persons.LONG_NAMES + persons.SHORT_NAMES) if group == "维吾尔" else rng.choice(persons.OTHER_NAMES[group])
    first, last = persons.span(rng, 20 if AS_OF.year - who["born"].year > 26 else 10)
    return who | {"name": name, "ethnicity": group, "number": numbers.citizen_number(rng, county, who["born"], who["sex"] == "男"), "address": area + people.street(rng), "first": first, "last": last,
                  "authority": AUTHORITIES[group]}


def script(p, face, words, x, y, size, upright=False):
    """Words of the area's script, shaped; Mongolian runs from the top."""
    f = ImageFont.truetype(face, max(6, round(size * p.unit)))
    if not upright:
        p.pen.text((x * p.unit, y * p.unit), words, font=f, fill=INK, anchor="lt")
        return
    box = f.getbbox(words, anchor="lt")
    piece = Image.new("L", (max(1, box[2] + 8), max(1, box[3] + 8)), 0)
    ImageDraw.Draw(piece).text((2, 2), words, font=f, fill=255, anchor="lt")
    piece = piece.rotate(-90, expand=True)
    p.image.paste(INK, (round(x * p.unit), round(y * p.unit)), piece)
    p.renew()


def front(rng, who, dpi=500):
    _, _, face, labels, native = AREAS[who["ethnicity"]]
    upright = who["ethnicity"] == "蒙古"
    p = card.card(dpi, (233, 240, 247), (246, 233, 229), rng, (158, 186, 212))

    def label(x, y, words, other, gap=1.6):
        p.write(x, y, words, HEI, 2.5, card.LABEL, gap)
        if other and not upright:
            script(p, face, other, x, y - 2.4, 1.7)

    if upright:
        for i, words in enumerate(labels):
            script(p, face, words, 2.0, 6.0 + 7.4 * i, 1.9, True)
    label(5.6, 6.9, "姓名", labels[0])
    if native and not upright:
        script(p, face, native, 15.0, 3.4, 2.2)
    name, y = who["name"], 6.5
    if len(name) > 8:
        cut = name.index("·") + 1
        p.write(15.0, y, name[:cut], HEI, 2.9, INK, .2)
        p.write(15.0, y + 3.5, name[cut:], HEI, 2.9, INK, .2)
    else:
        p.write(15.0, y, name, HEI, 3.3, INK, .3)
    label(5.6, 14.6, "性别", labels[1])
    p.write(15.0, 14.2, who["sex"], HEI, 3.1, INK)
    label(23.0, 14.6, "民族", labels[2], .7)
    p.write(31.2, 14.2, who["ethnicity"], HEI, 3.1, INK)
    b = who["born"]
    label(5.6, 21.0, "出生", labels[3])
    p.write(15.0, 20.6, str(b.year), MICRO, 3.1, INK, .15)
    p.write(25.0, 21.0, "年", HEI, 2.5, card.LABEL)
    p.right(32.4, 20.6, str(b.month), MICRO, 3.1, INK)
    p.write(33.6, 21.0, "月", HEI, 2.5, card.LABEL)
    p.right(41.2, 20.6, str(b.day), MICRO, 3.1, INK)
    p.write(42.4, 21.0, "日", HEI, 2.5, card.LABEL)
    label(5.6, 28.0, "住址", labels[4])
    p.block(15.0, 27.6, who["address"], 37.2, HEI, 3.0, INK, 1.42, .1)
    label(5.6, 46.0, "公民身份号码", labels[5], .25)
    p.write(29.4, 45.2, who["number"], MICRO, 4.1, INK, .55)
    p.image.paste(card.likeness(round(24 * p.unit), round(30 * p.unit), who["look"]), (round(56.6 * p.unit), round(8.6 * p.unit)))
    return card.cut_round(p), {"name": name, "sex": who["sex"], "ethnicity": who["ethnicity"], "birth-date": str(b), "address": who["address"], "citizen-id-number": who["number"]}


def back(rng, who, dpi=500):
    _, _, face, labels, _ = AREAS[who["ethnicity"]]
    p = card.card(dpi, (238, 236, 232), (240, 228, 224), rng, (214, 168, 162))
    ground.emblem(p, 14.4, 15.4, 8.4)
    if who["ethnicity"] != "蒙古":
        script(p, face, " ".join(labels[:3]), 34, 4.6, 2.4)
    p.centred(51, 8.8, "中华人民共和国", KAI, 6.0, INK, 1.0, .01)
    p.centred(51, 18.8, "居民身份证", KAI, 8.0, INK, 2.2, .012)
    if who["ethnicity"] != "蒙古":
        script(p, face, labels[4], 34.6, 35.0, 1.9)
    p.write(17.4, 38.6, "签发机关", HEI, 2.9, INK, .2)
    p.write(34.6, 38.4, who["authority"], HEI, 3.2, INK, .1)
    p.write(17.4, 45.4, "有效期限", HEI, 2.9, INK, .2)
    p.write(34.6, 45.2, f"{who['first']:%Y.%m.%d}-{who['last']:%Y.%m.%d}", MICRO, 3.3, INK, .1)
    return card.cut_round(p), {"issuing-authority": who["authority"], "valid-from": str(who["first"]), "valid-until": str(who["last"])}


# ---- the temporary card: its title on one side, everything else on the other

def temporary_holder(rng):
    who = people.person(rng, rng.choice(people.PLACES), minority=0)
    first = AS_OF - dt.timedelta(days=rng.randrange(3, 60))
    return who | {"first": first, "last": people.years_later(first, 0) + dt.timedelta(days=91)}


def temporary_front(rng, who, dpi=500):
    p = card.card(dpi, (236, 240, 234), (240, 236, 226), rng, (176, 196, 170))
    ground.emblem(p, 42.8, 13.0, 6.6)
    p.centred(42.8, 23.4, "中华人民共和国", KAI, 5.4, INK, 1.0, .01)
    p.centred(42.8, 32.4, "临时居民身份证", KAI, 7.2, INK, 1.4, .012)
    return card.cut_round(p), {}


def temporary_back(rng, who, dpi=500):
    p = card.card(dpi, (236, 240, 240), (242, 236, 230), rng, (170, 190, 204))

    def label(x, y, words, gap=1.0):
        p.write(x, y, words, HEI, 2.3, card.LABEL, gap)

    label(5.0, 4.6, "姓名")
    p.write(14.0, 4.2, who["name"], HEI, 3.2, INK, .3)
    label(5.0, 10.2, "性别")
    p.write(14.0, 9.9, who["sex"], HEI, 2.9, INK)
    label(23.0, 10.2, "民族", .5)
    p.write(31.0, 9.9, who["ethnicity"], HEI, 2.9, INK)
    b = who["born"]
    label(5.0, 15.6, "出生")
    p.write(14.0, 15.3, f"{b.year}年{b.month}月{b.day}日", HEI, 2.9, INK)
    label(5.0, 21.0, "住址")
    p.block(14.0, 20.7, who["address"], 38, HEI, 2.8, INK, 1.4, .1)
    label(5.0, 34.2, "公民身份号码", .15)
    p.write(26.0, 33.6, who["number"], MICRO, 3.4, INK, .35)
    label(5.0, 40.4, "签发机关", .15)
    p.write(22.0, 40.1, who["authority"], HEI, 2.8, INK)
    label(5.0, 46.2, "有效期限", .15)
    p.write(22.0, 45.9, f"{who['first']:%Y.%m.%d}-{who['last']:%Y.%m.%d}", MICRO, 2.9, INK, .1)
    p.image.paste(card.likeness(round(22 * p.unit), round(27 * p.unit), who["look"]), (round(58 * p.unit), round(5 * p.unit)))
    return card.cut_round(p), {"name": who["name"], "sex": who["sex"], "ethnicity": who["ethnicity"], "birth-date": str(b), "address": who["address"], "citizen-id-number": who["number"],
                               "issuing-authority": who["authority"], "valid-from": str(who["first"]), "valid-until": str(who["last"])}


# ---- the residence permit of another province's people (居住证)

def permit_front(rng, who, dpi=500):
    p = card.card(dpi, (230, 240, 236), (244, 240, 230), rng, (166, 196, 186))
    p.centred(42, 3.4, f"{rng.choice(['上海市', '江苏省', '浙江省', '四川省', ''])}居住证", HEI, 4.6, (150, 40, 44), .6)

    def label(x, y, words, gap=.3):
        p.write(x, y, words, HEI, 2.2, card.LABEL, gap)

    label(5, 12.0, "姓名")
    p.write(14, 11.7, who["name"], HEI, 2.9, INK, .2)
    label(5, 17.0, "性别")
    p.write(14, 16.7, who["sex"], HEI, 2.7, INK)
    label(22, 17.0, "民族")
    p.write(30, 16.7, who["ethnicity"], HEI, 2.7, INK)
    b = who["born"]
    label(5, 22.0, "出生")
    p.write(14, 21.7, f"{b.year}年{b.month}月{b.day}日", HEI, 2.7, INK)
    label(5, 27.0, "居住地址")
    p.block(17, 26.7, who["address"], 38, HEI, 2.5, INK, 1.35)
    label(5, 38.6, "公民身份号码", .1)
    p.write(24, 38.0, who["number"], MICRO, 3.2, INK, .35)
    label(5, 43.4, "签发机关", .1)
    p.write(24, 43.1, who["authority"], HEI, 2.5, INK)
    label(5, 48.2, "有效期限", .1)
    p.write(24, 47.9, f"{who['first']:%Y.%m.%d}-{who['last']:%Y.%m.%d}", MICRO, 2.6, INK, .1)
    p.image.paste(card.likeness(round(21 * p.unit), round(26 * p.unit), who["look"]), (round(59 * p.unit), round(11 * p.unit)))
    return card.cut_round(p), {"name": who["name"], "citizen-id-number": who["number"], "valid-until": str(who["last"])}


def permit_holder(rng):
    who = people.person(rng, rng.choice(people.PLACES), minority=0)
    first = AS_OF - dt.timedelta(days=rng.randrange(10, 120))
    return who | {"first": first, "last": people.years_later(first, 1) - dt.timedelta(days=1)}


# ---- papers known by their title

def officer(rng, dpi=400):
    who = people.person(rng, rng.choice(people.PLACES), minority=0)
    p = Page(120, 85, dpi, (246, 242, 232))
    p.centred(60, 7, rng.choice(["中国人民解放军军官证", "中国人民武装警察部队警官证"]), HEI, 5.2, (150, 30, 34), .5)
    rows = [("姓名", who["name"]), ("性别", who["sex"]), ("出生年月", f"{who['born'].year}年{who['born'].month}月"), ("部别", f"{numbers.digits(rng, 5)}部队"), ("职务", rng.choice(["参谋", "助理员", "连长"])),
            ("衔级", rng.choice(["上尉", "少校", "中校"])), ("号码", f"军字第{numbers.digits(rng, 7)}号")]
    y = 20
    for zh, value in rows:
        p.write(48, y, zh, SONG, 3.2, INK, .4)
        p.write(66, y, value, SONG, 3.4, INK, .2)
        y += 8.2
    p.image.paste(card.likeness(round(30 * p.unit), round(38 * p.unit), who["look"]), (round(10 * p.unit), round(22 * p.unit)))
    return p, {}


def household(rng, dpi=300):
    """The page of a person (常住人口登记卡), or the first page of the book (户口簿)."""
    who = people.person(rng, rng.choice(people.PLACES), minority=0)
    p = Page(143, 105, dpi, (248, 244, 230))
    if rng.random() < .5:
        p.centred(71, 8, "常住人口登记卡", SONG, 6, INK, 1.2, .01)
        rows = [("姓名", who["name"], "户主或与户主关系", rng.choice(["户主", "妻", "子"])), ("曾用名", "", "性别", who["sex"]), ("出生地", who["address"][:6], "民族", who["ethnicity"] + "族"),
                ("籍贯", who["address"][:6], "出生日期", f"{who['born'].year}年{who['born'].month}月{who['born'].day}日"), ("公民身份证件编号", who["number"], "身高", "170"),
                ("文化程度", "大学本科", "婚姻状况", "未婚"), ("服务处所", "", "职业", "")]
    else:
        p.centred(71, 8, "居民户口簿", SONG, 7, INK, 1.6, .01)
        rows = [("户别", "非农业家庭户口", "户主姓名", who["name"]), ("户号", numbers.digits(rng, 9), "住址", who["address"][:14]), ("省级公安机关户口专用章", "", "户口登记机关户口专用章", "")]
    y = 22
    for a, b, c, d in rows:
        p.rect(8, y, 135, y + 10)
        p.write(10, y + 3, a, SONG, 3.0, INK)
        p.write(38, y + 3, b, SONG, 3.2, INK)
        p.write(80, y + 3, c, SONG, 3.0, INK)
        p.write(108, y + 3, d, SONG, 3.2, INK)
        y += 10
    return p, {}


def driving_licence(rng, dpi=500):
    who = people.person(rng, rng.choice(people.PLACES), minority=0)
    p = card.card(dpi, (226, 236, 240), (236, 240, 230), rng, (150, 190, 200))
    p.centred(44, 3.0, "中华人民共和国机动车驾驶证", HEI, 3.9, INK, .2)
    p.centred(44, 7.6, "Driving License of the People's Republic of China", SANS, 1.7, INK)
    rows = [("证号", who["number"]), ("姓名", who["name"]), ("性别", who["sex"]), ("国籍", "中国"), ("住址", who["address"][:16]), ("出生日期", str(who["born"])), ("初次领证日期", "2015-03-04"), ("准驾车型", "C1"),
            ("有效期限", "2021-03-04 至 2031-03-04")]
    y = 11
    for zh, value in rows:
        p.write(5, y, zh, HEI, 2.0, INK)
        p.write(24, y - .2, value, HEI, 2.5, INK)
        y += 4.6
    return card.cut_round(p), {}


def bank_card(rng, dpi=500):
    p = card.card(dpi, (40, 70, 130), (80, 110, 170), rng, (60, 90, 150))
    white = (240, 240, 244)
    p.write(6, 5, rng.choice(["示例银行", "样本银行", "测试商业银行"]), HEI, 4.4, white, .4)
    p.write(52, 5.6, rng.choice(["借记卡", "储蓄卡"]), HEI, 3.2, white)
    number = "62" + numbers.digits(rng, 17)
    p.write(8, 26, " ".join(number[i:i + 4] for i in range(0, 19, 4)), MICRO, 4.8, white, .2)
    p.write(34, 36, "VALID THRU", SANS, 1.7, white)
    p.write(50, 35.4, f"{rng.randrange(1, 13):02d}/{rng.randrange(27, 34)}", SANS, 3.0, white)
    p.write(64, 44, "UnionPay", SANS, 2.6, white)
    p.write(64, 47.6, "银联", HEI, 2.8, white)
    return card.cut_round(p), {}
