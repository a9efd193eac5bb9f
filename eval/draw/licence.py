"""Business licences: edition A (landscape, titled by kind), B (portrait), C (landscape, two columns), and the electronic one."""
import datetime as dt
import math

from PIL import Image, ImageDraw

from . import ink, licence_ground as ground, licence_values as values
from .page import HEI, KAI, MICRO, SERIF, SONG, Page, font

B_ORDER = ("name", "type", "address", "person", "capital", "founded", "term", "scope")
TRADER_FIRST = ("person", "name", "type", "address", "form", "founded", "scope")
TRADER_FOURTH = ("name", "type", "address", "person", "form", "founded", "scope")
PARTNERSHIP = ("name", "type", "address", "person", "founded", "term", "scope")
GOLD_INKS = [(150, 112, 48), (172, 132, 60), (132, 96, 44), (186, 150, 82)]
NOTICE = ("重要提示", "1.商事主体的经营范围由章程确定。经营范围中属于法律、法规规定应当经批准的项目，取得许可审批文件后方可开展相关经营活动。",
          "2.商事主体经营范围和许可审批项目等有关企业信用事项及年报信息和其他信用信息，请登录信用信息公示平台或扫描执照上的二维码查询。",
          "3.各类商事主体每年须于成立周年之日起两个月内，向商事登记机关提交上一自然年度的年度报告。")


def values_face(rng):
    return rng.choices([SONG, HEI, KAI, MICRO], [5, 2, 3, 2])[0]


def overprint(rng):
    """How far the block of values stands off its labels, millimetres."""
    if rng.random() < .28:
        return rng.choice([-1, 1]) * rng.uniform(1, 4), rng.choice([-1, 1]) * rng.uniform(1.5, 3.2)
    return rng.uniform(-.4, .4), rng.uniform(-.3, .3)


def issue_date(page, x, y, day, rng, face, shift):
    """年 月 日 printed beforehand, the digits over them."""
    dx, dy = shift
    for at, digits, unit in ((0, f"{day.year}", "年"), (20, f"{day.month:02d}" if rng.random() < .6 else str(day.month), "月"), (36, f"{day.day:02d}", "日")):
        page.write(x + at + dx * .6, y + dy * .6, digits, face, 4.4)
        page.write(x + at + (13 if at == 0 else 9), y, unit, SONG, 4.4)


def seals(page, firm, rng, registry_at, own_at, own, own_tail=()):
    if registry_at:
        ink.registry_seal(page, *registry_at, firm.authority, rng)
    if own:
        ink.company_seal(page, *own_at, own, rng, tail=own_tail, wear=rng.uniform(.1, .55))


def portrait(rng, firm, own_seal=None, original=False, dpi=220, registration=False, term_form=None, term_end=None, own_tail=(), qr=None):
    """Edition B. `original`: the wall copy (正本), one size larger, emblem through the border, no （副本）."""
    scale = math.sqrt(2) if original else 1.0
    p = Page(210, 297, dpi / scale, (251, 249, 240), scale)
    p.dpi = dpi / scale
    dark, pale = rng.choice([((150, 138, 104), (226, 218, 190)), ((168, 148, 98), (234, 224, 196)), ((140, 136, 124), (222, 220, 210))])
    ground.waves(p, rng, (236, 224, 188), rng.uniform(.25, .6), pitch=rng.uniform(1.8, 2.8))
    ground.rays(p, 105, 150, 62, (238, 214, 170), .3)
    ground.key_border(p, dark, pale)
    ground.emblem(p, 105, 21 if original else 33, 14 if original else 11, foil=original)
    gold = rng.choice(GOLD_INKS)
    title_ink = gold if original or rng.random() < .6 else (34, 30, 28)
    p.centred(105, 45, "营业执照", rng.choice([KAI, HEI, KAI]), 17, title_ink, 5, bold=.02)
    face, (dx, dy) = values_face(rng), overprint(rng)
    digits = rng.choice([SERIF, face, face])
    if not original:
        p.centred(105, 66.5, rng.choice(["（副 本）", "（副　本）", "(副本)"]), KAI, 6, rng.choice(GOLD_INKS))
    number, label = (firm.registration, "注册号") if registration else (firm.code, "统一社会信用代码")
    y = 75.5
    mark = "" if original else values.copy_mark(rng, "B")
    style = rng.choices(["line", "below", "over"], [6, 2, 2])[0] if not original else "line"
    if style == "line":
        edge = 184 if rng.random() < .75 else 188.5
        tail = "  " + mark if mark else ""
        w = p.length(number + tail, digits, 4.6, .1)
        p.write(edge - w + dx * .4, y + dy * .4, number + tail, digits, 4.6, gap=.1)
        p.right(edge - w - 3, y, label, HEI, 4.4)
    elif style == "below":
        p.right(184, 70, label, HEI, 4.4)
        p.right(184 + dx * .4, 76.4, number, digits, 4.6, gap=.1)
    else:       # over （副本）
        p.right(96, 68, label, HEI, 4.2)
        p.write(98, 67.2 + dy * .3, number, digits, 4.6, gap=.1)
    for label2, number2, where in values.extra_numbers(rng, firm.place, "B"):
        words = label2 + number2
        at = {"second": (184, y + 6.4, 4.0), "top": (184, 22.5, 3.6), "outside": (200, 3.0, 3.6)}[where]
        p.right(*at[:2], words, SERIF if words.isascii() else SONG, at[2])
    shenzhen = firm.place.city == "深圳" and firm.kind.key in ("company", "branch")
    order = {"trader": TRADER_FIRST if firm.place.province in ("13", "32") else TRADER_FOURTH, "partnership": PARTNERSHIP}.get(firm.kind.key, B_ORDER)
    rows = values.items(rng, firm, order, term_form=term_form, term_end=term_end, shenzhen=shenzhen)
    size, x, wide = 4.6, 31, 5.6 * max(4.2, max(len(r[0]) for r in rows))
    wide = min(wide, 34)
    xv, right = x + wide + 5, 181
    y = 88
    long = len(firm.scope) > 150
    step = 10.2 if long else 12.2
    for label, words, name, _ in rows:
        p.spread(x, y, label, wide, HEI, size, (36, 34, 32))
        tight = name == "business-scope" and long
        vs = 3.7 if tight else 4.5
        end = p.block(xv + dx, y + dy, words, right - xv, face, vs, lead=1.36, name=name) - dy
        y = max(y + step, end + (3 if long else 4.6))
    if shenzhen:
        notice(p, x, max(y + 6, 182), 150)
    payload = qr or (values.registration_qr(rng, firm) if registration else values.public_url(rng, firm))
    if not (registration and rng.random() < .4):
        p.qr(31, 226, 30, payload)
    p.write(100, 228, "登 记 机 关", HEI, 5.4, (36, 34, 32))
    if shenzhen and rng.random() < .6:
        p.write(132, 228.6, firm.authority, SONG, 4.2)
    issue_date(p, 122, 260, firm.registered, rng, face, (dx, dy))
    if firm.place.province == "43" and rng.random() < .4:
        p.write(118, 266.4, f"（换发日期 {values.date_words(firm.registered + dt.timedelta(days=200), 'short')}）", SONG, 3.2)
    p.write(25, 274.6, f"企业信用信息公示系统网址：{rng.choice(['http://www.gsxt.gov.cn', 'http://gsxt.saic.gov.cn', 'http://www.gsxt.gov.cn/'])}", SONG, 2.7)
    p.right(185, 274.6, "中华人民共和国国家工商行政管理总局监制", SONG, 2.7)
    seals(p, firm, rng, (152 + rng.uniform(-6, 6), 250 + rng.uniform(-4, 4)), (rng.uniform(78, 104), rng.uniform(242, 262)), own_seal, own_tail)
    p.quiet = [(64, 200, 40, 16), (26, 210, 150, 12)]
    p.gold = [(105, 21 if original else 33, 12), (105, 53, 26)]
    return p, values.fields(rows, "registration-number" if registration else "credit-code", number, not original)


def notice(p, x, y, width):
    p.write(x + 3, y + 2, NOTICE[0], HEI, 3.6)
    top, y = y, y + 8
    for words in NOTICE[1:]:
        y = p.block(x + 3, y, words, width - 6, SONG, 2.7, lead=1.3) + .5
    for x0, y0, x1, y1 in ((x, top, x + width, top), (x, y, x + width, y)):
        p.dashes(x0, x1, y0, 2, 1.2)
    for xe in (x, x + width):
        yy = top
        while yy < y:
            p.line(xe, yy, xe, min(yy + 2, y), .2)
            yy += 3.2


def landscape(rng, firm, own_seal=None, original=False, dpi=220, term_form=None, term_end=None, own_tail=(), qr=None, electronic=False):
    """Edition C, from March 2019."""
    scale = math.sqrt(2) if original else 1.0
    p = Page(297, 210, dpi / scale, (250, 240, 238) if electronic else (252, 250, 243), scale)
    p.dpi = dpi / scale
    dark, pale = rng.choice([((164, 150, 96), (214, 204, 166)), ((186, 158, 96), (228, 212, 168)), ((150, 150, 110), (206, 206, 180))])
    if electronic:
        dark, pale = (214, 168, 120), (236, 208, 176)
    else:
        ground.words_ground(p, rng.choice(["SCJDGL", "市场监督管理", "SCJDGL 市场监督管理"]), (226, 214, 178), rng.uniform(.25, .55))
        ground.waves(p, rng, (238, 226, 190), .3, pitch=2.2)
    ground.wave_border(p, dark, pale)
    ground.emblem(p, 148.5, 27, 11.5, foil=original)
    title_ink = (40, 34, 30) if rng.random() < .6 else rng.choice(GOLD_INKS)
    p.centred(148.5, 40.5, "营业执照", rng.choice([KAI, KAI, HEI]), 16, title_ink, 6, bold=.02)
    if not original and not electronic:
        p.centred(148.5, 59.5, rng.choice(["（副　本）", "（副 本）", "（副本）"]), KAI, 5.4, title_ink)
    face = values_face(rng)
    shift = (rng.uniform(-.5, .5), rng.uniform(-.4, .4)) if rng.random() < .85 else (rng.uniform(-3, 3), rng.uniform(-2.4, 2.4))
    dx, dy = (0, 0) if electronic else shift
    p.write(27, 30, "统一社会信用代码", HEI, 4.6)
    p.write(27 + dx * .4, 36.4 + dy * .4, firm.code, rng.choice([SERIF, HEI, face]), 5.0, gap=.12)
    if not original and not electronic:
        p.write(27, 43.4, values.copy_mark(rng, "C"), SONG, 4.0)
    for label, number, where in values.extra_numbers(rng, firm.place, "C"):
        p.write(27, 49.6 if where == "second" else 23.6, label + number, SONG, 3.5)
    p.qr(231, 24, 25, qr or values.public_url(rng, firm))
    caption = ("此二维码仅供参考，", "以国家企业信用信息", "公示系统核验结果", "为准") if electronic else ("扫描二维码登录", "“国家企业信用", "信息公示系统”", "了解更多登记、", "备案、许可、监", "管信息。")
    for i, line in enumerate(caption):
        p.write(257.5, 26 + 3.7 * i, line, HEI, 2.5)
    shenzhen = firm.place.city == "深圳" and firm.kind.key in ("company", "branch")
    new = firm.registered >= dt.date(2022, 3, 1)
    left = ("name", "type", "person", "scope")
    right_order = {"trader": ("form", "founded", "address"), "branch": ("founded", "term", "address")}.get(firm.kind.key, ("capital", "founded", "term", "address"))
    with_term = not new or bool(term_form)
    left_rows = values.items(rng, firm, left, False, shenzhen=shenzhen)
    right_rows = values.items(rng, firm, right_order, with_term, term_form, term_end, shenzhen)
    long = len(firm.scope) > 150
    for rows, x, edge in ((left_rows, 27, 150), (right_rows, 163, 271)):
        wide = 5.2 * max(4.2, max(len(r[0]) for r in rows))
        wide = min(wide, 32)
        y = 73.0
        for label, words, name, _ in rows:
            p.spread(x, y, label, wide, HEI, 4.5, (36, 34, 32))
            vs = 3.2 if name == "business-scope" and long else 4.4
            end = p.block(x + wide + 5 + dx, y + dy, words, edge - x - wide - 5, face, vs, lead=1.34, name=name) - dy
            y = max(y + 12.2, end + 5)
    if shenzhen:
        notice(p, 27, 118, 122)
    p.write(184, 146, "登 记 机 关", HEI, 5.4, (36, 34, 32))
    if electronic or (shenzhen and rng.random() < .5):
        p.write(214, 146.8, firm.authority, SONG, 4.2)
    issue_date(p, 206, 179, firm.registered, rng, face, (dx, dy))
    p.write(23, 188.6, "国家企业信用信息公示系统网址： http://www.gsxt.gov.cn", SONG, 2.7)
    if not original:
        p.write(123, 187.0, "市场主体应当于每年1月1日至6月30日通过", SONG, 2.4)
        p.write(123, 190.3, "国家企业信用信息公示系统报送公示年度报告", SONG, 2.4)
    elif firm.place.province == "44":
        p.centred(148.5, 184.6, "请于每年1月1日至6月30日报送年度报告，即时信息须在二十个工作日内公示", SONG, 2.6)
    p.right(274, 188.6, "国家市场监督管理总局监制", SONG, 2.7)
    if electronic:
        overlay_electronic(p, rng, firm)
    seals(p, firm, rng, None if electronic else (234 + rng.uniform(-5, 5), 164 + rng.uniform(-4, 4)), (rng.uniform(150, 176), rng.uniform(158, 172)), own_seal, own_tail)
    p.quiet = [(170, 128, 90, 12), (40, 176, 90, 8)]
    p.gold = [(148.5, 27, 12), (148.5, 48, 26)]
    rows = left_rows + right_rows
    return p, values.fields(rows, "credit-code", firm.code, not original and not electronic)


def overlay_electronic(p, rng, firm):
    """Large grey 电子营业执照 across the page and the note of who kept it."""
    size = round(24 * p.unit)
    layer = Image.new("L", (round(p.image.width * 1.1), round(size * 2)), 0)
    ImageDraw.Draw(layer).text((layer.width / 2, size), "电 子 营 业 执 照", font=font(HEI, size), fill=70, anchor="mm")
    layer = layer.rotate(26, Image.BICUBIC, expand=True)
    grey = Image.new("RGB", layer.size, (150, 150, 150))
    p.image.paste(grey, ((p.image.width - layer.width) // 2, (p.image.height - layer.height) // 2), layer)
    p.renew()
    p.write(27, 162, "说明：本执照由市场主体于2026年05月08日下载打印", SONG, 2.8)
    x = p.write(27, 167, "数字签名：", SONG, 2.8)
    p.write(x, 167.4, "".join(rng.choice("0123456789abcdefABCDEFMIGHJKL+/") for _ in range(44)), SERIF, 2.2)


def old(rng, firm, own_seal=None, dpi=220, term_form=None, term_end=None, own_tail=(), qr=None):
    """Edition A: landscape, titled by kind, with a 注册号."""
    p = Page(297, 210, dpi, (248, 247, 240))
    dark, pale = rng.choice([((96, 120, 104), (190, 206, 192)), ((132, 120, 96), (214, 206, 186)), ((104, 116, 138), (196, 204, 218))])
    ground.waves(p, rng, pale, .35, pitch=2.0)
    ground.rosette_border(p, dark, pale)
    ground.emblem(p, 148.5, 28, 10.5)
    title = {"trader": "个体工商户营业执照", "partnership": "合伙企业营业执照"}.get(firm.kind.key, "企业法人营业执照")
    p.centred(148.5, 40, title, rng.choice([KAI, HEI]), 12, (60, 40, 30) if rng.random() < .5 else rng.choice(GOLD_INKS), 3, bold=.02)
    p.centred(148.5, 54.5, "（副　本）", KAI, 5.2, (60, 40, 30))
    face, (dx, dy) = values_face(rng), overprint(rng)
    w = p.length(firm.registration, SERIF, 4.6)
    p.write(266 - w + dx * .4, 60 + dy * .4, firm.registration, SERIF, 4.6)
    p.right(263 - w, 60, "注册号", HEI, 4.4)
    kind = firm.kind
    words, end = values.term(rng, firm.founded, term_form, term_end) if kind.term else (None, None)
    founded = values.date_words(firm.founded, rng.choices(["chinese", "arabic"], [5, 5])[0])
    number_words = values.scope_words(rng, firm.scope)
    if kind.key == "trader":
        rows = [("经营者姓名", firm.person, "legal-representative", firm.person), ("名称", firm.name, "name", firm.name), ("组成形式", kind.form, None, None),
                ("经营场所", firm.address, "address", firm.address), ("经营范围", number_words, "business-scope", firm.scope), ("注册日期", founded, "established-on", str(firm.founded))]
    elif kind.key == "partnership":
        rows = [("名称", firm.name, "name", firm.name), ("主要经营场所", firm.address, "address", firm.address), ("执行事务合伙人", firm.person, "legal-representative", firm.person),
                ("合伙企业类型", firm.type, "type", firm.type), ("经营范围", number_words, "business-scope", firm.scope), ("成立日期", founded, "established-on", str(firm.founded))]
    else:
        rows = [("名称", firm.name, "name", firm.name), ("住所", firm.address, "address", firm.address), ("法定代表人姓名", firm.person, "legal-representative", firm.person),
                ("注册资本", firm.capital, "registered-capital", firm.capital), ("实收资本", firm.capital, None, None), ("公司类型", firm.type, "type", firm.type),
                ("经营范围", number_words, "business-scope", firm.scope), ("成立日期", founded, "established-on", str(firm.founded))]
    if words is not None:
        rows.append(("合伙期限" if kind.key == "partnership" else "营业期限", words, "valid-until", end))
    y, wide = 68, 34
    step = 88 / len(rows)
    for label, value, name, _ in rows:
        p.spread(32, y, label, wide, HEI, 4.3, (40, 40, 38))
        end_y = p.block(32 + wide + 6 + dx, y + dy, value, 190 - (60 if name is None else 0), face, 4.3 if len(value) < 90 else 3.5, lead=1.3, name=name) - dy
        y = max(y + step, end_y + 1.8)
    p.write(186, 158, "登 记 机 关", HEI, 5)
    issue_date(p, 202, 181, firm.registered, rng, face, (dx, dy))
    p.centred(148.5, 187.4, "中华人民共和国国家工商行政管理总局制", SONG, 2.8)
    seals(p, firm, rng, (234, 168 + rng.uniform(-4, 4)), (rng.uniform(120, 160), rng.uniform(164, 174)), own_seal, own_tail)
    p.quiet = [(60, 176, 60, 9)]
    p.gold = [(148.5, 28, 11)]
    return p, values.fields(rows, "registration-number", firm.registration, True)
