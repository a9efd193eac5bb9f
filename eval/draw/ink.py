"""Ink: seals with words along the ring, handwriting, fingerprints."""
import math

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw

from .page import HEI, KAI, RED, SONG, font

OVER = 3        # drawn three times as large, then reduced


def star(pen, cx, cy, r, fill):
    pts = []
    for i in range(10):
        k = r if i % 2 == 0 else r * .382
        pts.append((cx + k * math.sin(i * math.pi / 5), cy - k * math.cos(i * math.pi / 5)))
    pen.polygon(pts, fill=fill)


def ring_words(mask, words, size, radii, span, face, foot=False):
    """Characters standing on an ellipse `radii` (of their middles), spread over `span` degrees around the top or the foot."""
    n = mask.size
    f = font(face, max(6, round(size)))
    for i, ch in enumerate(words):
        share = (i + .5) / len(words)
        a = math.radians(180 + span / 2 - span * share if foot else -span / 2 + span * share)
        side = round(size * 2)
        glyph = Image.new("L", (side, side), 0)
        ImageDraw.Draw(glyph).text((side / 2, side / 2), ch, font=f, fill=255, anchor="mm", stroke_width=max(0, round(size * .012)))
        if not foot:       # letters of a ring are narrow and tall
            glyph = glyph.resize((max(1, round(side * .72)), round(side * 1.08)), Image.BICUBIC)
        tilt = math.degrees(math.atan2(radii[1] * math.sin(a), radii[0] * math.cos(a))) if radii[0] != radii[1] else math.degrees(a)
        glyph = glyph.rotate(-(tilt + (180 if foot else 0)), Image.BICUBIC, expand=True)
        x, y = n[0] / 2 + radii[0] * math.sin(a) - glyph.width / 2, n[1] / 2 - radii[1] * math.cos(a) - glyph.height / 2
        at = (round(x), round(y))
        area = (at[0], at[1], at[0] + glyph.width, at[1] + glyph.height)
        mask.paste(ImageChops.lighter(mask.crop(area), glyph), at)


def worn(mask, rng, wear):
    """Uneven pressure, specks without ink, one side paler."""
    g = np.random.default_rng(rng.randrange(1 << 30))
    h, w = mask.shape
    cloud = cv2.resize(g.random((7, 7), dtype=np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    fine = cv2.GaussianBlur(g.random((h, w), dtype=np.float32), (0, 0), max(1.0, w / 400))
    fine = (fine - fine.mean()) / (fine.std() + 1e-6)
    ink = 1 - wear * .55 * cloud
    ink *= np.clip(1.6 - .55 * (fine > 1.9 - wear).astype(np.float32) * 2, 0, 1)
    if rng.random() < .35:
        a = rng.uniform(0, 6.28)
        yy, xx = np.mgrid[0:h, 0:w]
        ramp = ((xx / w - .5) * math.cos(a) + (yy / h - .5) * math.sin(a)) + .5
        ink *= 1 - rng.uniform(.2, .6) * wear * np.clip(ramp, 0, 1)
    return mask.astype(np.float32) * np.clip(ink, 0, 1)


def stamp(mask, rng, colour, wear, turn):
    """A drawn mask (uint8, large) to RGBA ink of the right size."""
    small = cv2.resize(np.asarray(mask), None, fx=1 / OVER, fy=1 / OVER, interpolation=cv2.INTER_AREA)
    alpha = worn(small, rng, wear)
    rgba = np.dstack([np.full_like(small, c) for c in colour] + [alpha.clip(0, 255).astype(np.uint8)])
    return Image.fromarray(rgba, "RGBA").rotate(turn, Image.BICUBIC)


def round_seal(diameter, words, rng, centre="star", tail=(), number="", wear=None, colour=None, turn=None):
    """`diameter` in pixels; `tail`: lines across below the star (行政审批专用章), `number`: thirteen digits along the foot."""
    n = round(diameter * OVER)
    mask = Image.new("L", (n, n), 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse([2, 2, n - 3, n - 3], outline=255, width=round(n * rng.uniform(.024, .032)))
    if centre == "star":
        star(pen, n / 2, n * (.48 if tail else .5), n * (.13 if tail else .165), 255)
    span = min(300 if not number else 250, 20 * len(words) + 60)
    # the letters share the ring's length at the radius of their feet
    size = min(n * .15, math.radians(span) * n * .30 / len(words) / .66)
    ring_words(mask, words, size, (n * .385, n * .385), span, SONG)
    for i, line in enumerate(tail):
        size = min(n * .1, n * .62 / len(line))
        pen.text((n / 2, n * (.72 + .11 * i)), line, font=font(SONG, round(size)), fill=255, anchor="mm", stroke_width=round(size * .02))
    if number:
        ring_words(mask, number, n * .052, (n * .435, n * .435), 88, HEI, foot=True)
    return stamp(mask, rng, colour or (rng.randrange(190, 222), rng.randrange(24, 60), rng.randrange(30, 66)),
                 rng.uniform(.15, .7) if wear is None else wear, rng.uniform(-16, 16) if turn is None else turn)


def oval_seal(width, height, words, rng, tail=()):
    w, h = round(width * OVER), round(height * OVER)
    mask = Image.new("L", (w, h), 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse([2, 2, w - 3, h - 3], outline=255, width=round(w * .02))
    ring_words(mask, words, min(h * .19, 1.4 * w / len(words)), (w * .40, h * .37), 230, SONG)
    for i, line in enumerate(tail):
        size = min(h * .15, w * .6 / len(line))
        pen.text((w / 2, h * (.56 + .15 * i)), line, font=font(SONG, round(size)), fill=255, anchor="mm")
    return stamp(mask, rng, (206, 30, 40), .1, 0)


def press(page, seal, cx, cy, words=None, kind="seal"):
    """Centre in millimetres; the mark's box is the ring's."""
    left, top = round(cx * page.unit - seal.width / 2), round(cy * page.unit - seal.height / 2)
    page.multiply(seal, left, top)
    if kind:
        page.marks.append({"kind": kind, "box": [left, top, seal.width, seal.height], **({"text": words} if words else {})})


def company_seal(page, cx, cy, name, rng, diameter=None, tail=(), **how):
    d = diameter or rng.uniform(38, 42)
    number = "".join(rng.choice("0123456789") for _ in range(13)) if rng.random() < .6 and not tail else ""
    press(page, round_seal(d * page.dpi / 25.4, name, rng, number=number, tail=tail, **how), cx, cy, name)


def registry_seal(page, cx, cy, authority, rng, diameter=None):
    tail = ()
    ring = authority
    if "行政审批" in authority and rng.random() < .6:
        tail = ("行政审批", "专用章") if rng.random() < .5 else ("审批专用章",)
    elif "市场监督" in authority and rng.random() < .25:
        tail = ("登记专用章",)
    press(page, round_seal((diameter or rng.uniform(40, 45)) * page.dpi / 25.4, ring, rng, tail=tail), cx, cy, authority)


def scrawl(words, height, rng, cursive=.5):
    """Handwriting as a mask (uint8): glyphs pushed, bent and thickened, some joined by a stroke; `height` in pixels."""
    s = 2
    h = round(height * s)
    w = round(sum((.62 if ch.isascii() else 1.0) for ch in words) * h * 1.02 + h * 1.2)
    mask = Image.new("L", (w, round(h * 2)), 0)
    pen = ImageDraw.Draw(mask)
    x, ends = h * .35, []
    for ch in words:
        size = round(h * rng.uniform(.86, 1.12))
        y = h * (.45 + rng.uniform(-.1, .1))
        glyph = Image.new("L", (round(size * 1.5), round(size * 1.7)), 0)
        ImageDraw.Draw(glyph).text((size * .2, size * .25), ch, font=font(KAI, size), fill=255)
        glyph = glyph.rotate(rng.uniform(-9, 7), Image.BICUBIC)
        shear = rng.uniform(-.28, .02)
        glyph = glyph.transform(glyph.size, Image.AFFINE, (rng.uniform(.92, 1.1), -shear, shear * size * .8, rng.uniform(-.06, .06), rng.uniform(.95, 1.08), 0), Image.BICUBIC)
        area = (round(x), round(y - size * .25))
        area += (area[0] + glyph.width, area[1] + glyph.height)
        mask.paste(ImageChops.lighter(mask.crop(area), glyph), area[:2])
        ends.append((x + size * .75, y + size * rng.uniform(.4, .8)))
        x += (size * (.62 if ch.isascii() else .98)) * rng.uniform(.84, 1.0)
    for (x0, y0), (x1, y1) in zip(ends, ends[1:]):
        if rng.random() < cursive:
            pen.line([(x0 - h * .1, y0), ((x0 + x1) / 2 - h * .3, y0 + h * rng.uniform(-.1, .15)), (x1 - h * .62, y1 - h * .2)], fill=235, width=max(2, round(h * .045)), joint="curve")
    a = np.asarray(mask)
    g = np.random.default_rng(rng.randrange(1 << 30))
    bend = [cv2.resize(g.normal(0, h * .022, (5, 2 + w // h)).astype(np.float32), (a.shape[1], a.shape[0]), interpolation=cv2.INTER_CUBIC) for _ in range(2)]
    yy, xx = np.mgrid[0:a.shape[0], 0:a.shape[1]].astype(np.float32)
    a = cv2.remap(a, xx + bend[0], yy + bend[1], cv2.INTER_LINEAR)
    a = cv2.GaussianBlur(a, (0, 0), max(.8, h * .014))
    a = (np.clip(a.astype(np.float32) * rng.uniform(1.5, 2.4), 0, 255) * (.82 + .18 * cv2.resize(g.random((3, 9), dtype=np.float32), (a.shape[1], a.shape[0])))).astype(np.uint8)
    a = cv2.resize(a, None, fx=1 / s, fy=1 / s, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(a > 40)
    return a[ys.min():ys.max() + 1, xs.min():xs.max() + 1] if len(xs) else a


PENS = [(26, 28, 34), (22, 22, 24), (30, 44, 120), (36, 40, 52)]


def handwriting(page, x, y, words, rng, size=6.0, colour=None, kind=None, cursive=.5):
    """Writes with the left end at `x` and the middle of the line at `y`; `kind` names the mark it leaves."""
    mask = scrawl(words, size * page.unit, rng, cursive)
    colour = colour or rng.choice(PENS)
    rgba = np.dstack([np.full_like(mask, c) for c in colour] + [mask])
    left, top = round(x * page.unit), round(y * page.unit - mask.shape[0] / 2)
    page.multiply(Image.fromarray(rgba, "RGBA"), left, top)
    if kind:
        page.marks.append({"kind": kind, "box": [left, top, mask.shape[1], mask.shape[0]], "text": words})


def fingerprint(page, cx, cy, rng):
    h, w = round(19 * page.unit), round(14 * page.unit)
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    u, v = (xx / w - .5) * 2, (yy / h - .5) * 2
    r = np.sqrt(u * u + (v * .8 + .1 * np.sin(u * 3)) ** 2)
    ridges = (np.sin(r * 42 + 2.2 * np.sin(u * 2.2 + v)) > -.25) * (u * u + v * v < .92)
    g = np.random.default_rng(rng.randrange(1 << 30))
    alpha = cv2.GaussianBlur((ridges * 215 * (.5 + .5 * cv2.resize(g.random((6, 6), dtype=np.float32), (w, h), interpolation=cv2.INTER_CUBIC))).astype(np.float32), (0, 0), .8)
    rgba = np.dstack([np.full((h, w), c, np.uint8) for c in RED] + [alpha.clip(0, 255).astype(np.uint8)])
    press(page, Image.fromarray(rgba, "RGBA").rotate(rng.uniform(-25, 25), Image.BICUBIC), cx, cy, None, kind=None)
