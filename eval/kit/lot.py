"""A drawing style that throws dice, for the evaluation kit: `make eval-lot`, or `draw.sh OUT --style lot:LOT` with PYTHONPATH=eval/kit.

On import it replaces the kit's drawing functions (draw.paper, draw.camera, draw.people, draw.files.jpeg) by others that
draw every paper by lot. All chance comes from the `rnd` handed in, from a person's `seed`, or from a picture's own
checksum, so a seed and case number give the same files. Lengths are in millimetres unless said otherwise.
"""
import dataclasses
import datetime as dt
import math
import random
import struct
import zlib
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from draw import camera, files, paper, people
from draw.paper import MM, Sheet
from draw.style import Style

A, W, D = "/usr/share/fonts/truetype/arphic/", "/usr/share/fonts/truetype/wqy/", "/usr/share/fonts/truetype/dejavu/"
SONG, KAI, HEI, MICRO = (A + "uming.ttc", 0), (A + "ukai.ttc", 0), (W + "wqy-zenhei.ttc", 0), (W + "wqy-microhei.ttc", 0)
MICROMONO = (W + "wqy-microhei.ttc", 1)
SANS, SANSB, COND, CONDB, MONO, MONOB, SERIF, SERIFC = [(D + n + ".ttf", 0) for n in (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSerif", "DejaVuSerifCondensed")]
CHINESE = (SONG, KAI, HEI, MICRO)

LOT = Style(name="lot5", song=SONG, hei=HEI, kai=KAI, digits=MICRO, hand=KAI,
            licence_layouts=("landscape", "landscape", "landscape", "portrait", "portrait"), form_layouts=("provider", "bureau"),
            desk=("wood", "stone", "keyboard", "check", "stripe", "weave", "dark", "bright", "plain", "sheet", "sheet", "cloth"))

# the kit's own, where still wanted
_emblem, _face, _press, _blank, _site_photo = paper.emblem, paper.face_sketch, paper.press, paper.blank, paper.site_photo
_person, _company = people.person, people.company
_blur, _motion, _paste, _jpeg = camera.blur, camera.motion, camera.paste, files.jpeg


def fork(rnd, tag=""):
    """A lot of its own, so that what is drawn with it does not depend on how often it is asked."""
    return random.Random(f"lot5/{tag}/{rnd.getrandbits(64)}")


# ---- type ---------------------------------------------------------------------------------------

@lru_cache(maxsize=None)
def covered(face):
    """Code points that a face has, from its cmap."""
    with open(face[0], "rb") as f:
        b = f.read()
    base = struct.unpack(">I", b[12 + 4 * face[1]:16 + 4 * face[1]])[0] if b[:4] == b"ttcf" else 0
    n = struct.unpack(">H", b[base + 4:base + 6])[0]
    cmap = next(struct.unpack(">I", b[o + 8:o + 12])[0] for o in range(base + 12, base + 12 + 16 * n, 16) if b[o:o + 4] == b"cmap")
    out = set()
    for i in range(struct.unpack(">H", b[cmap + 2:cmap + 4])[0]):
        o = cmap + struct.unpack(">I", b[cmap + 8 + 8 * i:cmap + 12 + 8 * i])[0]
        kind = struct.unpack(">H", b[o:o + 2])[0]
        if kind == 12:
            for k in range(struct.unpack(">I", b[o + 12:o + 16])[0]):
                s, e, _ = struct.unpack(">III", b[o + 16 + 12 * k:o + 28 + 12 * k])
                out.update(range(s, e + 1))
        elif kind == 4:
            seg = struct.unpack(">H", b[o + 6:o + 8])[0] // 2
            ends = struct.unpack(f">{seg}H", b[o + 14:o + 14 + 2 * seg])
            starts = struct.unpack(f">{seg}H", b[o + 16 + 2 * seg:o + 16 + 4 * seg])
            delta = struct.unpack(f">{seg}H", b[o + 16 + 4 * seg:o + 16 + 6 * seg])
            ro = o + 16 + 6 * seg
            off = struct.unpack(f">{seg}H", b[ro:ro + 2 * seg])
            for j in range(seg):
                for c in range(starts[j], min(ends[j], 0xFFFE) + 1):
                    if off[j] == 0:
                        g = (c + delta[j]) & 0xFFFF
                    else:
                        p = ro + 2 * j + off[j] + 2 * (c - starts[j])
                        g = struct.unpack(">H", b[p:p + 2])[0] if p + 2 <= len(b) else 0
                    if g:
                        out.add(c)
    return frozenset(out)


@dataclasses.dataclass(frozen=True)
class Pen:
    face: tuple
    size: float = 4.0            # em
    fill: tuple = (20, 20, 20)
    latin: tuple = None          # another face for letters and digits
    weight: float = 0.0          # stroke added, em
    k: float = 1.0               # width of glyphs
    gap: float = 0.0             # em

    def at(self, **kw):
        return dataclasses.replace(self, **kw)


def choose(pen, ch):
    if pen.latin and ord(ch) < 127 and ord(ch) in covered(pen.latin):
        return pen.latin
    for face in (pen.face, *CHINESE, SANS):
        if ord(ch) in covered(face) or ch in " \u3000":
            return face
    raise ValueError(f"no font has {ch!r}")


@lru_cache(maxsize=30000)
def glyph(face, size, ch, stroke, k):
    f = paper.font(face, size)
    adv, pad = f.getlength(ch), int(size * .4) + 2
    im = Image.new("L", (int(adv) + 2 * pad + 1, int(size * 1.6)), 0)
    ImageDraw.Draw(im).text((pad, int(size * 1.1)), ch, font=f, fill=255, anchor="ls", stroke_width=stroke)
    if k != 1:
        im = im.resize((max(1, round(im.width * k)), im.height), Image.BICUBIC)
    return im, pad * k, adv * k


NO_START = "，。；、）：》”’！？,.;)"


class Page:
    """A sheet under the pen; keeps the box of every line of print so that layouts can be checked."""

    def __init__(self, w, h, dpi, paper_colour=(255, 255, 255)):
        self.w, self.h, self.px, self.dpi = w, h, dpi / MM, dpi
        self.sheet = Sheet(Image.new("RGB", (int(w * self.px), int(h * self.px)), paper_colour), dpi)
        self.runs = []

    @property
    def img(self):
        return self.sheet.image

    @property
    def d(self):
        return ImageDraw.Draw(self.sheet.image)

    def em(self, pen):
        return max(6, int(round(pen.size * self.px)))

    def adv(self, ch, pen):
        return glyph(choose(pen, ch), self.em(pen), ch, self.stroke(pen), pen.k)[2] / self.px + pen.gap * pen.size

    def stroke(self, pen):
        return round(pen.weight * self.em(pen) * 4) / 4

    def measure(self, words, pen):
        return sum(self.adv(c, pen) for c in words) - (pen.gap * pen.size if words else 0)

    def wrap(self, words, pen, width):
        lines, cur, x = [], "", 0
        for ch in words:
            a = self.adv(ch, pen)
            if cur and x + a > width + 1e-6:
                if ch in NO_START and len(cur) > 2:
                    lines.append(cur[:-1])
                    cur, x = cur[-1] + ch, self.adv(cur[-1], pen) + a
                else:
                    lines.append(cur)
                    cur, x = ch, a
            else:
                cur, x = cur + ch, x + a
        return lines + [cur] if cur else lines or [""]

    def fit(self, words, pen, width, lines=1, least=2.6):
        while len(self.wrap(words, pen, width)) > lines and pen.size > least:
            pen = pen.at(size=pen.size - .1)
        return pen

    def _line(self, x, y, words, pen, extra=0.0):
        """`y`: top of the em box."""
        if not words:
            return x
        cx, base = x * self.px, int(round((y + pen.size * .86) * self.px))
        em, st = self.em(pen), self.stroke(pen)
        for ch in words:
            m, pad, adv = glyph(choose(pen, ch), em, ch, st, pen.k)
            self.img.paste(pen.fill, (int(round(cx - pad)), base - int(em * 1.1)), m)
            cx += adv + (pen.gap * pen.size + extra) * self.px
        end = cx / self.px - pen.gap * pen.size - extra
        self.runs.append((x, y, end, y + pen.size, words))
        return end

    def put(self, x, y, words, pen, width=None, lead=1.35, align="left"):
        """Prints and returns the y below; `x` is the left, right or middle by `align`."""
        for line in (self.wrap(words, pen, width) if width else [words]):
            m = self.measure(line, pen)
            self._line(x - (m if align == "right" else m / 2 if align == "middle" else 0), y, line, pen)
            y += pen.size * lead
        return y

    def spread(self, x, y, words, pen, width):
        """Characters evenly over `width`, as form labels are."""
        m = self.measure(words, pen.at(gap=0))
        if len(words) < 2 or m >= width:
            return self._line(x, y, words, pen)
        return self._line(x, y, words, pen.at(gap=0), (width - m) / (len(words) - 1))

    def label(self, x, y, words, pen, width, how):
        if how == "spread":
            self.spread(x, y, words, pen, width)
        elif how == "right":
            self.put(x + width, y, words, pen, align="right")
        elif how == "middle":
            self.put(x + width / 2, y, words, pen, align="middle")
        else:
            self.put(x, y, words, pen)

    def rule(self, x0, y0, x1, y1, width=.25, fill=(0, 0, 0), dash=None):
        n = max(1, int(round(width * self.px)))
        if dash is None:
            self.d.line([x0 * self.px, y0 * self.px, x1 * self.px, y1 * self.px], fill=fill, width=n)
            return
        length = math.hypot(x1 - x0, y1 - y0)
        t = 0.0
        while t < length:
            u = min(length, t + dash * .55)
            self.d.line([(x0 + (x1 - x0) * t / length) * self.px, (y0 + (y1 - y0) * t / length) * self.px,
                         (x0 + (x1 - x0) * u / length) * self.px, (y0 + (y1 - y0) * u / length) * self.px], fill=fill, width=n)
            t += dash

    def rect(self, x0, y0, x1, y1, width=.25, outline=(0, 0, 0), fill=None):
        self.d.rectangle([x0 * self.px, y0 * self.px, x1 * self.px, y1 * self.px], outline=outline, fill=fill, width=max(1, int(round(width * self.px))))

    def mark(self, kind, x, y, w, h, **more):
        self.sheet.marks.append({"kind": kind, "box": [int(x * self.px), int(y * self.px), int(w * self.px), int(h * self.px)], **more})


def body_pen(r, size, among=CHINESE, latin=.55):
    face = r.choice(among)
    weight = {SONG: r.choice([.012, .02, .03, .045]), KAI: r.choice([0, .01, .02]), HEI: r.choice([0, 0, .015]), MICRO: r.choice([0, 0, .02])}[face]
    lat = None
    if r.random() < latin:
        lat = r.choice([SERIF, SERIFC] if face in (SONG, KAI) else [SANS, COND, MONO])
    return Pen(face, size, latin=lat, weight=weight, k=r.choice([1, 1, 1, .95, .92, 1.04]), gap=r.choice([0, 0, .02, .05]))


def bold_pen(r, size, among=(HEI, HEI, MICRO, SONG, KAI)):
    face = r.choice(among)
    return Pen(face, size, weight=r.choice([.02, .035, .05]) if face in (HEI, MICRO) else r.choice([.03, .05, .06]), k=r.choice([1, 1, .96, 1.04]))


def date_words(d, r, kinds=("zh", "zh0", "dash", "dot", "slash")):
    k = r.choice(kinds)
    return {"zh": f"{d.year}年{d.month}月{d.day}日", "zh0": f"{d.year}年{d.month:02d}月{d.day:02d}日", "zhs": f"{d.year} 年 {d.month:02d} 月 {d.day:02d} 日", "dash": f"{d}",
            "dot": f"{d.year}.{d.month:02d}.{d.day:02d}", "slash": f"{d.year}/{d.month:02d}/{d.day:02d}"}[k]


# ---- ink by hand and by seal ---------------------------------------------------------------------

def thin(img):
    """Zhang and Suen: strokes to lines one pixel wide."""
    a = (img > 110).astype(np.uint8)
    a[0] = a[-1] = 0
    a[:, 0] = a[:, -1] = 0
    while True:
        gone = 0
        for step in (0, 1):
            p = [np.roll(a, s, (0, 1)) for s in ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))]
            n = sum(x.astype(np.int16) for x in p)
            t = sum(((p[i] == 0) & (p[(i + 1) % 8] == 1)).astype(np.int16) for i in range(8))
            if step == 0:
                c = (p[0] * p[2] * p[4] == 0) & (p[2] * p[4] * p[6] == 0)
            else:
                c = (p[0] * p[2] * p[6] == 0) & (p[0] * p[4] * p[6] == 0)
            kill = (a == 1) & (n >= 2) & (n <= 6) & (t == 1) & c
            gone += int(kill.sum())
            a[kill] = 0
        if not gone:
            return a * 255


@lru_cache(maxsize=2000)
def skeleton(face, ch):
    im = Image.new("L", (190, 190), 0)
    ImageDraw.Draw(im).text((95, 95), ch, font=paper.font(face, 120), fill=255, anchor="mm")
    raw = np.asarray(im.filter(ImageFilter.GaussianBlur(1.2)))
    out = thin(raw)
    if np.count_nonzero(out) < 6:       # a full stop thins away
        ys, xs = np.nonzero(raw > 60)
        out = np.zeros_like(raw)
        cv2.circle(out, (int(xs.mean()), int(ys.mean())), 3, 255, -1)
    return out


def written(words, height, r, stroke, face=KAI, neat=.5):
    """Words as a pen writes them: mask of about `height` pixels a character."""
    g = np.random.default_rng(r.getrandbits(32))
    slant, drift = r.uniform(-.28, .06), r.uniform(-.07, .03)
    cells = []
    for ch in words:
        if ch == " ":
            cells.append(None)
            continue
        sk = skeleton(next(f for f in (face, KAI, SONG, HEI) if ord(ch) in covered(f)), ch)
        amp = 3.2 * neat + 1.6
        dx, dy = (cv2.resize(g.normal(0, amp, (4, 4)).astype(np.float32), (190, 190), interpolation=cv2.INTER_CUBIC) for _ in range(2))
        yy, xx = np.mgrid[0:190, 0:190].astype(np.float32)
        fat = cv2.dilate(sk, np.ones((3, 3), np.uint8))
        m = cv2.remap(fat, xx + dx + slant * (yy - 95), yy + dy, cv2.INTER_LINEAR)
        rot = cv2.getRotationMatrix2D((95, 95), r.uniform(-5, 5), r.uniform(.86, 1.1) * (.82 if ch.isascii() or ch == "·" else 1))
        m = cv2.warpAffine(m, rot, (190, 190))
        ys, xs = np.nonzero(m > 20)
        cells.append(m[:, max(0, xs.min() - 6):xs.max() + 7])
    total = sum(60 if c is None else c.shape[1] for c in cells) + 200
    canvas = np.zeros((280, total + 80), np.uint8)
    x, last = 40, None
    tight = r.uniform(-14, 8)
    for i, c in enumerate(cells):
        if c is None:
            x += 45
            last = None
            continue
        y = int(45 + drift * (x - 40) * .5 + r.uniform(-7, 7))
        y = min(max(y, 2), 88)
        canvas[y:y + 190, x:x + c.shape[1]] = np.maximum(canvas[y:y + 190, x:x + c.shape[1]], c)
        ys, xs = np.nonzero(c > 20)
        if last is not None and neat > .6 and r.random() < .45:
            j = int(np.argmin(xs + ys * .5))
            a, b = last, (x + int(xs[j]), y + int(ys[j]))
            mid = ((a[0] + b[0]) // 2 + r.randrange(-8, 9), (a[1] + b[1]) // 2 + r.randrange(2, 14))
            pts = np.int32([[(1 - t) ** 2 * a[0] + 2 * t * (1 - t) * mid[0] + t * t * b[0], (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * mid[1] + t * t * b[1]] for t in np.linspace(0, 1, 12)])
            cv2.polylines(canvas, [pts], False, 200, 2)
        j = int(np.argmax(xs + ys))
        last = (x + int(xs[j]), y + int(ys[j]))
        x += int(c.shape[1] + tight)
    # the nib: thicker where pressed
    s = height / 120
    width = max(3.0, stroke / s)
    lo, hi = (cv2.dilate(canvas, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(1, int(width * q)),) * 2)) for q in (.75, 1.15))
    press = cv2.resize(g.random((4, max(4, canvas.shape[1] // 60))).astype(np.float32), canvas.shape[::-1], interpolation=cv2.INTER_CUBIC)
    m = np.where(press > .5, hi, lo)
    m = cv2.GaussianBlur(m, (0, 0), 1.6)
    m = cv2.resize(m, None, fx=s, fy=s, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(m > 50)
    return m[ys.min():ys.max() + 1, xs.min():xs.max() + 1]


INKS = [(24, 26, 32), (18, 18, 20), (28, 38, 84), (22, 44, 130), (30, 62, 158), (36, 40, 66)]


def ink(sheet, mask, x, y, colour, depth=.93):
    """Pen ink at pixel (x, y); returns its box."""
    x, y = int(max(0, min(x, sheet.image.width - mask.shape[1]))), int(max(0, min(y, sheet.image.height - mask.shape[0])))
    m = Image.fromarray((mask * depth).astype(np.uint8))
    sheet.image.paste(colour, (x, y), m)
    return [x, y, mask.shape[1], mask.shape[0]]


def sign(p, x, y, height, name, r, colour, most=55):
    """`x`, `y`: left and middle line of the written name."""
    mask = written(name, height * p.px, r, r.uniform(.28, .62) * p.px, r.choice([KAI, KAI, KAI, MICRO, SONG]), r.uniform(.3, 1))
    if mask.shape[1] > most * p.px:
        s = most * p.px / mask.shape[1]
        mask = cv2.resize(mask, None, fx=s, fy=s, interpolation=cv2.INTER_AREA)
    box = ink(p.sheet, mask, x * p.px, y * p.px - mask.shape[0] / 2, colour)
    p.sheet.marks.append({"kind": "signature", "box": box, "text": name})
    return [v / p.px for v in box]


def signature(sheet, x, y, height, name, style, rnd, colour=None):
    r = fork(rnd, "signature")
    mask = written(name, height, r, sheet.px * r.uniform(.28, .62), r.choice([KAI, KAI, MICRO]), r.uniform(.3, 1))
    sheet.marks.append({"kind": "signature", "box": ink(sheet, mask, x, y, colour or r.choice(INKS)), "text": name})


def seal(diameter, words, number=None, face=None, rnd=None, tail="", colour=None):
    r = fork(rnd, "seal") if rnd else random.Random("seal/" + words)
    s = 3
    n = int(diameter * s)
    img = Image.new("RGBA", (n, n), (0, 0, 0, 0))
    d = ImageDraw.Draw(img)
    colour = r.choice([(214, 32, 40), (222, 40, 44), (200, 24, 38), (206, 34, 62), (226, 58, 56), (190, 30, 40)])
    tint = (*colour, 255)
    ring = r.uniform(.02, .038)
    d.ellipse([n * .01, n * .01, n * .99, n * .99], outline=tint, width=int(n * ring))
    if r.random() < .25:
        d.ellipse([n * .055, n * .055, n * .945, n * .945], outline=tint, width=max(2, int(n * .006)))
    paper.star(d, n / 2, n / 2, n * r.uniform(.125, .165), tint)
    face = r.choice([SONG, SONG, HEI, KAI, MICRO])
    weight = {SONG: .035, KAI: .03}.get(face, .008)
    span = min(r.uniform(255, 292), r.uniform(19, 24) * len(words) + 30)
    rad = n * (.5 - ring - r.uniform(.085, .1))
    step = math.radians(span / max(1, len(words))) * rad
    tall = n * r.uniform(.108, .138)
    wide = min(tall * r.uniform(.62, .9), step * .93)
    tall = min(tall, wide * 2.1)
    for i, ch in enumerate(words):
        angle = -span / 2 + span * (i + .5) / len(words)
        em = int(tall)
        pen = Pen(face)
        c = Image.new("L", (em * 2, em * 2), 0)
        ImageDraw.Draw(c).text((em, em), ch, font=paper.font(choose(pen, ch), em), fill=255, anchor="mm", stroke_width=round(weight * em))
        c = c.resize((max(4, int(2 * wide)), em * 2), Image.BICUBIC).rotate(-angle, resample=Image.BICUBIC, expand=True)
        x, y = n / 2 + rad * math.sin(math.radians(angle)) - c.width / 2, n / 2 - rad * math.cos(math.radians(angle)) - c.height / 2
        g = Image.new("RGBA", c.size, tint)
        g.putalpha(c)
        img.alpha_composite(g, (max(0, int(x)), max(0, int(y))))
    if tail:
        d.text((n / 2, n * .71), tail, font=paper.font(HEI, int(n * .085)), fill=tint, anchor="mm")
    if number:
        f = paper.font(r.choice([HEI, MICRO, SANS, COND]), int(n * .05))
        for i, ch in enumerate(number):
            angle = 180 + 40 - 80 * (i + .5) / len(number)
            c = Image.new("RGBA", (int(n * .1),) * 2, (0, 0, 0, 0))
            ImageDraw.Draw(c).text((n * .05, n * .05), ch, font=f, fill=tint, anchor="mm")
            c = c.rotate(-angle + 180, resample=Image.BICUBIC)
            x, y = n / 2 + n * .42 * math.sin(math.radians(angle)) - c.width / 2, n / 2 - n * .42 * math.cos(math.radians(angle)) - c.height / 2
            img.alpha_composite(c, (max(0, int(x)), max(0, int(y))))
    g = np.random.default_rng(r.getrandbits(32))
    low = r.choice([130, 160, 185, 205])
    k = r.choice([6, 12, 24])
    uneven = Image.fromarray((g.random((k, k)) * 90 + low).clip(0, 255).astype("uint8")).resize((n, n), Image.BICUBIC)
    speck = Image.fromarray(((g.random((n // 3, n // 3)) > r.choice([.01, .03, .06])) * 255).astype("uint8")).resize((n, n), Image.BILINEAR)
    img.putalpha(ImageChops.multiply(ImageChops.multiply(img.getchannel("A"), uneven), speck))
    img = img.rotate(r.uniform(-16, 16), resample=Image.BICUBIC)
    return img.resize((int(diameter),) * 2, Image.LANCZOS)


def own_number(r):
    return "".join(str(r.randrange(10)) for _ in range(13)) if r.random() < .8 else None


def spot(p, r, zone, radius, avoid=(), soft=()):
    """Where in `zone` a round seal covers least print; `soft` boxes count little."""
    best = None
    for _ in range(160):
        cx, cy = r.uniform(zone[0], zone[2]), r.uniform(zone[1], zone[3])
        cost = 0
        for boxes, weight in ((p.runs, 1), (avoid, 3), (soft, -.6)):
            for b in boxes:
                w = min(b[2], cx + radius * .9) - max(b[0], cx - radius * .9)
                h = min(b[3], cy + radius * .9) - max(b[1], cy - radius * .9)
                if w > 0 and h > 0:
                    cost += w * h * weight
        if best is None or cost < best[0]:
            best = (cost, cx, cy)
    return best[1:]


def stamp(p, diameter, words, cx, cy, r, number=None):
    _press(p.sheet, seal(diameter * p.px, words, number, None, r), cx * p.px, cy * p.px, words)


# ---- grounds and frames ---------------------------------------------------------------------------

def ground(img, r, colour, alpha=34):
    """Fine security lines: waves, rosettes, rays or nets."""
    w, h = img.size
    layer = Image.new("RGBA", img.size, (0, 0, 0, 0))
    d = ImageDraw.Draw(layer)
    ink_ = (*colour, alpha)
    lw = max(1, h // 600)
    kind = r.choice(["wave", "wave", "rosette", "net", "rings"])
    if kind == "wave":
        n, amp = r.randrange(36, 80), h * r.uniform(.01, .035)
        for i in range(n):
            ph, k = (r.random() * 6.28 if r.random() < .6 else i * .35), r.uniform(1.5, 4)
            d.line([(x, h * (i + .5) / n + amp * math.sin(k * x / w * 6.28 + ph)) for x in range(0, w + 8, 8)], fill=ink_, width=lw)
    elif kind == "net":
        step = h / r.randrange(30, 60)
        amp = step * r.uniform(.3, .9)
        for sgn in (-1, 1):
            for i in range(-int(w / step) - 2, int(h / step) + int(w / step) + 2):
                d.line([(x, i * step + sgn * x * .6 + amp * math.sin(x / step)) for x in range(0, w + 12, 12)], fill=ink_, width=lw)
    elif kind == "rings":
        c, step = (w * r.uniform(.3, .7), h * r.uniform(.3, .7)), max(5, h // r.randrange(70, 110))
        for q in range(step, int(math.hypot(w, h)), step):
            d.line([(c[0] + q * (1 + .03 * math.sin(9 * t)) * math.cos(t), c[1] + q * (1 + .03 * math.sin(9 * t)) * math.sin(t)) for t in np.linspace(0, 6.2832, 180)], fill=ink_, width=lw)
    else:
        for _ in range(r.randrange(3, 7)):
            cx, cy, q, m = r.uniform(0, w), r.uniform(0, h), h * r.uniform(.2, .5), r.choice([5, 7, 8, 12])
            for j in range(18):
                z = q * (.35 + .65 * j / 18)
                d.line([(cx + z * (1 + .18 * math.sin(m * t + j * .17)) * math.cos(t), cy + z * (1 + .18 * math.sin(m * t + j * .17)) * math.sin(t)) for t in np.linspace(0, 6.2832, 150)], fill=ink_, width=lw)
    img.paste(Image.alpha_composite(img.convert("RGBA"), layer).convert("RGB"))


def border(p, r, colour):
    """An ornamental frame; returns the millimetre at which print may begin."""
    o = r.uniform(6, 9)
    thick = r.choice([.5, .8, 1.1])
    kind = r.choice(["double", "chain", "braid", "fret", "corners", "plain"])
    p.rect(o, o, p.w - o, p.h - o, thick, colour)
    if kind == "plain":
        return o + 3
    q = o + r.uniform(3.6, 5)
    p.rect(q, q, p.w - q, p.h - q, .3, colour)
    m, half = (o + q) / 2, (q - o) / 2 - .5
    dd, px, lw = p.d, p.px, max(1, int(.22 * p.px))
    sides = [((m, m), (p.w - m, m)), ((p.w - m, m), (p.w - m, p.h - m)), ((p.w - m, p.h - m), (m, p.h - m)), ((m, p.h - m), (m, m))]
    for (x0, y0), (x1, y1) in sides:
        length = math.hypot(x1 - x0, y1 - y0)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        at = lambda t, s: ((x0 + ux * t - uy * s) * px, (y0 + uy * t + ux * s) * px)  # noqa: E731, B023
        if kind == "chain":
            for t in np.arange(0, length, half * 2.2):
                dd.polygon([at(t - half, 0), at(t, -half), at(t + half, 0), at(t, half)], outline=colour)
        elif kind == "braid":
            for ph in (0, math.pi):
                dd.line([at(t, half * math.sin(t * 1.25 + ph)) for t in np.arange(0, length, .4)], fill=colour, width=lw)
        elif kind == "fret":
            u, pts = half * 2, []
            for t in np.arange(0, length - u, u):
                pts += [at(t, -half), at(t + u * .5, -half), at(t + u * .5, half), at(t + u, half), at(t + u, -half)]
            dd.line(pts, fill=colour, width=lw)
        elif kind == "double":
            p.rule(x0, y0, x1, y1, .5, colour)
    if kind == "corners":
        for sx, sy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            cx, cy = (p.w - m if sx else m) * px, (p.h - m if sy else m) * px
            for z in (2.2, 3.4, 4.6):
                dd.ellipse([cx - z * px, cy - z * px, cx + z * px, cy + z * px], outline=colour, width=lw)
    return q + 2.5


# ---- people and companies -------------------------------------------------------------------------

LONG = [("维吾尔", "男", ["阿卜杜拉·买买提", "艾力·吐尔逊", "库尔班·艾合买提", "玉素甫·卡德尔"]), ("维吾尔", "女", ["古丽娜尔·阿不都", "阿依努尔·买买提", "热依汗·吐尔逊"]),
        ("哈萨克", "男", ["叶尔兰·赛力克", "巴合提·努尔兰"]), ("哈萨克", "女", ["阿依古丽·赛力克"]), ("藏", "男", ["扎西次仁", "格桑多吉", "洛桑顿珠"]), ("藏", "女", ["卓玛央金", "德吉拉姆"]),
        ("蒙古", "男", ["巴特尔", "阿拉坦乌拉"]), ("蒙古", "女", ["萨仁高娃", "其木格"]), ("朝鲜", "男", ["南宫哲洙"]), ("布依", "女", ["韦春晓"]), ("傣", "男", ["刀志刚"]), ("傈僳", "男", ["余文海"])]
PLACE_TAIL = ["幸福家园{a}栋{b}单元{c}室", "金桥镇东风村{a}组{b}号", "阳光水岸花园{a}幢{c}室", "石桥街道办事处和平社区居民委员会{a}组", "新华里{a}条{b}号院{a}号楼{c}", "{b}号", "滨河新村{a}号"]


def person(rnd, province, as_of, age=(20, 62)):
    p = _person(rnd, province, as_of, age)
    r = fork(rnd, "person")
    if r.random() < .11:
        eth, sex, names = r.choice([x for x in LONG if x[1] == p["sex"]])
        p["ethnicity"], p["name"] = eth, r.choice(names)
    elif r.random() < .08:
        p["ethnicity"] = r.choice(["土家", "彝", "侗", "瑶", "白", "哈尼", "黎", "畲", "高山", "水", "东乡", "纳西"])
    if r.random() < .55:
        p["address"] = p["address"].split("号")[0] + "号" + r.choice(PLACE_TAIL).format(a=r.randrange(1, 29), b=r.randrange(1, 6), c=r.randrange(101, 1999))
    return p


CAPITAL = ["壹佰万元整", "伍佰万元整", "壹仟万元整", "叁佰万元整", "伍拾万元整", "贰佰万元人民币", "人民币壹佰万元整", "100万元人民币", "500万元整", "1000.000000万人民币", "壹仟贰佰捌拾万元整", "人民币叁佰零捌万元整"]
SCOPE_MORE = ["许可项目：食品销售；第二类增值电信业务。一般项目：", "一般项目：", "", "", "从事", "许可经营项目：无。一般经营项目："]


def company(rnd, province, as_of, boss):
    c = _company(rnd, province, as_of, boss)
    r = fork(rnd, "company")
    c["capital"] = r.choice(CAPITAL)
    c["scope"] = r.choice(SCOPE_MORE) + c["scope"]
    if r.random() < .3:
        c["scope"] = c["scope"].replace("（依法须经批准的项目，经相关部门批准后方可开展经营活动）", r.choice(["（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）", "（依法须经批准的项目，经相关部门批准后依批准的内容开展经营活动）", ""]))
    if r.random() < .3:
        c["address"] += r.choice(["（自主申报）", "（集群注册）", "（一址多照）", "A区", "B座"])
    lot = r.random()
    stem = c["name"].replace("有限责任公司", "").replace("有限公司", "")
    if lot < .06:       # a sole proprietorship is an enterprise too: 投资人, 出资额
        c["name"], c["type"], c["until"] = stem + r.choice(["中心", "服务部", "工作室"]), "个人独资企业", None
    elif lot < .11:
        c["name"], c["type"] = stem + r.choice(["中心（有限合伙）", "合伙企业（有限合伙）"]), "有限合伙企业"
    elif lot < .3:
        c["type"] = r.choice(["有限责任公司", "有限责任公司（自然人投资或控股的法人独资）", "有限责任公司（非自然人投资或控股的法人独资）", "有限责任公司（外商投资企业与内资合资）"])
    return c


# ---- identity card --------------------------------------------------------------------------------

def _card_lot(p):
    r = random.Random(f"lot5/card/{p['seed']}")
    face = r.choice([HEI, HEI, MICRO, MICRO, SONG])
    lot = {"face": face, "weight": {SONG: .045, HEI: r.choice([0, .02]), MICRO: r.choice([0, .025])}[face], "digits": r.choice([MICRO, HEI, MONO, MONOB, COND, CONDB, SANS, MICROMONO]),
           "label": r.choice([HEI, MICRO, SONG]), "fade": r.choice([0, 0, 0, .05, .1, .14]), "warm": r.uniform(-1, 1)}
    return lot, r


def _wear(img, r, fade):
    w, h = img.size
    if fade:
        img = Image.blend(img, Image.new("RGB", img.size, r.choice([(236, 234, 226), (226, 230, 234), (240, 236, 232)])), fade)
    if r.random() < .5:
        layer = Image.new("L", img.size, 0)
        d = ImageDraw.Draw(layer)
        for _ in range(r.randrange(2, 9)):
            x, y, a = r.uniform(0, w), r.uniform(0, h), r.uniform(0, 3.14)
            n = r.uniform(.02, .18) * w
            d.line([x, y, x + n * math.cos(a), y + n * math.sin(a)], fill=r.randrange(14, 46), width=1)
        img.paste((252, 252, 252), (0, 0), layer.filter(ImageFilter.GaussianBlur(.6)))
    if r.random() < .35:   # rubbed rim
        m = np.zeros((h, w), np.uint8)
        cv2.rectangle(m, (0, 0), (w - 1, h - 1), 110, int(h * .012))
        g = np.random.default_rng(r.getrandbits(32))
        m = (m * cv2.resize(g.random((20, 30)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC).clip(0, 1)).astype(np.uint8)
        img.paste((244, 243, 240), (0, 0), Image.fromarray(cv2.GaussianBlur(m, (0, 0), 2)))
    return img


def id_portrait(p, style, dpi=300):
    lot, r = _card_lot(p)
    page = Page(85.6, 54, dpi)
    w, h = page.img.size
    g = np.linspace(0, 1, w)[None, :, None]
    a, b = r.choice([((228, 236, 247), (248, 230, 226)), ((224, 238, 244), (250, 236, 222)), ((232, 234, 248), (244, 228, 236)), ((226, 240, 240), (248, 232, 226))])
    page.sheet.image = Image.fromarray(((np.array(a) * (1 - g) + np.array(b) * g) * np.ones((h, 1, 1))).astype("uint8"))
    ground(page.img, r, r.choice([(150, 175, 205), (130, 170, 190), (190, 160, 190), (140, 180, 160), (200, 160, 140)]), r.randrange(24, 40))
    lab_c = tuple(max(0, min(255, v + r.randrange(-14, 15))) for v in r.choice([(54, 112, 176), (40, 120, 160), (70, 100, 170)]))
    black = (r.randrange(18, 36),) * 3
    lab = Pen(lot["label"], r.uniform(2.75, 3.1), lab_c, weight=.035 if lot["label"] == SONG else 0)
    val = Pen(lot["face"], r.uniform(3.25, 3.6), black, weight=lot["weight"], gap=r.choice([.02, .06, .08]))
    num = Pen(lot["digits"], r.uniform(3.7, 4.1), black, k=.94 if lot["digits"] in (MONO, MONOB, SANS) else 1)
    j = lambda: r.uniform(-.6, .6)  # noqa: E731
    ox, oy = r.uniform(-.35, .35), r.uniform(-.35, .35)

    def lb(x, y, words, spread):
        page.spread(x, y + .35, words, lab, spread)
    x0, xv = 5.4 + ox, 14.8 + ox + r.uniform(-.4, .4)
    y = 6.0 + oy + j()
    lb(x0, y, "姓名", 7.2)
    name = page.fit(p["name"], val.at(size=val.size + r.choice([0, .2])), 40)
    page.put(xv, y, p["name"], name)
    y = 13.0 + oy + j() * .6
    lb(x0, y, "性别", 7.2)
    page.put(xv, y, p["sex"], val)
    lb(24.3 + ox, y, "民族", 6.8)
    page.put(32.8 + ox, y, p["ethnicity"], val)
    y = 20.0 + oy + j() * .6
    lb(x0, y, "出生", 7.2)
    b = p["born"]
    x = xv
    for v, unit, least in ((f"{b.year}", "年", 9.2), (f"{b.month}", "月", 5.4), (f"{b.day}", "日", 5.4)):
        wv = page.measure(v, val)
        page.put(x + max(0, (least - 1.2 - wv) / 2), y, v, val)
        x += max(least, wv + 1)
        page.put(x, y + .35, unit, lab)
        x += lab.size + r.choice([.8, 1.4])
    y = 27.0 + oy + j()
    lb(x0, y, "住址", 7.2)
    av = val.at(size=val.size - r.choice([0, .1]))
    av = page.fit(p["address"], av, 39.5, 3)
    page.put(xv, y, p["address"], av, 39.5, r.uniform(1.32, 1.48))
    y = 44.7 + r.uniform(-.5, .5)
    lb(x0, y + .4, "公民身份号码", r.uniform(18.2, 20))
    pitch = r.uniform(2.62, 2.8)
    xn = 28.3 + r.uniform(-.4, .5)
    for i, ch in enumerate(p["number"]):
        page.put(xn + pitch * (i + .5), y, ch, num, align="middle")
    page.runs = page.runs[:-len(p["number"])] + [(xn, y, xn + pitch * 18, y + num.size, p["number"])]
    fx, fy, fw = 57.6 + j() * .8, 8.4 + j(), r.uniform(23.4, 24.6)
    f = _face((int(fw * page.px), int(fw * 1.25 * page.px)), p["seed"])
    page.img.paste(f, (int(fx * page.px), int(fy * page.px)))
    page.mark("portrait", fx, fy, fw, fw * 1.25)
    page.sheet.image = _wear(page.img, r, lot["fade"])
    page.sheet.page = page
    return paper.rounded(page.sheet, r.uniform(2.9, 3.4) * page.px)


def id_emblem(p, style, dpi=300):
    lot, _ = _card_lot(p)
    r = random.Random(f"lot5/emblem/{p['seed']}")
    page = Page(85.6, 54, dpi)
    w, h = page.img.size
    top, low = r.choice([((242, 236, 230), (234, 222, 226)), ((238, 240, 238), (242, 218, 214)), ((244, 232, 224), (228, 226, 234)), ((246, 238, 232), (238, 220, 218))])
    g = np.linspace(0, 1, h)[:, None, None]
    page.sheet.image = Image.fromarray(((np.array(top) * (1 - g) + np.array(low) * g) * np.ones((1, w, 1))).astype("uint8"))
    ground(page.img, r, r.choice([(214, 140, 140), (220, 160, 120), (200, 130, 150), (170, 150, 190)]), r.randrange(30, 48))
    j = lambda: r.uniform(-.6, .6)  # noqa: E731
    ex, ey, er = 13.5 + j(), 14 + j(), r.uniform(7.4, 8.2)
    _emblem(page.d, ex * page.px, ey * page.px, er * page.px)
    page.mark("national-emblem", ex - er, ey - er, 2 * er, 2 * er)
    title = r.choice([KAI, SONG, HEI])
    tw = {KAI: .015, SONG: .04, HEI: 0}[title]
    page.put(50 + j(), 7.6 + j(), "中华人民共和国", Pen(title, r.uniform(5.4, 6), weight=tw, gap=r.uniform(.1, .16)), align="middle")
    page.put(50 + j(), 18 + j(), "居民身份证", Pen(title, r.uniform(7.4, 8.2), weight=tw, gap=r.uniform(.2, .3)), align="middle")
    lab = Pen(lot["label"], r.uniform(2.9, 3.2), (28, 28, 28), weight=.035 if lot["label"] == SONG else 0, gap=.06)
    val = Pen(lot["face"], r.uniform(3.2, 3.5), (26, 26, 28), weight=lot["weight"])
    dig = val if r.random() < .5 else val.at(latin=r.choice([COND, SANS, MONO, MICRO]), k=.96)
    x, xv = 17 + j(), 34 + j()
    y = 38.2 + j()
    page.put(x, y + .15, "签发机关", lab)
    page.put(xv, y, p["authority"], page.fit(p["authority"], val, 49))
    y = 45.2 + j()
    ends = "长期" if p["ends"] is None else f"{p['ends']:%Y.%m.%d}"
    page.put(x, y + .15, "有效期限", lab)
    page.put(xv, y, f"{p['issued']:%Y.%m.%d}-{ends}", dig)
    page.sheet.image = _wear(page.img, r, lot["fade"])
    page.sheet.page = page
    return paper.rounded(page.sheet, r.uniform(2.9, 3.4) * page.px)


# ---- business licence -----------------------------------------------------------------------------

def business_licence(c, style, rnd, dpi=200, own_seal=None, qr_payload=None, layout=None):
    r = fork(rnd, "licence")
    layout = layout or r.choice(style.licence_layouts)
    wide = layout == "landscape"
    old = r.random() < (.2 if c["registered"] >= dt.date(2019, 3, 1) else .75) or (not wide and r.random() < .6)
    p = Page(*((297, 210) if wide else (210, 297)), dpi, r.choice([(252, 250, 243), (253, 252, 248), (250, 248, 236), (252, 247, 242), (247, 250, 244), (246, 249, 252)]))
    gold = r.choice([(190, 160, 90), (176, 140, 70), (170, 80, 60), (120, 140, 90), (110, 130, 160), (200, 150, 110)])
    ground(p.img, r, r.choice([(225, 205, 160), (220, 200, 190), (190, 215, 190), (190, 205, 225), (230, 196, 170)]), r.randrange(28, 52))
    if r.random() < .25:    # the word 副本 in the paper itself
        layer = Image.new("L", p.img.size, 0)
        ImageDraw.Draw(layer).text((p.img.width / 2, p.img.height * .55), "副本", font=paper.font(r.choice([KAI, SONG]), int(70 * p.px)), fill=r.randrange(9, 17), anchor="mm")
        p.img.paste(gold, (0, 0), layer)
    edge = border(p, r, gold)
    mx = p.w / 2
    left, right = edge + r.uniform(5, 9), p.w - edge - r.uniform(5, 9)
    er = r.uniform(7.5, 9.5)
    ey = edge + er + r.uniform(.5, 3)
    _emblem(p.d, mx * p.px, ey * p.px, er * p.px)
    p.mark("national-emblem", mx - er, ey - er, 2 * er, 2 * er)
    title = Pen(r.choice([KAI, KAI, SONG, HEI]), r.uniform(12, 15.5), r.choice([(20, 20, 20), (20, 20, 20), (120, 30, 24)]), weight=r.choice([.01, .03, .045]), gap=r.uniform(.25, .5))
    y = ey + er + r.uniform(1.5, 4)
    p.put(mx, y, "营业执照", title, align="middle")
    y += title.size * 1.15 + 1.5
    copy = r.choice(["（副  本）", "（副 本）", "（副本）", "（副  本）（1-1）", "（副 本） 1-1", "（副本）  （1－1）"])
    p.put(mx, y, copy, Pen(r.choice([title.face, SONG, KAI]), r.uniform(4.4, 5.6), weight=.02), align="middle")
    y += 9

    # what kind of business it is decides the wording of some labels
    kind = c["type"]
    person_, money, place = ("投资人", "出资额", "住所") if kind == "个人独资企业" else ("执行事务合伙人", "出资额", "主要经营场所") if "合伙" in kind else ("法定代表人", "注册资本", "住所")
    term_l = r.choice(["营业期限", "营业期限", "经营期限"])
    how = r.choice(["spread", "spread", "left", "right"])
    colon = r.choice(["", "", "", "\uff1a"]) if how != "spread" else ""
    dk = r.choice(["zh0", "zh0", "zh", "zhs", "dash"])
    fd, ud = date_words(c["founded"], r, (dk,)), "长期" if c["until"] is None else date_words(c["until"], r, (dk,))
    term = r.choice([f"{fd}至{ud}", f"{fd} 至 {ud}", f"自{fd}至{ud}"] + (["长期"] if c["until"] is None else []))
    row = {"name": ("名称", c["name"]), "type": ("类型", c["type"]), "person": (person_, c["legal_representative"]), "scope": ("经营范围", c["scope"]),
           "capital": (money, c["capital"]), "founded": ("成立日期", fd), "term": (term_l, term), "place": (place, c["address"])}
    ls = r.uniform(3.5, 4.2)
    lab = Pen(r.choice([HEI, MICRO, SONG, KAI]), ls, r.choice([(20, 20, 20), (20, 20, 20), (110, 70, 30), (120, 30, 24)]))
    lab = lab.at(weight={SONG: .035, KAI: .025}.get(lab.face, 0))
    val = body_pen(r, r.uniform(3.5, 4.2), (KAI, SONG, HEI, MICRO))
    while val.face == lab.face:
        val = body_pen(r, val.size, (KAI, SONG, HEI, MICRO))

    # code and QR code, each in a corner of its own
    cl = lab.at(size=r.uniform(3.2, 3.8), fill=(20, 20, 20))
    cv = Pen(r.choice([MICRO, HEI, SONG, MONO, SANS, COND]), r.uniform(3.8, 4.6), weight=.01, gap=r.choice([0, .04, .08]))
    side = r.uniform(22, 27)
    payload = qr_payload if qr_payload is not None else f"http://www.gsxt.gov.cn/indeX.html?uniscid={c['code']}&sourceType=W"
    if old:
        corner = r.choice(["bl", "tr", "tl"]) if wide else r.choice(["bl", "tr", "bl"])
        words = "统一社会信用代码" + r.choice(["", "\uff1a", "  "])
        m = p.measure(words, cl) + 2 + p.measure(c["code"], cv)
        x = r.choice([mx - m / 2, right - m - 4]) if wide or corner == "bl" else mx - m / 2
        p.put(x, y + .4, words, cl)
        p.put(x + m - p.measure(c["code"], cv), y, c["code"], cv)
        y += 9
    else:
        corner = r.choice(["tr", "tr", "tl", "bl"]) if wide else r.choice(["tr", "bl"])
        cx = left if corner != "tl" else right - 52
        cy = edge + r.uniform(4, 9)
        p.put(cx, cy, "统一社会信用代码", cl)
        p.put(cx, cy + cl.size + 2.2, c["code"], p.fit(c["code"], cv, 58 if wide else 52))
        if r.random() < .4:
            p.put(cx, cy + cl.size + 9.5, f"编号 S{r.randrange(10**11, 10**12)}", cl.at(size=2.8))
    bottom = p.h - edge
    qx = {"tr": right - side - 2, "tl": left + 1, "bl": left}[corner]
    qy = {"tr": edge + r.uniform(2, 5), "tl": edge + r.uniform(2, 5), "bl": bottom - side - r.uniform(15, 19)}[corner]
    paper.qr(p.sheet, qx * p.px, qy * p.px, side * p.px, payload)
    avoid = [(qx, qy, qx + side, qy + side)]
    if r.random() < .6:
        tip = Pen(r.choice([SONG, HEI, MICRO]), 2.1, (60, 60, 60), weight=.01)
        words = "扫描二维码登录‘国家企业信用信息公示系统’了解更多登记、备案、许可、监管信息"
        if corner == "bl":
            p.put(qx, qy + side + 1, words, tip, side + 10, 1.2)
        elif corner == "tr" and wide:
            p.put(qx - 19, qy + 2, words, tip, 17, 1.25)
        elif corner == "tl":
            p.put(qx + side + 2, qy + 2, words, tip, 17, 1.25)
    top = max(y + r.uniform(0, 3), (qy + side + 5) if corner != "bl" else 0)

    # the rows
    lw = max(p.measure(w, lab) for w, _ in row.values()) if how != "spread" else max(ls * 5.2, p.measure(person_, lab))
    lw = max(lw, p.measure("执行事务合伙人", lab) if "合伙" in kind else 0)
    floor = bottom - (46 if wide else 66)
    two = wide and (not old or r.random() < .5)
    if two:
        cols = r.choice([(["name", "type", "person", "scope"], ["capital", "founded", "term", "place"]), (["name", "type", "place", "person"], ["capital", "founded", "term", "scope"]),
                         (["name", "type", "person", "capital"], ["founded", "term", "place", "scope"])])
        split = mx + r.uniform(-4, 6)
        plan = [(left, split - 4, cols[0]), (split, right, cols[1])]
    else:
        order = r.choice([["name", "type", "place", "person", "capital", "founded", "term", "scope"], ["name", "type", "person", "capital", "founded", "term", "place", "scope"],
                          ["name", "person", "type", "founded", "term", "capital", "scope", "place"]])
        x = left + (r.uniform(2, 8) if not wide else r.uniform(20, 40))
        plan = [(x, right - (2 if not wide else 20), order)]
    under = r.random() < .18
    v, gap = val, r.uniform(3, 5.2)
    while True:     # shrink until it ends above the registrar's block
        ends = []
        for x0, x1, keys in plan:
            yy = top
            for k in keys:
                yy += len(p.wrap(row[k][1], v, x1 - x0 - lw - 5)) * v.size * 1.35 + gap
            ends.append(yy)
        if max(ends) <= floor or (gap <= 1.6 and v.size <= 3.0):
            break
        if gap > 1.6:
            gap -= .3
        else:
            v = v.at(size=v.size - .1)
    stretch = min(gap + 3.5, gap + max(0, floor - max(ends)) / max(len(k) for _, _, k in plan) * r.uniform(0, .9))
    for x0, x1, keys in plan:
        yy = top
        for k in keys:
            words, value = row[k]
            p.label(x0, yy + (v.size - ls) * .5, words + colon, lab.at(gap=0), lw, how)
            y0 = yy
            yy = p.put(x0 + lw + 5, yy, value, v, x1 - x0 - lw - 5)
            if under:
                for i in range(int(round((yy - y0) / (v.size * 1.35)))):
                    p.rule(x0 + lw + 4, y0 + (i + 1) * v.size * 1.35 - .1, x1, y0 + (i + 1) * v.size * 1.35 - .1, .15, gold, r.choice([1.2]))
            yy += stretch

    # registrar
    ry = bottom - (r.uniform(37, 41) if wide else r.uniform(50, 58))
    rx = p.w - edge - r.uniform(70, 82)
    reg = Pen(r.choice([KAI, SONG, HEI]), r.uniform(4.6, 6), weight=.015, gap=r.uniform(.1, .4))
    p.put(rx, ry, r.choice(["登记机关", "登记机关", "登 记 机 关"]), reg)
    rd = p.put(rx + 12, ry + r.uniform(13, 17), date_words(c["registered"], r, ("zh0", "zhs", "zh")), Pen(r.choice([KAI, SONG, HEI]), r.uniform(3.8, 4.4), weight=.015, gap=.1))
    sx, sy = rx + r.uniform(30, 40), ry + r.uniform(7, 13)
    sd = r.uniform(38, 43)
    # small print at the foot
    foot = Pen(r.choice([SONG, HEI, MICRO]), r.uniform(2.4, 2.9), (40, 40, 40), weight=.012)
    yy = bottom - r.uniform(4, 5)
    site = r.choice(["国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", "国家企业信用信息公示系统网址：", "企业信用信息公示系统网址：http://gsxt.saic.gov.cn" if old else "国家企业信用信息公示系统网址:http://www.gsxt.gov.cn"])
    p.put(left, yy, site, foot)
    maker = r.choice(["国家工商行政管理总局监制" if old else "国家市场监督管理总局监制", "中华人民共和国国家工商行政管理总局监制" if old else "国家市场监督管理总局监制"])
    p.put(right, yy, maker, foot, align="right")
    if wide and r.random() < .7:
        p.put(mx + (6 if wide else 0), yy - foot.size * 1.5, p_notice(r), foot.at(size=2.3), align="middle")
    elif not wide and r.random() < .7:
        p.put(mx, yy - foot.size * 1.7, p_notice(r), foot.at(size=2.3), align="middle")
    # the registrar's seal over the date, the holder's own where there is room
    stamp(p, sd, c["authority"], min(sx, p.w - edge - sd / 2), min(sy, bottom - sd / 2 - 2), r)
    if own_seal:
        avoid.append((sx - sd / 2, sy - sd / 2, sx + sd / 2, sy + sd / 2))
        q = r.uniform(38, 42)
        zone = (left + q / 2 + 4, bottom - 46, rx - q / 2 + 1, bottom - q / 2 - 4) if wide else (left + q / 2, bottom - 62, rx - q / 2 + 3, bottom - q / 2 - 6)
        cx, cy = spot(p, r, zone, q / 2, avoid)
        stamp(p, q, own_seal, cx, cy, r, own_number(r))
    p.sheet.page = p
    p.sheet.stock = "card"
    return p.sheet


def p_notice(r):
    return r.choice(["市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告", "提示：每年1月1日至6月30日通过企业信用信息公示系统报送上一年度年度报告并公示"])


# ---- verification form ----------------------------------------------------------------------------

CHECKS = ["主办者证件与原件一致", "负责人证件与本人一致", "网站名称填报规范", "域名所有者与主办者一致", "联系方式真实有效", "接入信息填报正确", "主办单位名称与证件相符", "证件在有效期内",
          "通信地址详细可达", "网站服务内容与前置审批相符", "已当面核验负责人身份", "已采集负责人照片", "域名已实名认证且在有效期内", "网站负责人手机号码能接通"]
PROMISES = ["本单位（本人）承诺所提交的备案信息及所附材料真实、准确、完整，并对此承担法律责任。网站开通后遵守国家有关法律法规，备案信息发生变化时及时办理变更手续。",
            "本人已阅读并知悉《互联网信息服务管理办法》《非经营性互联网信息服务备案管理办法》，承诺以上填报内容真实有效，如有虚假，愿承担由此引起的一切后果。",
            "网站主办者承诺：一、备案信息真实、准确；二、不擅自更改网站用途；三、不从事违法违规活动；四、信息变更后及时更新备案。",
            "我单位/本人对上述信息的真实性负责，同意通信管理局及接入服务单位进行核查，未经许可不在网站上开展需前置审批的服务。"]
TICKED_PROMISES = ["已阅读并同意《备案服务协议》", "承诺不涉及前置审批内容", "承诺网站备案期间不开通访问", "承诺备案信息变更后三十日内更新", "同意公开备案主体名称"]
NOTES = ["填表说明：", "1.本表一式两份，一份由接入服务单位留存，一份报省通信管理局。", "2.本表须用黑色或蓝黑色签字笔填写，字迹工整，不得涂改。", "3.单位主办者须加盖公章，个人主办者由本人签字，不得代签。",
         "4.核验内容由核验人员逐项核对后勾选，其余部分请勿填写。", "5.一个网站填写一份，多个域名可另附页。", "6.请将本表签字后彩色扫描上传，扫描件须完整清晰、四边齐全。"]


def _form_rows(f, r):
    """[(key, label, value)] of this lot, in sections."""
    person_ = f["individual"]
    pick = lambda *a: r.choice(a)  # noqa: E731
    subject = pick("主办者名称", "网站主办者名称", "主办者姓名", "网站主办者") if person_ else pick("主办单位名称", "主办者名称", "单位全称", "网站主办者名称", "网站主办者", "主办单位全称", "单位名称")
    number = pick("证件号码", "身份证号", "有效证件号码", "身份证号码", "主办者证件号码") if person_ else pick("证件号码", "有效证件号码", "主办者证件号码", "证件号码", "统一社会信用代码")
    rows = {"subject": (subject, f["subject"]), "kind": (pick("证件类型", "有效证件类型", "主办者证件类型"), f["certificate_kind"]), "number": (number, f["certificate_number"]),
            "responsible": (pick("负责人姓名", "网站负责人", "网站负责人姓名", "负责人", "网站负责人姓名"), f["responsible"]),
            "phone": (pick("联系电话", "手机号码", "负责人手机号码", "移动电话", "手机号", "手机号码"), f["phone"]), "site": (pick("网站名称", "网站名称", "备案网站名称", "网站中文名称"), f["site"]),
            "domain": (pick("域名", "网站域名", "备案域名", "网站域名"), f["domain"]), "filing": (pick("备案类型", "业务类型", "申请类型"), f["filing"]),
            "provider": (pick("接入商名称", "接入服务单位", "接入服务提供者名称", "网络接入商"), f["provider"])}
    if r.random() < .4:
        rows["mail"] = (pick("电子邮箱", "邮箱", "电子邮件地址"), "webmaster@" + f["domain"])
    if r.random() < .3:
        rows["office"] = (pick("办公电话", "固定电话"), pick("/", "无", "—"))
    if r.random() < .3:
        rows["address"] = (pick("通信地址", "通讯地址", "联系地址"), pick("同证件住所", "与证件住所一致"))
    if r.random() < .3:
        rows["way"] = (pick("接入方式", "网站接入方式"), pick("云主机", "虚拟主机", "主机托管"))
    if r.random() < .25:
        rows["place"] = (pick("服务器放置地点", "服务器所在地"), pick("北京", "广东", "上海", "江苏"))
    if r.random() < .2:
        rows["need"] = (pick("是否涉及前置审批", "涉及前置审批内容"), pick("否", "不涉及", "以上都不涉及"))
    sections = [(pick("主体信息", "主办者信息", "一、主体基本信息", "网站主办者基本信息"), ["subject", "kind", "number", "address"]),
                (pick("负责人信息", "联系方式", "网站负责人信息", "联系人信息"), ["responsible", "phone", "office", "mail"]),
                (pick("网站信息", "网站基本信息", "站点信息"), ["site", "domain", "need"]), (pick("接入信息", "备案及接入信息", "接入服务信息"), ["filing", "provider", "way", "place"])]
    if r.random() < .4:
        r.shuffle(sections)
    elif r.random() < .4:
        sections = [sections[2], sections[0], sections[1], sections[3]]
    sections = [(h.lstrip("一、"), [k for k in ks if k in rows]) for h, ks in sections]
    if r.random() < .3:
        for _, ks in sections:
            r.shuffle(ks)
    return rows, sections


def _tick(p, x, y, size, r, how, on, hand):
    """An answer box at (x, y); `hand` is the ink of a tick by pen, or None."""
    if how == "bracket":
        e = p.put(x, y, "（", Pen(SONG, size)) and p.measure("（", Pen(SONG, size))
        p.put(x + e + size, y, "）", Pen(SONG, size))
        box = (x + e * .9, y)
    else:
        p.rect(x, y + size * .1, x + size * .84, y + size * .94, .22)
        box = (x, y + size * .1)
    if not on:
        return
    bx, by, q = box[0], box[1], size * .84
    if how == "solid":
        p.rect(bx + q * .18, by + q * .18, bx + q * .82, by + q * .82, .2, fill=(0, 0, 0))
    else:
        col, wd = (hand, r.uniform(.35, .6)) if hand else ((0, 0, 0), .3)
        wob = (lambda: r.uniform(-.12, .12) * q) if hand else (lambda: 0)
        grow = r.uniform(1, 1.35) if hand else 1
        pts = [(bx + q * .12 + wob(), by + q * .5 + wob()), (bx + q * .42 + wob(), by + q * .86 + wob()), (bx + q * 1.02 * grow + wob(), by + q * (.05 - .2 * (grow - 1)) + wob())]
        p.d.line([(a * p.px, b * p.px) for a, b in pts], fill=col, width=max(2, int(wd * p.px)), joint="curve")


def _logo(p, x, y, q, r, colour):
    k = r.choice(["ring", "bars", "cloud", "tri", "square"])
    X = lambda *v: [a * p.px for a in v]  # noqa: E731
    d = p.d
    if k == "ring":
        d.ellipse(X(x, y, x + q, y + q), outline=colour, width=int(.22 * q * p.px))
    elif k == "bars":
        for i, t in enumerate((.5, .9, .7)):
            d.rectangle(X(x + i * q * .36, y + q * (1 - t), x + i * q * .36 + q * .24, y + q), fill=colour)
    elif k == "cloud":
        d.ellipse(X(x, y + q * .35, x + q * .6, y + q * .95), fill=colour)
        d.ellipse(X(x + q * .3, y + q * .1, x + q * 1.0, y + q * .8), fill=colour)
        d.rectangle(X(x + q * .28, y + q * .55, x + q * .75, y + q * .95), fill=colour)
    elif k == "tri":
        d.polygon(X(x, y + q, x + q / 2, y, x + q, y + q), fill=colour)
    else:
        d.rectangle(X(x, y, x + q, y + q), fill=colour)
        d.rectangle(X(x + q * .3, y + q * .3, x + q * .7, y + q * .7), fill=(255, 255, 255))


def verification_form(f, style, rnd, dpi=200, signed=None, own_seal=None, layout=None):
    key = f"lot5/form/{rnd.getrandbits(64)}"
    for s in (1, .93, .87, .81, .76, .7):
        p, low = _form(f, random.Random(key), dpi, signed, own_seal, s)
        if low <= 286:
            break
    p.sheet.page = p
    return p.sheet


def _form(f, r, dpi, signed, own_seal, s):
    p = Page(210, 297, dpi, r.choice([(255, 255, 255), (255, 255, 255), (254, 253, 250)]))
    pen = body_pen(r, max(2.65, r.uniform(3.0, 4.1) * (.55 + .45 * s)), (SONG, SONG, HEI, MICRO, KAI))
    val = pen if r.random() < .4 else body_pen(r, pen.size, (SONG, HEI, MICRO, KAI))
    head = bold_pen(r, pen.size * r.uniform(1.05, 1.25))
    x0 = r.uniform(17, 23)
    x1 = 210 - r.uniform(17, 22)
    col = r.choice([(0, 82, 217), (232, 88, 32), (30, 130, 90), (200, 30, 40), (60, 90, 160), (0, 110, 190)])
    colour_ink = r.choice(INKS)
    coloured = own_seal is not None or colour_ink[2] > 75
    rows, sections = _form_rows(f, r)

    # head of the page
    y = 11.0
    band = r.random()
    if band < .2 or (not coloured and band < .5):
        p.rect(0, 0, 210, r.uniform(5, 8), fill=col, outline=col)
        coloured = True
        y = 13
    logo = r.random()
    small = Pen(r.choice([HEI, MICRO, SONG]), 2.8, (70, 70, 70), weight=.01)
    if logo < .42 or not coloured:
        _logo(p, x0, y, 7, r, col)
        p.put(x0 + 9.5, y + 1.8, r.choice([f["provider"], "互联网备案服务中心", "网站备案管理系统"]), small.at(size=r.uniform(2.8, 3.6)))
        y += 10
        if r.random() < .5:
            p.rule(x0, y - 1, x1, y - 1, .3, col)
    if r.random() < .35:
        p.put(x1, y - (8 if logo < .42 else 0), r.choice([f"编号：HYD{r.randrange(10**9, 10**10)}", f"订单号：{r.randrange(10**11, 10**12)}", f"No.{r.randrange(10**6, 10**7)}"]), small, align="right")
        y += 0 if logo < .42 else 4
    y += r.uniform(1, 5) * s
    title = bold_pen(r, r.uniform(5.6, 7.4))
    words = r.choice(["网站备案信息真实性核验单"] * 4 + ["网站备案信息真实性核验单" + ("（个人）" if f["individual"] else "（单位）"), "互联网网站备案信息真实性核验单", "网站备案真实性核验单"])
    p.put(105, y, words, p.fit(words, title.at(gap=r.choice([0, .05, .15])), x1 - x0), align="middle")
    y += title.size * 1.5
    if r.random() < .35:
        p.put(105 if r.random() < .6 else x1 - 20, y, r.choice(["（一式两份）", "（一式三份，第一联：接入服务单位留存）", "（管局留存联）"]), small.at(size=3), align="middle")
        y += 5
    y += 2 * s

    # what was filed
    kind = r.choice(["grid", "grid", "grid2", "hrules", "plain", "under", "sections", "side"])
    colon = "\uff1a" if kind in ("plain", "under") or r.random() < .2 else ""
    how = r.choice(["left", "left", "middle", "right", "spread"])
    lw = max(p.measure(w, pen) for w, _ in rows.values())
    bw = r.choice([.2, .25, .35])
    bc = r.choice([(0, 0, 0), (0, 0, 0), (90, 90, 90), col])
    shade = r.choice([None, None, (240, 242, 246), (246, 243, 236), (236, 240, 236)])
    rh = pen.size * r.uniform(2.0, 2.7) * s
    order = [k for _, ks in sections for k in ks]

    def cell(x, yy, wl, wv, k, h, boxed=True):
        """Label and value side by side in a row of height h."""
        words, value = rows[k]
        lp = p.fit(words, pen, wl - 3, 1, 2.4)
        vp = p.fit(value, val, wv - 4, 2 if h >= val.size * 2.35 else 1)
        if shade and boxed:
            p.rect(x, yy, x + wl, yy + h, 0.1, shade, shade)
        p.label(x + 1.6, yy + (h - lp.size) / 2, words + (colon if p.measure(words + colon, lp) <= wl - 2 else ""), lp, wl - 3.2, how if colon == "" else "left")
        n = len(p.wrap(value, vp, wv - 4))
        p.put(x + wl + 2.2, yy + (h - vp.size * (1.2 * (n - 1) + 1)) / 2, value, vp, wv - 4, 1.2)

    def table(keys, yy, xa):
        wl = min(lw + r2 + 4, (x1 - xa) * .42)
        for k in keys:
            cell(xa, yy, wl, x1 - xa - wl, k, rh)
            if kind == "hrules":
                p.rule(xa, yy, x1, yy, bw, bc)
            else:
                p.rect(xa, yy, x1, yy + rh, bw, bc)
                p.rule(xa + wl, yy, xa + wl, yy + rh, bw, bc)
            yy += rh
        if kind == "hrules":
            p.rule(xa, yy, x1, yy, bw, bc)
        return yy
    r2 = r.uniform(1, 9)
    if kind in ("grid", "hrules"):
        if r.random() < .3:
            p.put(x0, y, r.choice(["一、备案信息", "备案基本信息", "网站备案信息"]), head)
            y += head.size * 1.6
        y = table(order, y, x0)
    elif kind == "grid2":
        wl = min(lw + 3.6, 36)
        half = (x1 - x0) / 2
        i = 0
        while i < len(order):
            k = order[i]
            fits = lambda q: p.measure(rows[q][1], val) <= half - wl - 4.5  # noqa: E731
            pair = i + 1 < len(order) and fits(k) and fits(order[i + 1])
            for j in range(2 if pair else 1):
                xa = x0 + j * half
                wv = half - wl if pair else 2 * half - wl
                cell(xa, y, wl, wv, order[i + j], rh)
                p.rect(xa, y, xa + wl + wv, y + rh, bw, bc)
                p.rule(xa + wl, y, xa + wl, y + rh, bw, bc)
            y += rh
            i += 2 if pair else 1
    elif kind in ("plain", "under"):
        wl = lw + p.measure(colon, pen) + 2
        two = r.random() < .35
        half = (x1 - x0) / 2
        xa, gapv = x0, rh * .95
        flush = r.random() < .5
        for k in order:
            words, value = rows[k]
            my = p.measure(words + colon, pen) + 1.5 if flush else wl
            need = my + p.measure(value, val) + 5
            if two and xa > x0 and need > x1 - xa:
                xa, y = x0, y + gapv
            p.put(xa, y + .4, words + colon, pen)
            vp = p.fit(value, val, x1 - xa - my - 2)
            e = xa + my + 1 + p.measure(value, vp)
            p.put(xa + my + 1, y + .4, value, vp)
            if kind == "under":
                end = (xa + half - 4 if two and xa == x0 and need <= half else x1) if two else x1 - 20
                p.rule(xa + my - .5, y + pen.size + .9, max(end, e + 1), y + pen.size + .9, .2)
            if two and xa == x0 and need <= half:
                xa = x0 + half
            else:
                xa, y = x0, y + gapv
        if xa > x0:
            y += gapv
    elif kind == "sections":
        fill = r.choice([None, (226, 232, 240), (238, 238, 238), col])
        tc = (255, 255, 255) if fill == col else head.fill
        for h, keys in sections:
            hh = head.size * 1.75
            p.rect(x0, y, x1, y + hh, bw, bc if fill != col else col, fill)
            p.put(x0 + 2.4 if r2 < 5 else (x0 + x1) / 2, y + hh * .2, h, head.at(fill=tc), align="left" if r2 < 5 else "middle")
            y = table(keys, y + hh, x0)
    else:
        for h, keys in sections:
            hh = rh * len(keys)
            y2 = table(keys, y, x0 + 12)
            p.rect(x0, y, x0 + 12, y2, bw, bc)
            sp = p.fit(h, pen.at(gap=0), max(8.5, 0), max(1, int(hh / (pen.size * 1.25))), 2.5)
            lines = p.wrap(h, sp, 9.5)
            yy = (y + y2 - len(lines) * sp.size * 1.25) / 2
            for line in lines:
                p.put(x0 + 6, yy, line, sp, align="middle")
                yy += sp.size * 1.25
            y = y2
    y += 5 * s

    # what was checked
    hand_ticks = r.random() < .55
    answer = r.choice(["box", "box", "solid", "bracket"])
    if hand_ticks and answer == "solid":
        answer = "box"
    on = signed is not None or not hand_ticks
    tick_ink = colour_ink if hand_ticks else None
    blocks = ["checks", "promise"] if r.random() < .75 else ["promise", "checks"]
    texts = r.sample(CHECKS, r.randrange(4, 8))
    for b in blocks:
        if b == "checks":
            p.put(x0, y, r.choice(["核验内容", "核验项目", "二、核验内容", "真实性核验内容（由核验人员填写）"]), head)
            y += head.size * 1.6
            step = pen.size * 1.75 * max(s, .82)
            ask = r.choice([0, 1, 2])
            ax = r.uniform(126, 140)
            numbering = r.choice(["{}、", "{}.", "（{}）", "({}) ", "{}. "])
            for i, line in enumerate(texts, 1):
                p.put(x0 + 2, y, numbering.format(i) * (ask != 1) + line + ("？" if ask == 2 else ""), p.fit(line + "（1）？", pen, ax - x0 - 8))
                if ask == 1:
                    words = ("一致", "不一致")
                else:
                    words = ("是", "否")
                xa = ax
                for j, w in enumerate(words):
                    _tick(p, xa, y, pen.size, r, answer, on and j == 0, tick_ink)
                    xa = p.put(xa + pen.size * (3.4 if answer == "bracket" else 1.2), y, w, pen) and xa + pen.size * (3.6 if answer == "bracket" else 1.4) + p.measure(w, pen) + pen.size * 1.6
                y += step
            y += 2.5 * s
        else:
            pr = pen
            y = p.put(x0, y, r.choice(["", "  ", "承诺："]) + r.choice(PROMISES), pr, x1 - x0, 1.5) + 2.5 * s
            if r.random() < .45:
                for w in r.sample(TICKED_PROMISES, r.randrange(1, 4)):
                    _tick(p, x0 + 2, y, pen.size, r, "box", on, tick_ink)
                    p.put(x0 + 2 + pen.size * 1.4, y, w, pen)
                    y += pen.size * 1.65
                y += 2 * s
    y += r.uniform(1, 5) * s

    # who signs, where the seal goes, when
    sp = pen.at(size=min(4.2, pen.size * r.uniform(1, 1.15)))
    who = r.choice(["网站负责人签字：", "网站负责人签名：", "主体负责人签字：", "承诺人（签字）：", "负责人签名：", "网站负责人（签字）", "主办者签字：", "本人签字："] + ([] if f["individual"] else ["法定代表人或负责人签字：", "单位负责人（签字）："]))
    sl = r.choice(["主办者盖章：", "单位盖章：", "主办单位（公章）：", "（加盖公章）", "单位公章：", "主办单位（盖章）"]) if not f["individual"] else r.choice(["", "", "（个人无需盖章）", "盖章：（个人主办者无需盖章）"])
    dl = r.choice(["日期：", "签署日期：", "填表日期：", "日 期：", ""])
    ds = date_words(f["date"], r, ("zh", "zh0", "zhs", "dash", "dot")) if signed else r.choice(["    年    月    日", "      年   月   日"])
    hand_date = signed and r.random() < .4
    place = r.choice(["left", "left", "right", "middle", "cell", "cell3"])
    sh = r.uniform(6.5, 11) * max(.85, s)
    q = r.uniform(37, 42)
    block = 46 if own_seal else 30
    y_sign = y
    line_ = r.random() < .4
    by_hand = []     # x, y, w, h of what is written

    def put_sign(x, yy, room):
        p.put(x, yy, who, sp)
        e = x + p.measure(who, sp)
        if line_:
            p.rule(e + 1, yy + sp.size + 1, min(e + 42, x + room), yy + sp.size + 1, .2)
        if signed:
            by_hand.append(sign(p, min(e + r.uniform(-2, 4), x + room - 16), yy + sp.size / 2 + r.uniform(-2.2, 1.2), sh, signed, r, colour_ink, most=max(16, min(48, x + room - e))))

    def put_date(x, yy):
        p.put(x, yy, dl, sp)
        e = x + p.measure(dl, sp)
        if hand_date:
            m = written(ds.replace("  ", " "), sp.size * 1.45 * p.px, r, .3 * p.px, KAI, .25)
            lim = 42 * p.px
            if m.shape[1] > lim:
                m = cv2.resize(m, None, fx=lim / m.shape[1], fy=lim / m.shape[1], interpolation=cv2.INTER_AREA)
            by_hand.append([v / p.px for v in ink(p.sheet, m, (e + 1) * p.px, (yy + sp.size / 2) * p.px - m.shape[0] / 2, colour_ink)])
        else:
            p.put(e, yy, ds, sp)
    checker = r.random() < .35
    if place in ("cell", "cell3"):
        n = 3 if place == "cell3" else 2
        cw = (x1 - x0) / n
        names = ["sign", "seal"] if n == 2 else ["sign", "seal", "check"]
        if r.random() < .3:
            names.reverse()
        for i, name in enumerate(names):
            xa = x0 + i * cw
            p.rect(xa, y, xa + cw, y + block, bw, bc)
            if name == "sign":
                if n == 3:
                    p.put(xa + 2, y + 3, who, p.fit(who, sp, cw - 4))
                    if signed:
                        sign(p, xa + r.uniform(4, 9), y + block * .5 - 1, sh, signed, r, colour_ink, most=cw - 12)
                else:
                    put_sign(xa + 2.5, y + r.uniform(5, 9), cw - 4)
                dw = p.measure(dl + "2026年05月28日", sp)
                put_date(xa + max(2, min(r.uniform(2, 30), cw - dw - 8)), y + block - sp.size - 3.5)
            elif name == "seal":
                p.put(xa + 2.5, y + 3, sl, p.fit(sl, sp, cw - 5)) if sl else None
                if own_seal:
                    stamp(p, min(q, cw - 4), own_seal, xa + cw / 2 + r.uniform(-3, 3), y + block / 2 + r.uniform(0, 3), r, own_number(r))
            else:
                p.put(xa + 2.5, y + 3, r.choice(["核验人签字：", "核验人："]), sp)
                p.put(xa + 2.5, y + 3 + sp.size * 1.5, "（由接入服务单位填写）", p.fit("（由接入服务单位填写）", sp.at(size=2.6), cw - 5, 1, 2.2))
        y += block + 3
        if p.runs and own_seal and block < q:
            y += 2
    else:
        yy = y + r.uniform(3, 5)
        if place == "left":
            put_sign(x0 + 2, yy, 84)
            xs = r.uniform(116, 128)
            p.put(xs, yy, sl, sp) if sl else None
            put_date(x0 + 2 if r.random() < .6 else xs, yy + r.uniform(15, 19))
            zone = (xs + 16, yy + 8, x1 - q / 2 + 2, yy + 17)
        elif place == "right":
            put_sign(104, yy, x1 - 104)
            p.put(x0 + 4, yy, sl, sp) if sl else None
            put_date(104, yy + r.uniform(13, 18))
            zone = (x0 + 24, yy + 8, x0 + 44, yy + 17)
        else:
            put_sign(70, yy, 90)
            y3 = yy + r.uniform(12, 15)
            p.put(70, y3, sl, sp) if sl else None
            put_date(70, y3 + (r.uniform(9, 13) if sl else 0))
            zone = (128, y3 + 2, x1 - q / 2 + 2, y3 + 14)
        y = yy + (34 if place != "middle" else 42)
        if checker:
            p.put(x0 + 2, y, "核验人签字：              （由接入服务单位填写）", sp)
            y += sp.size * 2.2
        if own_seal:
            cx, cy = spot(p, r, zone, q / 2 * r.choice([.8, 1]), [(a, b, a + c, b + e) for a, b, c, e in by_hand])
            stamp(p, q, own_seal, cx, cy, r, own_number(r))
            y = max(y, cy + q / 2 + 1 if r.random() < .7 else y)
    # instructions and the foot of the page
    if r.random() < .55:
        np_ = Pen(pen.face, 2.6, (60, 60, 60), weight=pen.weight)
        if r.random() < .4:
            p.rule(x0, y, x0 + 50, y, .2)
        y += 1.5
        notes = [n[2:] for n in sorted(r.sample(NOTES[1:], r.randrange(2, 6) if s > .75 else 2))]
        for line in [NOTES[0]] * (r.random() < .6) + [f"{i}.{n}" for i, n in enumerate(notes, 1)]:
            y = p.put(x0, y, line, np_, x1 - x0, 1.35)
    low = y
    if r.random() < .4:
        p.put(105 if r.random() < .6 else x1, 287.5, r.choice(["第 1 页 共 1 页", "- 1 -", "1/1"]), small.at(size=2.6), align="middle")
    return p, low


# ---- the other papers -----------------------------------------------------------------------------

def domain_certificate(c, style, rnd, dpi=150):
    r = fork(rnd, "domain")
    wide = r.random() < .65
    p = Page(*((297, 210) if wide else (210, 297)), dpi, r.choice([(250, 252, 255), (255, 255, 255), (253, 251, 244), (246, 250, 247), (249, 247, 252)]))
    hue = r.choice([(40, 80, 150), (30, 110, 110), (150, 60, 50), (90, 70, 140), (40, 40, 40), (170, 120, 40)])
    light = tuple(int(v * .45 + 140) for v in hue)
    kind = r.choice(["table", "table", "lines", "lines", "letter", "both", "english"])
    edge = 12.0
    if r.random() < .5:
        ground(p.img, r, light, 30)
    if r.random() < .7:
        edge = border(p, r, light)
    intl = not c["domain"].endswith(".cn")
    mx = p.w / 2
    y = edge + r.uniform(3, 6)
    if r.random() < .55:
        _logo(p, edge + 6, y, 9, r, hue)
        p.put(edge + 18, y + 2.4, c["registrar"], Pen(r.choice([HEI, MICRO, KAI]), 4, hue), 150)
    y += 14
    zh = r.choice(["国际域名注册证书", "顶级国际域名证书", "域名注册证书"] if intl else ["中国国家顶级域名证书", "中国国家顶级域名注册证书", "域名注册证书"])
    en = "Domain Name Registration Certificate"
    tp = bold_pen(r, r.uniform(8, 11)).at(fill=hue, gap=r.choice([0, .1, .2]))
    lat = Pen(r.choice([SERIF, SANS, COND]), 5, hue)
    if kind == "english":
        p.put(mx, y, en, p.fit(en, lat.at(size=8.5, weight=.03), p.w - 2 * edge - 20), align="middle")
        y += 12
        p.put(mx, y, zh, tp.at(size=5.5), align="middle")
        y += 10
    else:
        p.put(mx, y, zh, tp, align="middle")
        y += tp.size * 1.5
        if kind == "both" or r.random() < .3:
            p.put(mx, y, en, lat.at(size=4.4), align="middle")
            y += 9
    y += r.uniform(4, 10)
    form = r.choice(["dash", "zh", "slash", "time", "zh0"])

    def day(d):
        return f"{d} {r.randrange(24):02d}:{r.randrange(60):02d}:{r.randrange(60):02d}" if form == "time" else date_words(d, r, (form,))
    hz = r.choice(["域名注册人", "域名持有者", "持有者", "域名所有人", "域名注册人"] if intl else ["域名所有者", "域名持有者", "域名所有者", "域名注册人"])
    names = {"domain": ("域名", "Domain Name"), "registrant": (hz, r.choice(["Registrant", "Registrant", "Domain Holder"])), "registrar": (r.choice(["注册商", "注册服务机构", "所属注册机构", "域名注册商", "所属注册服务机构"]), r.choice(["Registrar", "Sponsoring Registrar"])),
             "registered": (r.choice(["注册时间", "注册日期", "域名注册日期"]), "Registration Date"), "expires": (r.choice(["到期时间", "到期日期", "域名到期日期"]), "Expiration Date"),
             "dns": ("DNS服务器", "Name Server"), "status": ("域名状态", "Status"), "mail": (hz + "邮箱", "Registrant Contact Email"), "id": ("域名ID", "ROID")}
    vals = {"domain": c["domain"], "registrant": c["registrant"], "registrar": c["registrar"], "registered": day(c["registered"]), "expires": day(c["expires"]),
            "dns": r.choice(["f1g1ns1.dnspod.net, f1g1ns2.dnspod.net", "ns1.now.cn", "dns17.hichina.com"]), "status": r.choice(["正常", "clientTransferProhibited", "ok"]), "mail": "admin@" + c["domain"],
            "id": f"{r.randrange(10**9, 10**10)}_DOMAIN"}
    keys = ["domain", "registrant", "registrar", "registered", "expires"]
    if r.random() < .3:
        keys = r.choice([["domain", "registrar", "registrant", "registered", "expires"], ["registrant", "domain", "registered", "expires", "registrar"], ["domain", "registrant", "registered", "expires", "registrar"]])
    for extra in r.sample(["dns", "status", "mail", "id"], r.choice([0, 0, 1, 2, 3])):
        keys.insert(r.randrange(2, len(keys) + 1), extra)
    room = p.h - edge - 48 - y
    pen = body_pen(r, min(r.uniform(4, 5.8) if wide else r.uniform(3.8, 4.8), room / len(keys) / 1.75), (SONG, SONG, HEI, MICRO, KAI))
    vp = pen if r.random() < .5 else body_pen(r, pen.size, (SONG, HEI, MICRO, KAI))
    label = {k: {"english": e, "both": f"{z} {e}"}.get(kind, z) for k, (z, e) in names.items()}
    if kind == "both" and r.random() < .4:
        label = {k: f"{z}（{e}）" for k, (z, e) in names.items()}
    if kind in ("english", "both"):
        pen = pen.at(latin=r.choice([SERIF, SANS, COND]), size=min(pen.size, 4.6))
    left = edge + (r.uniform(14, 34) if wide else r.uniform(7, 13))
    right = p.w - edge - (r.uniform(14, 30) if wide else 8)
    if kind == "letter":
        y = p.put(left, y, r.choice(["兹证明以下域名已在本机构注册，注册信息如下：", "您所注册的域名信息如下，特此证明。", "本证书证明下列域名注册信息截至查询之时真实有效。"]), pen, right - left, 1.6) + 4
    lw = max(p.measure(label[k] + "\uff1a", pen) for k in keys)
    step = min(pen.size * r.uniform(2, 2.9), max(pen.size * 1.6, (p.h - edge - 46 - y) / len(keys)))
    how = r.choice(["left", "left", "right", "middle"])
    lc = r.choice([pen.fill, pen.fill, hue])
    for k in keys:
        f = p.fit(vals[k], vp, right - left - lw - 9, 1, 3.2)
        if kind == "table" or (kind == "both" and how == "left"):
            p.rect(left, y, left + lw + 5, y + step, .25, light)
            p.rect(left + lw + 5, y, right, y + step, .25, light)
            p.label(left + 2, y + (step - pen.size) / 2, label[k], pen.at(fill=lc), lw, how)
            p.put(left + lw + 8, y + (step - f.size) / 2, vals[k], f)
        else:
            p.label(left, y, label[k] + (":" if kind == "english" else "\uff1a"), pen.at(fill=lc), lw, how if how != "middle" else "left")
            p.put(left + lw + 4, y, vals[k], f)
        y += step
    note = Pen(r.choice([SONG, HEI, MICRO]), 3.4, (70, 70, 70), weight=.015)
    yy = max(y + 5, p.h - edge - r.uniform(28, 36))
    for line in r.choice([["1.本证书仅用于证明上述域名的注册情况，不作为权属争议的依据。", "2.域名信息以注册商查询结果为准。"], ["注：本证书不作为域名所有权的最终凭证，以WHOIS查询结果为准。"], ["本证书由系统根据注册信息生成，仅供网站备案等用途使用。"], []]):
        yy = p.put(left, yy, line, note, max(60, right - left - 62), 1.5)
    q = r.uniform(36, 42)
    cx, cy = spot(p, r, (p.w - edge - q / 2 - 46, p.h - edge - q / 2 - 14, p.w - edge - q / 2 - 4, p.h - edge - q / 2 - 3), q / 2)
    if r.random() < .5:
        p.put(cx, cy + r.uniform(-4, 6), r.choice([c["registrar"], "（注册商盖章）"]), p.fit(c["registrar"], note.at(size=3.6), 70), align="middle")
    stamp(p, q, c["registrar"], cx, cy, r)
    p.sheet.page = p
    return p.sheet


def permit(c, style, rnd, dpi=180):
    r = fork(rnd, "permit")
    wide = r.random() < .7
    p = Page(*((297, 210) if wide else (210, 297)), dpi, r.choice([(252, 251, 246), (250, 252, 248), (253, 248, 244), (248, 250, 254)]))
    hue = r.choice([(60, 130, 90), (170, 60, 50), (180, 140, 60), (70, 100, 160)])
    ground(p.img, r, tuple(int(v * .4 + 150) for v in hue), 36)
    edge = border(p, r, hue)
    tp = Pen(r.choice([KAI, SONG, HEI]), 11, r.choice([(20, 20, 20), (150, 30, 30)]), weight=.03, gap=.1)
    y = edge + r.uniform(8, 14)
    if r.random() < .4:
        _emblem(p.d, p.w / 2 * p.px, (y + 6) * p.px, 8 * p.px)
        p.mark("national-emblem", p.w / 2 - 8, y - 2, 16, 16)
        y += 18
    t = p.fit(c["title"], tp, p.w - 2 * edge - 24)
    p.put(p.w / 2, y, c["title"], t, align="middle")
    y += t.size * 1.6
    nl, hl, ul = r.choice(["编号", "证书编号", "许可证编号"]), r.choice(["单位名称", "公司名称", "机构名称"]), r.choice(["有效期至", "有效期至", "有效期限至"])
    kinds = r.choice([("zh0",), ("zh",), ("dash",)])
    rows = [(hl, c["holder"]), *c["rows"], ("发证日期", date_words(c["issued"], r, kinds)), (ul, date_words(c["until"], r, kinds))]
    if r.random() < .35:
        p.put(p.w - edge - 12, y, f"{nl}：{c['number']}", Pen(r.choice([SONG, HEI]), 4.2, weight=.02), align="right")
        y += 9
    else:
        rows.insert(0, (nl, c["number"]))
    lab, val = body_pen(r, r.uniform(4.1, 5), (HEI, MICRO, SONG)), body_pen(r, r.uniform(4.2, 5), (KAI, SONG, HEI))
    x = edge + (r.uniform(14, 28) if wide else r.uniform(7, 14))
    right = p.w - edge - 14
    lw = max(p.measure(w + "\uff1a", lab) for w, _ in rows)
    style_ = r.choice(["lines", "lines", "table", "under"])
    step = min((p.h - edge - 52 - y) / len(rows), r.uniform(9.5, 13))
    how = r.choice(["left", "spread", "right"])
    y += 4
    for w, v in rows:
        f = p.fit(v, val, right - x - lw - 6, 1, 3.2)
        if style_ == "table":
            p.rect(x, y, right, y + step, .25, hue)
            p.rule(x + lw + 3, y, x + lw + 3, y + step, .25, hue)
            p.label(x + 1.5, y + (step - lab.size) / 2, w, lab, lw - 1, how)
            p.put(x + lw + 5, y + (step - f.size) / 2, v, f)
        else:
            p.label(x, y, w + "\uff1a", lab, lw, how if how != "spread" else "left")
            p.put(x + lw + 3, y, v, f)
            if style_ == "under":
                p.rule(x + lw + 2, y + f.size + .8, right, y + f.size + .8, .2, hue)
        y += step
    cx, cy = p.w - edge - r.uniform(32, 50), p.h - edge - r.uniform(25, 29)
    p.put(cx, cy - 2, r.choice(["发证机关", "发证机关（盖章）"]), lab.at(size=4.4), align="right")
    stamp(p, r.uniform(38, 43), c["authority"], cx + 4, cy, r)
    p.sheet.page = p
    p.sheet.stock = "card"
    return p.sheet


def letter(title, body, closing, style, rnd, dpi=150, own_seal=None, signed=None):
    r = fork(rnd, "letter")
    p = Page(210, 297, dpi, (255, 255, 255))
    x0, x1 = r.uniform(24, 31), 210 - r.uniform(22, 28)
    y = r.uniform(22, 36)
    if r.random() < .3 and own_seal:
        p.put(105, y - 6, own_seal, p.fit(own_seal, Pen(r.choice([SONG, HEI]), 7, (200, 24, 30), weight=.03), x1 - x0), align="middle")
        y += 6
        p.rule(x0, y, x1, y, .6, (200, 24, 30))
        y += 8
    tp = bold_pen(r, r.uniform(6.2, 8.4))
    p.put(105, y, title, tp, align="middle")
    y += tp.size * r.uniform(1.9, 2.6)
    pen = body_pen(r, r.uniform(4, 5), (SONG, SONG, KAI, HEI, MICRO))
    lead = r.uniform(1.5, 1.9)
    if r.random() < .3:
        y = p.put(x0, y, r.choice(["各有关单位：", "省通信管理局：", "致接入服务单位："]), pen, lead=lead) if own_seal or signed else y
    for para in body:
        y = p.put(x0, y, "\u3000\u3000" + para, pen, x1 - x0, lead) + r.uniform(1, 3)
    y += r.uniform(8, 20)
    xc = r.uniform(108, 122)
    right = r.random() < .4
    for line in closing:
        f = p.fit(line, pen, x1 - xc + 6)
        p.put(x1 - 4 if right else xc, y, line, f, align="right" if right else "left")
        y += f.size * r.uniform(1.9, 2.3)
    if own_seal:
        stamp(p, r.uniform(38, 42), own_seal, r.uniform(144, 162), y - r.uniform(7, 12), r, own_number(r))
    if signed:
        sign(p, 128, y - 20, r.uniform(7, 9), signed, r, r.choice(INKS))
    p.sheet.page = p
    return p.sheet


def blank(dpi=150):
    s = _blank(dpi)
    s.stock = "blank"
    return s


def site_photo(rnd, size=(1200, 900)):
    r = fork(rnd, "office")
    s = _site_photo(rnd, size)
    a = np.asarray(s.image).astype(np.float32) * np.float32([r.uniform(.88, 1.08), r.uniform(.9, 1.05), r.uniform(.86, 1.08)]) * r.uniform(.85, 1.08)
    if r.random() < .5:
        a = a[:, ::-1]
    s.image = Image.fromarray(a.clip(0, 255).astype(np.uint8))
    return s


# ---- capture --------------------------------------------------------------------------------------

def desk(kind, size, g):
    h, w = size
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    soft = lambda k, amp: cv2.resize(g.normal(0, amp, (k, k + 2)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)[..., None]  # noqa: E731
    pick = lambda *c: np.float32(c[int(g.integers(len(c)))])  # noqa: E731
    if kind == "wood":
        base = pick([150, 112, 78], [190, 158, 120], [96, 70, 52], [176, 132, 92], [122, 84, 60], [206, 182, 148])
        u = yy if g.random() < .6 else xx
        v = xx if u is yy else yy
        warp = cv2.resize(g.normal(0, 12, (5, 4)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        grain = np.sin((u + warp + 10 * np.sin(v / w * 4 + g.random() * 6)) * g.uniform(.03, .1)) * g.uniform(4, 11)
        fine = cv2.resize(g.normal(0, 7, (h // 2, 8) if u is yy else (8, w // 2)).astype(np.float32), (w, h))
        out = base + (grain + fine)[..., None]
        if g.random() < .5:     # boards
            out[(np.abs((u % g.uniform(260, 480)) - 3) < 2)] *= .6
        return out
    if kind == "stone":
        n = sum(cv2.resize(g.normal(0, a, (k, k)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC) for k, a in ((6, 10), (20, 8), (90, 7), (300, 6)))
        vein = np.exp(-np.abs(n) / g.uniform(.8, 2.0)) * g.uniform(-34, 12)
        return pick([196, 192, 188], [120, 124, 128], [168, 150, 140], [84, 88, 92], [214, 208, 200]) + (n + vein)[..., None]
    if kind == "keyboard":
        out = (np.ones((h, w, 3), np.float32) * pick([46, 46, 50], [190, 190, 194], [28, 28, 30])).astype(np.uint8)
        key = pick([24, 24, 26], [232, 232, 234], [60, 62, 68])
        q = int(g.integers(90, 130))
        for i, y in enumerate(range(-int(g.integers(q)), h, q)):
            for x in range(-int(g.integers(q)) - i % 2 * q // 3, w, q):
                cv2.rectangle(out, (x + 6, y + 6), (x + q - 7, y + q - 7), key.tolist(), -1)
                cv2.rectangle(out, (x + 6, y + 6), (x + q - 7, y + q - 7), (key * .8).tolist(), 3)
                if g.random() < .8:
                    cv2.putText(out, chr(65 + int(g.integers(26))), (x + 18, y + 42), cv2.FONT_HERSHEY_SIMPLEX, .8, (255 - key).tolist(), 2)
        return cv2.GaussianBlur(out, (0, 0), 2.2).astype(np.float32)
    if kind in ("check", "stripe", "weave", "cloth"):
        a, b = pick([70, 84, 110], [120, 60, 60], [58, 92, 74], [200, 190, 172], [60, 60, 66]), pick([220, 214, 204], [180, 60, 56], [90, 110, 140], [236, 228, 214], [110, 96, 84])
        q = g.uniform(40, 110)
        t = g.uniform(-.5, .5)
        u, v = xx * math.cos(t) + yy * math.sin(t), -xx * math.sin(t) + yy * math.cos(t)
        if kind == "check":
            m = ((u // q % 2) + (v // q % 2)) / 2
        elif kind == "stripe":
            m = (u / q % 1 < g.uniform(.2, .6)).astype(np.float32)
        elif kind == "weave":
            m = (np.sin(u * 6.28 / 7) * np.sin(v * 6.28 / 7) > 0) * .18
        else:
            m = ((xx.astype(int) // 3 + yy.astype(int) // 3) % 2) * .06
        fab = g.normal(0, 5, (h, w)).astype(np.float32)[..., None]
        return cv2.GaussianBlur((a + (b - a) * m[..., None]).astype(np.float32), (0, 0), 1.0) + fab + soft(6, 5)
    if kind == "dark":
        return pick([34, 34, 38], [22, 24, 26], [46, 40, 36]) + g.normal(0, 3, (h, w))[..., None] + soft(5, 3)
    if kind == "sheet":     # a sheet of white paper on a white desk
        out = np.ones((h, w, 3), np.float32) * pick([226, 225, 222], [216, 217, 219], [230, 226, 218]) + soft(5, 3)
        m = np.zeros((h, w), np.float32)
        cx, cy, a = w * g.uniform(.46, .54), h * g.uniform(.46, .54), g.uniform(-6, 6)
        cv2.fillPoly(m, [cv2.boxPoints(((cx, cy), (w * g.uniform(.86, 1.15), h * g.uniform(.9, 1.2)), a)).astype(np.int32)], 1.0)
        sh = cv2.GaussianBlur(np.roll(m, (9, 7), (0, 1)), (0, 0), 8)[..., None]
        m = cv2.GaussianBlur(m, (0, 0), .8)[..., None]
        out *= 1 - .28 * sh * (1 - m)
        return out * (1 - m) + m * (np.float32([246, 246, 244]) + soft(6, 1.5))
    if kind == "bright":
        return pick([228, 226, 220], [206, 214, 222], [224, 212, 196]) + soft(7, 4)
    return pick([205, 208, 212], [120, 124, 130], [150, 140, 130], [96, 110, 124]) + soft(9, 5)


def photograph(sheet, rnd, desks, out=None, fill=.72, tilt=.04, turn=None, background=None):
    r = fork(rnd, "photo")
    g = np.random.default_rng(r.getrandbits(32))
    if out is None:
        (w, h), fill = r.choice([((1500, 1050), .72), ((1500, 1050), .76), ((1600, 1200), .68), ((1440, 1080), .76), ((1680, 1120), .66), ((1280, 1600), .84), ((1706, 1280), .64), ((1920, 1440), .62)])
    else:
        w, h = out
    img = np.asarray(sheet.image.convert("RGBA"))
    sh, sw = img.shape[:2]
    scale = min(w * fill / sw, h * fill / sh)
    angle = math.radians(r.uniform(-2.4, 2.4) if turn is None else turn)
    rot = np.float32([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    jolt = g.uniform(-tilt, tilt, (4, 2))
    mx, my = r.uniform(-.035, .035), r.uniform(-.04, .04)
    while True:     # never over the rim
        corners = np.float32([[-sw / 2, -sh / 2], [sw / 2, -sh / 2], [sw / 2, sh / 2], [-sw / 2, sh / 2]]) * scale
        quad = np.float32(corners @ rot + [w / 2 + mx * w, h / 2 + my * h] + jolt * [sw * scale * .35, sh * scale * .35])
        if quad[:, 0].min() > 18 and quad[:, 1].min() > 18 and quad[:, 0].max() < w - 18 and quad[:, 1].max() < h - 18:
            break
        mx, my, scale = mx * .7, my * .7, scale * .99
    m = cv2.getPerspectiveTransform(np.float32([[0, 0], [sw, 0], [sw, sh], [0, sh]]), quad)
    bg = desk(background or r.choice(desks), (h, w), g).astype(np.float32)
    bg = cv2.GaussianBlur(bg, (0, 0), r.uniform(.6, 1.8))
    src = cv2.GaussianBlur(img, (0, 0), .35 / scale) if scale < .75 else img
    warp = cv2.warpPerspective(src, m, (w, h), flags=cv2.INTER_LINEAR)
    alpha = warp[..., 3:].astype(np.float32) / 255
    sx, sy = r.choice([-9, -6, 5, 8]), r.choice([4, 6, 9])
    shadow = cv2.GaussianBlur(np.roll(alpha[..., 0], (sy, sx), (0, 1)), (0, 0), r.uniform(4, 11))[..., None]
    frame = bg * (1 - r.uniform(.28, .5) * shadow * (1 - alpha)) * (1 - alpha) + warp[..., :3].astype(np.float32) * alpha
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    u, v = xx / w - .5, yy / h - .5
    light = 1 + r.uniform(-.12, .12) * u + r.uniform(-.12, .12) * v
    light = light * (1 - r.uniform(0, .3) * (u * u + v * v))
    if r.random() < .3:     # somebody's arm is in the light, mildly
        a, off = r.uniform(0, 6.28), r.uniform(.05, .3)
        light = light * (1 - r.uniform(.06, .17) / (1 + np.exp(-((u * math.cos(a) + v * math.sin(a)) - off) / r.uniform(.015, .05))))
    warm = np.float32([r.uniform(.955, 1.045), 1, r.uniform(.93, 1.05)])
    frame = frame * light[..., None] * warm * r.uniform(.87, .98)
    chroma = g.normal(0, 1, (h // 2 + 1, w // 2 + 1, 3)).astype(np.float32)
    frame = frame + cv2.resize(chroma, (w, h)) * r.uniform(.4, 1.6) + g.normal(0, r.uniform(.9, 2.8), (h, w, 1)).astype(np.float32)
    px = frame.clip(0, 255).astype(np.uint8)
    if r.random() < .4:
        px = cv2.bilateralFilter(px, 5, r.uniform(8, 18), 2)
    px = cv2.GaussianBlur(px, (0, 0), r.uniform(.4, .75))
    if r.random() < .5:
        amount = r.uniform(.25, .7)
        px = cv2.addWeighted(px, 1 + amount, cv2.GaussianBlur(px, (0, 0), 1.3), -amount, 0)
    return camera.Shot(px, quad, camera._marks(sheet.marks, m), {"dpi": round(sheet.dpi * scale, 1), "skew_deg": round(math.degrees(angle), 2), "origin": "photo"})


def _handled(sheet, r, g):
    """What happens to a page before it is scanned: fold, holes, staple, print of the other side."""
    img = np.asarray(sheet.image.convert("RGB")).astype(np.float32)
    h, w = img.shape[:2]
    px = sheet.px
    stock = getattr(sheet, "stock", "paper")
    big = w > 180 * px and h > 180 * px
    if big and stock == "paper":
        if r.random() < .22:     # the other side shines through
            back = Image.new("L", (w, h), 0)
            d = ImageDraw.Draw(back)
            f = paper.font(r.choice(CHINESE), int(4 * px))
            pool = people.GIVEN + "的在有不和为以本应当按规定提交材料备案信息网站管理办法"
            y = int(r.uniform(24, 60) * px)
            for _ in range(r.randrange(10, 26)):
                n = r.randrange(12, 38)
                d.text((24 * px, y), "".join(r.choice(pool) for _ in range(n)), font=f, fill=255)
                y += int(8 * px)
                if y > h - 24 * px:
                    break
            m = cv2.GaussianBlur(np.asarray(back)[:, ::-1], (0, 0), .45 * px)
            img *= 1 - (m.astype(np.float32) / 255 * r.uniform(.035, .07))[..., None]
        if r.random() < .25:     # two holes for a binder
            y0 = h / 2 + r.uniform(-6, 6) * px
            for y in (y0 - 40 * px, y0 + 40 * px):
                c = (int(r.uniform(9.6, 10) * px), int(y))
                cv2.circle(img, c, int(2.9 * px), (206, 206, 206), -1, cv2.LINE_AA)
                cv2.circle(img, c, int(2.9 * px), (168, 168, 168), max(1, int(.18 * px)), cv2.LINE_AA)
        if r.random() < .2:      # a staple at the corner
            x, y, a = r.uniform(6, 9) * px, r.uniform(5, 7) * px, r.uniform(-1, -.5)
            e = (int(x + 9 * px * math.cos(a) * .55), int(y + 9 * px * math.sin(a) * -.35))
            cv2.line(img, (int(x) + 2, int(y) + 2), (e[0] + 2, e[1] + 2), (190, 190, 190), max(2, int(.8 * px)), cv2.LINE_AA)
            cv2.line(img, (int(x), int(y)), e, (120, 122, 126), max(2, int(.5 * px)), cv2.LINE_AA)
    if big and stock != "blank" and r.random() < .25:     # folded once
        across = r.random() < .7
        n = h if across else w
        at = n * r.choice([.5, r.uniform(.3, .7)])
        t = np.arange(n, dtype=np.float32) - at
        k = r.uniform(.02, .045)
        prof = 1 - k * np.exp(-(t / (.35 * px)) ** 2) + k * .5 * np.exp(-((t - .9 * px) / (.5 * px)) ** 2) - np.where(t > 0, r.uniform(0, .02), 0)
        img *= (prof[:, None] if across else prof[None, :])[..., None]
    out = np.dstack([img.clip(0, 255).astype(np.uint8), np.asarray(sheet.image.convert("RGBA"))[..., 3]])
    return out, big, stock


def scan(sheet, rnd, skew=None, noise=None, margin=0, paper=None):
    r = fork(rnd, "scan")
    g = np.random.default_rng(r.getrandbits(32))
    img, big, stock = _handled(sheet, r, g)
    sh, sw = img.shape[:2]
    extra = int(r.choice([0, 0, 1.5, 3, 5]) * sheet.px) if margin == 0 and big and stock != "blank" else 0
    margin += extra
    w, h = sw + 2 * margin, sh + 2 * margin
    most = 1.5 if extra else .7
    angle = r.uniform(-most, most) if skew is None else skew
    m2 = cv2.getRotationMatrix2D((sw / 2, sh / 2), angle, 1)
    m2[:, 2] += margin
    m = np.vstack([m2, [0, 0, 1]])
    warp = cv2.warpPerspective(img, m, (w, h), flags=cv2.INTER_CUBIC)
    alpha = warp[..., 3:].astype(np.float32) / 255
    lid = paper or r.choice([(250, 250, 248), (250, 250, 248), (242, 243, 244), (230, 231, 232), (222, 220, 216)])
    bed = np.ones((h, w, 3), np.float32) * np.float32(lid)
    edge = cv2.GaussianBlur(np.roll(alpha[..., 0], (r.choice([-3, 2, 4]), r.choice([-3, 2, 4])), (0, 1)), (0, 0), r.uniform(2, 5))[..., None]
    bed *= 1 - r.uniform(.08, .22) * edge * (1 - alpha)
    tint = np.float32(r.choice([(1, 1, 1), (.985, .985, .98), (.965, .965, .965), (.95, .955, .96), (.975, .965, .945)]))
    frame = bed * (1 - alpha) + warp[..., :3].astype(np.float32) * tint * alpha
    if big and stock != "blank":
        xx, yy = np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32)
        frame *= (1 + r.uniform(-.02, .02) * (xx / w - .5))[None, :, None]
        if r.random() < .4:      # the spine or lid is not quite shut
            t = r.choice([xx, w - 1 - xx, yy, h - 1 - yy])
            prof = 1 - r.uniform(.1, .35) * np.exp(-t / (r.uniform(.8, 2.2) * sheet.px))
            frame *= (prof[None, :] if len(prof) == w and (t is xx or len(t) == w) else prof[:, None])[..., None]
        if r.random() < .5:      # dust
            for _ in range(r.randrange(4, 26)):
                cv2.circle(frame, (r.randrange(w), r.randrange(h)), r.choice([0, 1, 1]), (r.randrange(90, 190),) * 3, -1, cv2.LINE_AA)
    frame = frame + g.normal(0, r.uniform(.8, 2.2) if noise is None else noise, frame.shape).astype(np.float32)
    frame = cv2.GaussianBlur(frame.clip(0, 255).astype(np.uint8), (0, 0), r.uniform(.35, .6))
    if r.random() < .4:
        a = r.uniform(.2, .5)
        frame = cv2.addWeighted(frame, 1 + a, cv2.GaussianBlur(frame, (0, 0), 1.2), -a, 0)
    quad = cv2.perspectiveTransform(np.float32([[[0, 0], [sw, 0], [sw, sh], [0, sh]]]), m)[0]
    return camera.Shot(frame, quad, camera._marks(sheet.marks, m), {"dpi": sheet.dpi, "skew_deg": round(-angle, 2), "origin": "scan"})


def two_cards(top, bottom, rnd):
    r = fork(rnd, "both")
    px = top.px
    left, up, gap = r.uniform(8, 28), r.uniform(8, 20), r.uniform(6, 26)
    w, h = top.image.width + int((left + r.uniform(8, 28)) * px), top.image.height * 2 + int((up + gap + r.uniform(8, 20)) * px)
    base = Image.new("RGBA", (w, h), (*r.choice([(252, 252, 251), (246, 246, 244), (250, 248, 244)]), 255))
    spots = [(int(left * px), int(up * px)), (int((left + r.uniform(-3, 3)) * px), int((up + gap) * px) + top.image.height)]
    marks = []
    for card, (x, y) in zip((top, bottom), spots):
        dark = Image.new("L", base.size, 0)
        dark.paste(card.image.getchannel("A"), (x + 3, y + 4))
        base.paste((150, 150, 150), (0, 0), dark.filter(ImageFilter.GaussianBlur(4)).point(lambda v: int(v * .5)))
        base.alpha_composite(card.image, (x, y))
        marks += [{**k, "box": [k["box"][0] + x, k["box"][1] + y, *k["box"][2:]]} for k in card.marks]
    return camera.scan(Sheet(base, top.dpi, marks), rnd)


def blur(shot, sigma):
    """As soft on paper as the kit means it, whatever the picture's dpi."""
    _blur(shot, sigma * max(1.0, shot.truth.get("dpi", 320) / 320))


def motion(shot, length, angle):
    _motion(shot, int(length * max(1.0, shot.truth.get("dpi", 320) / 320)), angle)


def paste(shot, rnd, box, words, face, fill=(24, 24, 28)):
    _paste(shot, rnd, box, words, fork(rnd, "paste").choice([HEI, MICRO, SANS, COND, MONO]), fill)


def jpeg(pixels, quality=88, dpi=None, software=None, orientation=None, grey=False):
    """The kit's usual qualities become a lot taken from the picture itself; a story's own quality stays."""
    if quality in (85, 88, 90):
        c = zlib.crc32(np.ascontiguousarray(pixels).tobytes())
        quality = (72 if quality == 85 else 80) + c % (21 if quality == 85 else 15)
    return _jpeg(pixels, quality, dpi, software, orientation, grey)


for _module, _names in ((paper, "id_portrait id_emblem business_licence verification_form domain_certificate permit letter blank site_photo seal signature"),
                        (camera, "desk photograph scan two_cards blur motion paste"), (people, "person company"), (files, "jpeg")):
    for _n in _names.split():
        setattr(_module, _n, globals()[_n])
