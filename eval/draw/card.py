"""Citizen ID card, both sides, 85.6 x 54 mm, and the office photo that some bureaus ask for."""
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import licence_ground as ground
from .page import HEI, KAI, MICRO, Page

WIDTH, HEIGHT, RADIUS = 85.6, 54.0, 3.2
LABEL = (46, 108, 170)


def card(dpi, left, right, rng, colour):
    p = Page(WIDTH, HEIGHT, dpi)
    h, w = p.image.height, p.image.width
    t = np.linspace(0, 1, w, dtype=np.float32)[None, :, None]
    p.image = Image.fromarray(np.broadcast_to(np.float32(left) * (1 - t) + np.float32(right) * t, (h, w, 3)).astype(np.uint8).copy())
    p.renew()
    ground.waves(p, rng, colour, .35, pitch=1.1, amplitude=1.4)
    return p


def cut_round(p):
    mask = Image.new("L", p.image.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle([0, 0, p.image.width - 1, p.image.height - 1], RADIUS * p.unit, fill=255)
    p.alpha = mask
    return p


def likeness(width, height, look):
    """A drawn head and shoulders, nobody's likeness."""
    rng = random.Random(look)
    img = Image.new("RGB", (width, height), (247, 248, 250))
    d = ImageDraw.Draw(img)
    w, h = width, height
    skin = (rng.randrange(204, 236), rng.randrange(168, 196), rng.randrange(140, 168))
    hair = rng.choice([(24, 20, 20), (40, 30, 26), (70, 66, 64)])
    coat = tuple(rng.randrange(20, 130) for _ in range(3))
    d.rounded_rectangle([w * .04, h * .76, w * .96, h * 1.3], w * .22, fill=coat)
    d.polygon([(w * .38, h * .76), (w * .62, h * .76), (w * .5, h * .93)], fill=(236, 238, 240))
    d.rectangle([w * .42, h * .6, w * .58, h * .8], fill=skin)
    long = rng.random() < .45
    d.ellipse([w * .2, h * .1, w * .8, h * (.74 if long else .5)], fill=hair)
    d.ellipse([w * .26, h * .17, w * .74, h * .68], fill=skin)
    d.pieslice([w * .23, h * .11, w * .77, h * rng.uniform(.44, .56)], 185, 355, fill=hair)
    for x in (.4, .6):
        d.ellipse([w * (x - .05), h * .405, w * (x + .05), h * .437], fill=(36, 30, 28))
        d.line([w * (x - .075), h * .375, w * (x + .075), h * .368], fill=hair, width=max(2, w // 50))
    d.line([w * .5, h * .43, w * .482, h * .515, w * .515, h * .52], fill=(186, 146, 122), width=max(2, w // 90))
    d.arc([w * .42, h * .53, w * .58, h * .6], 25, 155, fill=(164, 84, 84), width=max(2, w // 60))
    if rng.random() < .25:
        for x in (.4, .6):
            d.ellipse([w * (x - .09), h * .38, w * (x + .09), h * .465], outline=(40, 40, 48), width=max(2, w // 70))
    return img.filter(ImageFilter.GaussianBlur(w / 180))


def portrait_side(rng, person, dpi=500):
    p = card(dpi, (233, 240, 247), (246, 233, 229), rng, (158, 186, 212))
    ink = (28, 28, 32)

    def label(x, y, words, gap=1.6):
        p.write(x, y, words, HEI, 2.7, LABEL, gap)

    label(5.6, 6.6, "姓名")
    name = person["name"]
    size = 3.7 if len(name) <= 6 else 3.1
    p.write(15.0, 6.2, name, HEI, size, ink, .3, name="name")
    label(5.6, 13.6, "性别")
    p.write(15.0, 13.2, person["sex"], HEI, 3.4, ink)
    label(23.0, 13.6, "民族", .7)
    p.write(31.2, 13.2, person["ethnicity"], HEI, 3.4, ink)
    b = person["born"]
    label(5.6, 20.4, "出生")
    p.write(15.0, 20.0, str(b.year), MICRO, 3.4, ink, .15)
    label(25.0, 20.4, "年")
    p.right(32.4, 20.0, str(b.month), MICRO, 3.4, ink)
    label(33.6, 20.4, "月")
    p.right(41.2, 20.0, str(b.day), MICRO, 3.4, ink)
    label(42.4, 20.4, "日")
    label(5.6, 27.2, "住址")
    p.block(15.0, 26.9, person["address"], 37.2, HEI, 3.25, ink, 1.42, .1, name="address")
    label(5.6, 46.0, "公民身份号码", .25)
    p.write(29.4, 45.2, person["number"], MICRO, 4.1, ink, .55, name="number")
    w, h = round(24 * p.unit), round(30 * p.unit)
    p.image.paste(likeness(w, h, person["look"]), (round(56.6 * p.unit), round(8.6 * p.unit)))
    p.mark("portrait", 56.6, 8.6, 24, 30)
    p.quiet = [(30, 39.5, 22, 4)]
    return cut_round(p)


def emblem_side(rng, person, dpi=500):
    p = card(dpi, (238, 236, 232), (240, 228, 224), rng, (214, 168, 162))
    ground.emblem(p, 14.4, 15.4, 8.4)
    p.centred(51, 8.2, "中华人民共和国", KAI, 6.0, (24, 24, 26), 1.0, .01)
    p.centred(51, 18.6, "居民身份证", KAI, 8.4, (24, 24, 26), 2.4, .012)
    p.write(17.4, 38.6, "签发机关", HEI, 2.9, (28, 28, 30), .2)
    p.write(34.6, 38.4, person["authority"], HEI, 3.2, (28, 28, 30), .1)
    p.write(17.4, 45.4, "有效期限", HEI, 2.9, (28, 28, 30), .2)
    ends = "长期" if person["ends"] is None else f"{person['ends']:%Y.%m.%d}"
    p.write(34.6, 45.2, f"{person['issued']:%Y.%m.%d}-{ends}", MICRO, 3.3, (28, 28, 30), .1, name="term")
    p.quiet = [(30, 31, 40, 5)]
    return cut_round(p)


def portrait_fields(person):
    return {"name": person["name"], "sex": person["sex"], "ethnicity": person["ethnicity"], "birth-date": str(person["born"]), "address": person["address"],
            "citizen-id-number": person["number"]}


def emblem_fields(person):
    return {"issuing-authority": person["authority"], "valid-from": str(person["issued"]), "valid-until": "long-term" if person["ends"] is None else str(person["ends"])}


def office(rng, width=1600, height=1200):
    """A room with windows and desks, as the provider photographs it; pixels."""
    yy, xx = np.mgrid[0:height, 0:width].astype(np.float32)
    wall = np.float32(rng.choice([(212, 206, 196), (206, 212, 214), (222, 218, 206)]))
    a = wall * (1.06 - .22 * (xx / width))[..., None]
    floor = yy > height * (.64 + .05 * xx / width)
    a[floor] = np.float32((138, 116, 94)) * (.8 + .3 * ((xx[floor] // 90) % 2))[..., None]
    img = Image.fromarray(a.clip(0, 255).astype(np.uint8))
    d = ImageDraw.Draw(img)
    for i in range(rng.randrange(2, 4)):
        x = width * (.06 + .31 * i)
        d.rectangle([x, height * .1, x + width * .23, height * .44], fill=(188, 214, 234), outline=(238, 238, 236), width=14)
        d.line([x + width * .115, height * .1, x + width * .115, height * .44], fill=(238, 238, 236), width=9)
    for i in range(rng.randrange(3, 5)):
        x, y = width * (.04 + .24 * i), height * rng.uniform(.56, .68)
        d.rectangle([x, y, x + width * .2, y + height * .05], fill=(98, 72, 50))
        d.rectangle([x + width * .06, y - height * .12, x + width * .15, y - height * .01], fill=(30, 32, 38))
        d.rectangle([x + width * .015, y + height * .05, x + width * .03, y + height * .22], fill=(70, 52, 38))
    pixels = np.asarray(img.filter(ImageFilter.GaussianBlur(1.4))).astype(np.float32)
    g = np.random.default_rng(rng.randrange(1 << 30))
    return (pixels + cv2.resize(g.normal(0, 4, (height // 2, width // 2)).astype(np.float32), (width, height))[..., None]).clip(0, 255).astype(np.uint8)
