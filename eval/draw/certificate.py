"""Domain certificates as three registrars print them (docs: papers-as-they-are.md §4); born-digital pictures."""
import datetime as dt
import math

import numpy as np
from PIL import Image

from . import ink, licence_ground as ground
from .page import BLACK, HEI, SANS, SERIF, SERIF_BOLD, SONG, Page
from .people import AS_OF, pinyin

BLUE, DARK_RED = (26, 74, 168), (180, 28, 40)
REGISTRARS = {"aliyun": ("阿里云计算有限公司（万网）", "Alibaba Cloud Computing Ltd."), "dnspod": ("DNSPod, Inc.", "DNSPod, Inc."), "xinnet": ("北京新网数码信息技术有限公司", "Xin Net Technology Corporation")}


def runs(page, x, y, parts, size, width, lead=1.6, latin=SERIF):
    """Words of several colours in one paragraph, broken at `width`; ASCII words are kept whole."""
    left = x
    for words, colour in parts:
        pieces, word = [], ""
        for ch in words:
            if ch.isascii() and ch != " ":
                word += ch
                continue
            if word:
                pieces.append(word)
            pieces.append(ch)
            word = ""
        pieces += [word] if word else []
        for piece in pieces:
            face = latin if piece.isascii() else SONG
            w = page.length(piece, face, size)
            if x + w > left + width:
                x, y = left, y + size * lead
                if piece == " ":
                    continue
            x = page.write(x, y, piece, face, size, colour)
    return y + size * lead


def icann(page, cx, cy, r):
    for k in (1.0, .62, .28):
        page.pen.ellipse([(cx - r * k) * page.unit, (cy - r) * page.unit, (cx + r * k) * page.unit, (cy + r) * page.unit], outline=(28, 96, 160), width=max(2, round(.5 * page.unit)))
    for k in (-.5, 0, .5):
        w = math.sqrt(1 - k * k) * r
        page.line(cx - w, cy + k * r, cx + w, cy + k * r, .5, (28, 96, 160))
    page.centred(cx, cy + r + 1, "ICANN", SERIF_BOLD, 4.2, (28, 60, 120))
    page.centred(cx, cy + r + 6, "ACCREDITED REGISTRAR", SANS, 2.2, (28, 60, 120))


def aliyun(rng, facts, dpi):
    p = Page(210, 297, dpi, (247, 240, 222))
    ground.waves(p, rng, (238, 226, 196), .4)
    ground.rosette_border(p, (176, 142, 84), (216, 192, 146), 13, 11)
    icann(p, 105, 43, 8)
    p.centred(105, 66, "国际顶级域名证书", HEI, 9.6, (70, 48, 24), 1.2, .02)
    p.centred(105, 79, "Certification of Global Top Level Domain Name", SERIF, 4.6, (70, 48, 24))
    registrar = REGISTRARS["aliyun"][0]
    y = runs(p, 34, 95, [("域名 ", BLACK), (facts["domain"], BLUE), (" 已由 ", BLACK), (facts["registrant"], BLUE), (" 注册，并已在国际顶级域名数据库中记录。", BLACK)], 4.2, 142)
    y = runs(p, 34, y + 2, [("This is to certify that the domain name ", BLACK), (facts["domain"], BLUE), (" has been registered by ", BLACK), (facts["latin"], BLUE),
                            (" and recorded in the global top level domain name database.", BLACK)], 3.8, 142)
    y = max(y + 8, 132)
    rows = [("域名：", facts["domain"]), ("域名持有者：", facts["registrant"]), ("Registrant：", facts["latin"]), ("域名所属注册机构：", registrar),
            ("域名注册日期：", str(facts["registered"])), ("域名到期日期：", str(facts["expires"]))]
    seal_y = y
    for label, words in rows:
        seal_y = y + 4 if words == registrar else seal_y
        p.right(88, y, label, SONG if not label.isascii() else SERIF, 4.2)
        end = p.block(91, y, words, 86, SERIF if words.isascii() else SONG, 4.2, lead=1.4)
        y = max(y + 8.2, end + 2.2)
    y = max(y + 6, 196)
    p.write(34, y, "说明：", HEI, 3.3)
    for i, note in enumerate(["1. 本证书仅证明域名注册时的信息，不作为域名权属的唯一凭证。", "2. 域名注册信息以注册机构数据库实时记录为准。", "3. 域名到期后未续费的，本证书自动失效。", "4. 本证书不得涂改，涂改无效。",
                              "5. 域名持有者变更后，请重新打印本证书。"]):
        p.write(34, y + 6 + 5.4 * i, note, SONG, 3.2)
    p.centred(105, 252, f"证书打印日期:【{facts['printed'].year}】年【{facts['printed'].month:02d}】月【{facts['printed'].day:02d}】日", SONG, 3.8)
    seal = ink.round_seal(40 * dpi / 25.4, "阿里云计算有限公司", rng, tail=("域名证书专用章",), wear=.05, turn=0, colour=(214, 30, 40))
    ink.press(p, seal, 148, seal_y + 8, "阿里云计算有限公司域名证书专用章")
    return p, registrar


def dnspod(rng, facts, dpi):
    p = Page(210, 297, dpi)
    for inset, width in ((9, .5), (11, .25)):
        p.rect(inset, inset, 210 - inset, 297 - inset, (40, 96, 178), width)
    icann(p, 105, 34, 8)
    p.centred(105, 58, "顶级国际域名证书", HEI, 9.2, (24, 54, 110), 1, .02)
    p.centred(105, 71, "Certificate of Generic Top Level Domain Name", SERIF, 4.6, (24, 54, 110))
    y = runs(p, 28, 88, [("经 ", BLACK), ("ICANN", BLUE), (" 认证的注册机构 ", BLACK), ("DNSPod, Inc.", BLUE), (" 在此证明，域名 ", BLACK), (facts["domain"], BLUE), (" 由 ", BLACK), (facts["registrant"], BLUE),
                         (" 注册，并已在顶级域名数据库中记录。", BLACK)], 4.1, 154)
    y = runs(p, 28, y + 2, [("DNSPod, Inc.", BLUE), (", a registrar accredited by ", BLACK), ("ICANN", BLUE), (", certifies that ", BLACK), (facts["domain"], BLUE), (" is registered by ", BLACK),
                            (facts["latin"], BLUE), (".", BLACK)], 3.7, 154)
    y = max(y + 6, 128)
    both = f"{facts['registrant']}" + (f"（{facts['latin']}）" if rng.random() < .5 else f" {facts['latin']}")
    rows = [("域名", "Domain Name", facts["domain"]), ("注册所有者", "Registrant", both), ("域名所属注册机构", "Registrar", "DNSPod, Inc."),
            ("域名注册时间", "Registration Date", str(facts["registered"])), ("域名到期时间", "Expiration Date", str(facts["expires"]))]
    for zh, en, words in rows:
        lines = 1 if p.length(words, SONG, 4.1) < 98 else 2
        h = 13 if lines == 1 else 15
        p.rect(28, y, 182, y + h, (120, 150, 190), .25)
        p.line(76, y, 76, y + h, .25, (120, 150, 190))
        p.write(31, y + 1.8, zh, HEI, 3.9)
        p.write(31, y + 7.2, en, SERIF, 3.3, (70, 70, 80))
        p.block(79, y + (4.4 if lines == 1 else 1.8), words, 100, SERIF if words.isascii() else SONG, 4.1, lead=1.4)
        y += h
    seal_y = y + 5
    for i, note in enumerate(["1. 本证书仅用于证明域名注册信息，请勿用于其他用途。", "2. 域名信息以注册局数据库为准。", "3. 域名所有者信息变更后本证书失效。", "4. 证书真伪可登录注册机构网站查询。"]):
        p.write(30, y + 8 + 5.6 * i, note, SONG, 3.3)
    d = facts["printed"]
    p.right(180, y + 38, f"证书打印日期： {d.year} 年 {d.month:02d} 月 {d.day:02d} 日", SONG, 3.9)
    seal = ink.round_seal(41 * dpi / 25.4, "DNSPod,Inc.", rng, tail=("域名证书专用章",), wear=.05, turn=0, colour=(220, 30, 44))
    ink.press(p, seal, 146, seal_y, "DNSPod 域名证书专用章")
    return p, "DNSPod, Inc."


def xinnet(rng, facts, dpi):
    p = Page(210, 297, dpi, (250, 253, 250))
    ground.waves(p, rng, (196, 226, 216), .4, 1.8)
    ground.wave_border(p, (52, 132, 120), (150, 204, 190), 13, 12)
    p.centred(70, 30, "新网", HEI, 9, (20, 96, 160), .4, .03)
    p.centred(70, 40.6, "www.xinnet.com", SANS, 3, (60, 60, 70))
    icann(p, 146, 35, 6.5)
    p.centred(105, 56, "国际顶级域名注册证书", HEI, 8.8, (16, 92, 84), 1, .02)
    p.centred(105, 68, "Certification of Global Top Level Domain Name", SERIF, 4.4, (16, 92, 84))
    registrar, english = REGISTRARS["xinnet"]
    y = runs(p, 36, 84, [("兹证明以下域名由 ", BLACK), (registrar, BLUE), (" 注册，经互联网名称与数字地址分配机构认可，", BLACK), (facts["domain"], DARK_RED), (" 已在国际顶级域名数据库中备案。", BLACK)], 4.0, 138)
    y = runs(p, 36, y + 1, [("The domain name ", BLACK), (facts["domain"], DARK_RED), (" was registered through ", BLACK), (english, BLUE), (".", BLACK)], 3.6, 138)
    y = max(y + 6, 120)
    for zh, en, first, second in (("域名", "Domain Name", facts["domain"], facts["domain"]), ("注册所有人", "Registrant", facts["registrant"], facts["latin"]),
                                  ("注册时间", "Registration Date", str(facts["registered"]), str(facts["registered"])), ("到期时间", "Expiration Date", str(facts["expires"]), str(facts["expires"])),
                                  ("通信地址", "Address", facts["address"], facts["latin_address"])):
        for label, words in ((zh, first), (en, second)):
            face = SERIF if words.isascii() else SONG
            n = len(p.lines(words, face, 3.9, 92))
            h = 8.0 if n == 1 else 4 + 5.4 * n
            p.rect(36, y, 174, y + h, (120, 180, 170), .2)
            p.line(76, y, 76, y + h, .2, (120, 180, 170))
            p.write(38, y + 1.8, label, SERIF if label.isascii() else SONG, 3.7)
            p.block(78.5, y + 1.7, words, 92, face, 3.9, lead=1.38)
            y += h
    y = max(y + 8, 226)
    for i, note in enumerate(["本证书所载信息以注册机构数据库记录为准", "域名有效期满未续费的，本证书自动失效", "查验网址：http://www.xinnet.com/verify"]):
        p.centred(105, y + 6 * i, note, SONG, 3.5)
    p.centred(105, y + 24, registrar, SONG, 4.2)
    seal = ink.oval_seal(46 * dpi / 25.4, 32 * dpi / 25.4, registrar, rng, tail=("域名证书", "专用章"))
    ink.press(p, seal, 122, y + 22, registrar + "域名证书专用章")
    return p, None


PRINTERS = {"aliyun": aliyun, "dnspod": dnspod, "xinnet": xinnet}


def certificate(rng, name, domain, registrant, registered, expires, address, dpi=None):
    facts = {"domain": domain, "registrant": registrant, "latin": pinyin(registrant), "registered": registered, "expires": expires, "address": address,
             "latin_address": f"No. {rng.randrange(1, 999)} Road, China", "printed": AS_OF - dt.timedelta(days=rng.randrange(2, 40))}
    page, registrar = PRINTERS[name](rng, facts, dpi or rng.choice([110, 130, 150]))
    fields = {"domain": domain, "registrant": registrant, "registered-on": str(registered), "expires-on": str(expires)}
    return page, fields | ({"registrar": registrar} if registrar else {})


def with_clear_margin(page, margin):
    """RGBA pixels with a transparent (stored black) margin, as one registrar stores its picture; marks move along."""
    rgb = np.asarray(page.image)
    h, w = rgb.shape[:2]
    out = np.zeros((h + 2 * margin, w + 2 * margin, 4), np.uint8)
    out[margin:margin + h, margin:margin + w, :3] = rgb
    out[margin:margin + h, margin:margin + w, 3] = 255
    for mark in page.marks:
        mark["box"] = [mark["box"][0] + margin, mark["box"][1] + margin, *mark["box"][2:]]
    return Image.fromarray(out, "RGBA")
