"""What happens to a picture afterwards: messengers, words laid over it, and what spoils it."""
import io
import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

from .camera import generator
from .page import HEI, KAI, font


def scaled(shot, factor):
    """Smaller or larger, marks along with it."""
    shot.pixels = cv2.resize(shot.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
    m = np.diag([factor, factor, 1.0])
    shot.matrix, shot.corners = m @ shot.matrix, shot.corners * factor
    for mark in shot.marks:
        mark["box"] = [round(v * factor) for v in mark["box"]]
    shot.facts["dpi"] = round(shot.facts["dpi"] * factor, 1)


def recompressed(pixels, quality):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return np.asarray(Image.open(out).convert("RGB")).copy()


def messenger(shot, rng, long_side=1280):
    factor = long_side / max(shot.pixels.shape[:2])
    if factor < 1:
        scaled(shot, factor)
    shot.pixels = recompressed(shot.pixels, rng.randrange(70, 81))


def pool_of_light(shot, x, y, radius, strength):
    """A burnt-out spot around a point of the page's design (millimetres)."""
    h, w = shot.pixels.shape[:2]
    q = 4
    cx, cy = shot.place(x, y) / q
    r = radius * shot.millimetre() / q
    yy, xx = np.mgrid[0:h // q, 0:w // q].astype(np.float32)
    hot = np.exp(-(((xx - cx) / r) ** 2 + ((yy - cy) / (r * .75)) ** 2) ** 1.4) * strength
    add = cv2.resize(hot.clip(0, 255).astype(np.uint8), (w, h), interpolation=cv2.INTER_LINEAR)
    cv2.add(shot.pixels, cv2.merge([add] * 3), dst=shot.pixels)


def laid_over(shot, rng, words, how=None, colour=None, alpha=None):
    """Words over a picture: `tiled` across it, one `line` through the middle, or a `logo` in a corner with a small sign."""
    how = how or rng.choice(["tiled", "line"])
    h, w = shot.pixels.shape[:2]
    colour = colour or rng.choice([(120, 120, 120), (150, 150, 150), (196, 60, 60), (70, 110, 180)])
    alpha = alpha or rng.uniform(.22, .4)
    layer = Image.new("L", (w, h), 0)
    face = rng.choice([HEI, KAI])
    (x0, y0), (x1, y1) = shot.corners.min(0), shot.corners.max(0)
    span = min(x1 - x0, y1 - y0)
    if how == "logo":
        f = font(face, max(18, round(span * .042)))
        tw = f.getlength(words)
        pad = f.size * .6
        x, y = (x1 - tw - 4 * pad if rng.random() < .6 else x0 + 4 * pad), (y1 - 3 * pad - 2 * f.size if rng.random() < .6 else y0 + 4 * pad)
        x, y = max(pad * 2, min(x, w - tw - pad)), max(pad, min(y, h - 2 * f.size))
        d = ImageDraw.Draw(layer)
        d.text((x, y), words, font=f, fill=255)
        d.ellipse([x - f.size * 1.2, y, x - f.size * .2, y + f.size], outline=255, width=max(2, f.size // 8))
        alpha = max(alpha, .7)
    else:
        f = font(face, max(18, round(span * (.045 if how == "tiled" else .07))))
        tw = round(f.getlength(words))
        side = round(math.hypot(w, h)) if how == "tiled" else tw + 2 * f.size
        piece = Image.new("L", (side, side), 0)
        d = ImageDraw.Draw(piece)
        if how == "tiled":
            for r, y in enumerate(range(0, side, round(f.size * rng.uniform(4.5, 6)))):
                for x in range(-(r % 2) * tw // 2, side, round(tw * 1.45)):
                    d.text((x, y), words, font=f, fill=255)
        else:
            d.text((side / 2, side / 2), words, font=f, fill=255, anchor="mm")
        piece = piece.rotate(rng.uniform(18, 38), Image.BICUBIC)
        layer.paste(piece, (round((x0 + x1) / 2 - side / 2), round((y0 + y1) / 2 - side / 2)))
    m = np.asarray(layer)
    box = layer.getbbox()
    if box:
        region = shot.pixels[box[1]:box[3], box[0]:box[2]].astype(np.float32)
        k = m[box[1]:box[3], box[0]:box[2], None].astype(np.float32) / 255 * alpha
        shot.pixels[box[1]:box[3], box[0]:box[2]] = (region * (1 - k) + np.float32(colour) * k).astype(np.uint8)
        shot.marks.append({"kind": "watermark", "box": [box[0], box[1], box[2] - box[0], box[3] - box[1]], "text": words})


# ---- spoilt

def blurred(shot, share=.024):
    """Out of focus: the radius is a share of the paper's short side, whatever the resolution."""
    x0, y0 = shot.corners.min(0)
    x1, y1 = shot.corners.max(0)
    shot.pixels = cv2.GaussianBlur(shot.pixels, (0, 0), max(5.0, share * .1 * min(x1 - x0, y1 - y0)))


def dark(shot, gain=.17):
    shot.pixels = (shot.pixels.astype(np.float32) * gain).astype(np.uint8)


def cut(shot, side, share):
    """`share` of the paper lies outside the picture on that side."""
    h, w = shot.pixels.shape[:2]
    x0, y0 = shot.corners.min(0)
    x1, y1 = shot.corners.max(0)
    left = int(x0 + share * (x1 - x0)) if side == "left" else 0
    right = int(x1 - share * (x1 - x0)) if side == "right" else w
    top = int(y0 + share * (y1 - y0)) if side == "top" else 0
    foot = int(y1 - share * (y1 - y0)) if side == "bottom" else h
    shot.pixels = np.ascontiguousarray(shot.pixels[top:foot, left:right])
    shot.corners = shot.corners - [left, top]
    for mark in shot.marks:
        mark["box"] = [mark["box"][0] - left, mark["box"][1] - top, *mark["box"][2:]]


def photocopy(shot, rng):
    """Copied in black and white before: grey throughout, hard, with specks; a later picture of it may have a slight tint."""
    grey = cv2.cvtColor(shot.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = np.clip((grey - 70) * 1.55 + 40, 0, 255)
    g = generator(rng)
    h, w = grey.shape
    ys, xs = g.integers(0, h, 220), g.integers(0, w, 220)
    grey[ys, xs] = 40
    shot.pixels = np.repeat(grey.astype(np.uint8)[..., None], 3, 2)


def on_a_screen(shot, rng):
    """Shown on a display and photographed: grid of sub-pixels against the sensor's, glow, a bezel at one or two sides."""
    h, w = shot.pixels.shape[:2]
    pitch = rng.uniform(2.2, 3.4)
    a = math.radians(rng.uniform(1.2, 6))
    out = shot.pixels
    wide, slow = rng.uniform(70, 150), rng.uniform(.04, .08)
    for y in range(0, h, 256):
        y1 = min(h, y + 256)
        yy, xx = np.mgrid[y:y1, 0:w].astype(np.float32)
        u, v = xx * math.cos(a) + yy * math.sin(a), -xx * math.sin(a) + yy * math.cos(a)
        p = 14 + out[y:y1].astype(np.float32) * .93
        for c in range(3):
            p[..., c] *= 1 + .2 * np.sin(2 * math.pi * (u / pitch + c / 3))
        p *= (1 + .12 * np.sin(2 * math.pi * v / pitch) + slow * np.sin(2 * math.pi * u / wide + .4 * np.sin(v / 80)))[..., None]
        out[y:y1] = np.clip(p * np.float32([.93, .985, 1.05]), 0, 255).astype(np.uint8)
    bezel = round(min(h, w) * .04)
    for edge in rng.sample(["top", "bottom", "left", "right"], 2):
        area = {"top": np.s_[:bezel], "bottom": np.s_[-bezel:], "left": np.s_[:, :bezel], "right": np.s_[:, -bezel:]}[edge]
        out[area] = (16, 16, 19)
    shot.pixels = cv2.GaussianBlur(out, (0, 0), .6)


def thumb(shot, rng, at):
    """A thumb over the picture's lower edge reaches the point `at` (pixels)."""
    h, w = shot.pixels.shape[:2]
    (x0, _), (x1, _) = shot.corners.min(0), shot.corners.max(0)
    width = max(12, int((x1 - x0) * .12))
    x, y = at
    q = 4
    layer = np.zeros((h // q + 1, w // q + 1), np.uint8)
    cv2.line(layer, (int(x / q), int(y / q)), (int((x + rng.uniform(-.6, .6) * width) / q), (h + width) // q), 255, max(2, width // q))
    m = cv2.resize(cv2.GaussianBlur(layer, (0, 0), 1.2), (w, h))[..., None].astype(np.float32) / 255
    g = generator(rng)
    skin = np.float32((206, 160, 134)) + cv2.resize(g.normal(0, 4, (h // 3, w // 3)).astype(np.float32), (w, h))[..., None] + ((np.arange(w)[None, :, None] - x) / width * -10)
    shot.pixels = np.clip(shot.pixels * (1 - m) + skin * m, 0, 255).astype(np.uint8)
