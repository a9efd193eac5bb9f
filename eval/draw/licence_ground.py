"""Borders and grounds of licences, by edition."""
import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

from . import ink
from .page import HEI, font


def waves(page, rng, colour, strength=.5, pitch=2.4, amplitude=3.0):
    """Fine wavy lines over the whole page, drawn small and enlarged."""
    w, h = page.image.size
    sw, sh = w // 2, h // 2
    yy, xx = np.mgrid[0:sh, 0:sw].astype(np.float32) * (2 / page.unit)
    phase = rng.uniform(0, 6)
    u = yy + amplitude * np.sin(xx / 21 + phase) + amplitude * .5 * np.sin(xx / 7.3 + phase * 2)
    mask = np.clip(np.cos(u * 2 * math.pi / pitch) * 1.6 - .7, 0, 1)
    page.tint(cv2.resize(mask, (w, h), interpolation=cv2.INTER_LINEAR), colour, strength)


def words_ground(page, words, colour, strength=.35, size=2.4):
    """Rows of pale words behind the print, shifted row by row (SCJDGL, 市场监督管理)."""
    f = font(HEI, max(6, round(size * page.unit)))
    step = int(f.getlength(words) + size * page.unit)
    rows = round(size * 2.1 * page.unit)
    tile = Image.new("L", (step, rows * 2), 0)
    pen = ImageDraw.Draw(tile)
    for r, x in ((0, 0), (1, -step // 2)):
        for k in (0, step):
            pen.text((x + k, r * rows), words, font=f, fill=255)
    t = np.asarray(tile, np.float32) / 255
    w, h = page.image.size
    mask = np.tile(t, (h // t.shape[0] + 1, w // t.shape[1] + 1))[:h, :w]
    page.tint(mask, colour, strength)


def rays(page, cx, cy, radius, colour, strength=.35, count=90):
    """A rosette behind the middle of the page."""
    w, h = page.image.size
    sw, sh = w // 2, h // 2
    yy, xx = np.mgrid[0:sh, 0:sw].astype(np.float32) * (2 / page.unit)
    dx, dy = xx - cx, yy - cy
    r = np.sqrt(dx * dx + dy * dy)
    a = np.arctan2(dy, dx)
    mask = np.clip(np.cos(a * count + np.sin(r / 5) * 3) * 1.4 - .5, 0, 1) * (r < radius) * np.clip((radius - r) / radius * 2, 0, 1)
    page.tint(cv2.resize(mask, (w, h), interpolation=cv2.INTER_LINEAR), colour, strength)


def along(page, margin, step):
    """Places of a border's pieces: (x, y, direction) with the band's middle `margin` from the edge."""
    w, h = page.width, page.height
    out = []
    for length, at in ((w, "top"), (w, "foot"), (h, "left"), (h, "right")):
        n = max(1, round((length - 2 * margin) / step))
        for i in range(n):
            t = margin + (length - 2 * margin) * (i + .5) / n
            out.append({"top": (t, margin, 0), "foot": (t, h - margin, 180), "left": (margin, t, 270), "right": (w - margin, t, 90)}[at])
    return out


def key_border(page, colour, pale, margin=13.0, band=7.0):
    """Square keys (回纹) between double lines, edition B."""
    w, h = page.width, page.height
    for inset, width in ((margin - band / 2 - 1.6, .8), (margin - band / 2 - .4, .25), (margin + band / 2 + .4, .25), (margin + band / 2 + 1.6, .6)):
        page.rect(inset, inset, w - inset, h - inset, colour, width)
    s = band * .42
    turn = [(-1, 1), (-1, -1), (1, -1), (1, .55), (-.45, .55), (-.45, -.4), (.45, -.4), (.45, .1)]
    for x, y, angle in along(page, margin, band * 1.02):
        c, n = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        pts = [((x + s * (u * c - v * n)) * page.unit, (y + s * (u * n + v * c)) * page.unit) for u, v in turn]
        page.pen.line(pts, fill=colour, width=max(2, round(.62 * page.unit)), joint="curve")
    for x in (margin, w - margin):
        for y in (margin, h - margin):
            page.rect(x - band / 2, y - band / 2, x + band / 2, y + band / 2, colour, .7, fill=pale)
            page.rect(x - band / 4, y - band / 4, x + band / 4, y + band / 4, colour, .7)


def wave_border(page, colour, pale, margin=11.0, band=9.0):
    """Interlaced waves between lines, edition C."""
    w, h = page.width, page.height
    page.rect(margin - band / 2, margin - band / 2, w - margin + band / 2, h - margin + band / 2, colour, .5)
    page.rect(margin + band / 2, margin + band / 2, w - margin - band / 2, h - margin - band / 2, colour, .3)
    for k in range(7):
        phase, amplitude = k * math.pi / 3.5, band * .40
        for horizontal in (True, False):
            length = (w if horizontal else h) - 2 * margin
            n = round(length / 1.2)
            periods = round(length / 16) * 2 * math.pi
            for side in (margin, (h if horizontal else w) - margin):
                pts = []
                for i in range(n + 1):
                    t = i / n
                    along_, across = margin + length * t, side + amplitude * math.sin(periods * t + phase) * (1 - .35 * (k % 3) / 2)
                    pts.append(((along_ if horizontal else across) * page.unit, (across if horizontal else along_) * page.unit))
                page.pen.line(pts, fill=colour if k % 2 else pale, width=max(1, round(.32 * page.unit)))
    for x in (margin, w - margin):
        for y in (margin, h - margin):
            for r in (band * .62, band * .42, band * .2):
                page.pen.ellipse([(x - r) * page.unit, (y - r) * page.unit, (x + r) * page.unit, (y + r) * page.unit], outline=colour, width=max(1, round(.4 * page.unit)))


def rosette_border(page, colour, pale, margin=12.0, band=10.0):
    """Overlapping circles, the older editions."""
    w, h = page.width, page.height
    for inset, width in ((margin - band / 2 - 1, 1.0), (margin + band / 2, .4), (margin + band / 2 + 1.3, .2)):
        page.rect(inset, inset, w - inset, h - inset, colour, width)
    for x, y, _ in along(page, margin, band * .55):
        for r in (band * .44, band * .25):
            page.pen.ellipse([(x - r) * page.unit, (y - r) * page.unit, (x + r) * page.unit, (y + r) * page.unit], outline=colour if r > 3 else pale, width=max(1, round(.35 * page.unit)))


def emblem(page, cx, cy, r, foil=False):
    """A red and gold sign where the national emblem stands; not the emblem itself."""
    u = page.unit
    gold = (226, 190, 98) if foil else (222, 176, 74)
    red = (188, 34, 36)

    def disc(k, fill, outline=None, width=1, dy=0.0):
        page.pen.ellipse([(cx - r * k) * u, (cy + dy - r * k) * u, (cx + r * k) * u, (cy + dy + r * k) * u], fill=fill, outline=outline, width=max(1, round(width * u)))

    disc(1.0, gold if foil else red)
    for i in range(26):        # ears of grain around the disc
        a = math.radians(130 + i * 280 / 25)
        x, y = cx + r * .93 * math.cos(a), cy + r * .93 * math.sin(a)
        k = r * .14
        page.pen.ellipse([(x - k) * u, (y - k * .7) * u, (x + k) * u, (y + k * .7) * u], fill=gold, outline=(150, 96, 30))
    disc(.8, red, (150, 96, 30), .2)
    ink.star(page.pen, cx * u, (cy - r * .38) * u, r * .2 * u, gold)
    for a in (-158, -118, -62, -22):
        ink.star(page.pen, (cx + r * .48 * math.cos(math.radians(a))) * u, (cy + r * .08 + r * .42 * math.sin(math.radians(a))) * u, r * .085 * u, gold)
    page.pen.rectangle([(cx - r * .42) * u, (cy + r * .12) * u, (cx + r * .42) * u, (cy + r * .34) * u], fill=gold)
    page.pen.polygon([(cx - r * .55) * u, (cy + r * .12) * u, cx * u, (cy - r * .08) * u, (cx + r * .55) * u, (cy + r * .12) * u], fill=gold)
    page.pen.rectangle([(cx - r * .62) * u, (cy + r * .36) * u, (cx + r * .62) * u, (cy + r * .44) * u], fill=gold)
    page.pen.pieslice([(cx - r * .34) * u, (cy + r * .42) * u, (cx + r * .34) * u, (cy + r * 1.1) * u], 180, 360, fill=gold)
    page.mark("national-emblem", cx - r, cy - r, 2 * r, 2 * r)
