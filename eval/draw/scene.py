"""What lies under and beside the paper: tables, cloth, other sheets, small things. Drawn small and enlarged."""
import math

import cv2
import numpy as np

GROUNDS = ("wood", "wood", "cloth", "desk", "desk", "stone", "dark")


def ground(kind, height, width, rng, g):
    yy, xx = np.mgrid[0:height, 0:width].astype(np.float32)
    s = 600 / max(height, width)        # texture in parts of the picture, not in pixels
    xs, ys = xx * s, yy * s
    if kind == "wood":
        base = np.float32(rng.choice([(152, 112, 78), (192, 158, 118), (104, 74, 54), (206, 178, 140), (126, 84, 60)]))
        if rng.random() < .5:
            xs, ys = ys, xs
        grain = np.sin(ys * rng.uniform(.10, .22) + 6 * np.sin(xs / 160 + rng.random() * 6)) * 7 + np.sin(ys * 1.3 + 2 * np.sin(xs / 70)) * 4
        planks = ((ys / rng.uniform(90, 160)) % 1 < .012) * -26
        return base + (grain + planks)[..., None] + cv2.resize(g.normal(0, 5, (height // 2 + 1, 24)).astype(np.float32), (width, height))[..., None]
    if kind == "cloth":
        base = np.float32(rng.choice([(72, 86, 112), (122, 62, 60), (60, 92, 76), (176, 168, 152), (92, 88, 96)]))
        weave = ((np.floor(xs / 1.4) + np.floor(ys / 1.4)) % 2) * 8 - 4
        folds = cv2.resize(g.normal(0, 12, (5, 7)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        return base + (weave + folds)[..., None]
    if kind == "stone":
        base = np.float32(rng.choice([(196, 194, 188), (150, 150, 152), (88, 84, 82)]))
        speck = g.normal(0, 11, (height, width)).astype(np.float32)
        return base + cv2.GaussianBlur(speck, (0, 0), 1.1)[..., None] * 1.6
    if kind == "dark":
        return np.float32((38, 37, 42)) + cv2.resize(g.normal(0, 5, (12, 16)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    base = np.float32(rng.choice([(222, 220, 214), (190, 194, 200), (128, 130, 136), (232, 226, 212)]))
    return base + cv2.resize(g.normal(0, 6, (6, 8)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)[..., None]


def turned(cx, cy, w, h, angle):
    c, s = math.cos(angle), math.sin(angle)
    return np.int32([(cx + x * c - y * s, cy + x * s + y * c) for x, y in ((-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2))])


def other_sheet(img, rng, cx, cy, w, h):
    """A sheet with lines of print too small to read, with its shadow."""
    angle = rng.uniform(-.5, .5)
    shade = img.copy()
    cv2.fillPoly(shade, [turned(cx + w * .015, cy + w * .02, w * 1.01, h * 1.01, angle)], (40, 40, 40))
    cv2.addWeighted(cv2.GaussianBlur(shade, (0, 0), max(1, w * .015)), .35, img, .65, 0, dst=img)
    paper = rng.choice([(244, 244, 240), (250, 248, 240), (236, 238, 240), (252, 244, 214)])
    cv2.fillPoly(img, [turned(cx, cy, w, h, angle)], paper)
    c, s = math.cos(angle), math.sin(angle)
    for k in range(rng.randrange(6, 16)):
        y = -h * .38 + h * .76 * k / 16
        x0, x1 = -w * .38, w * rng.uniform(.05, .38)
        a, b = (cx + x0 * c - y * s, cy + x0 * s + y * c), (cx + x1 * c - y * s, cy + x1 * s + y * c)
        cv2.line(img, (int(a[0]), int(a[1])), (int(b[0]), int(b[1])), (168, 168, 170), max(1, int(h * .008)), cv2.LINE_AA)


def pen(img, rng, cx, cy, size):
    angle = rng.uniform(0, 3.1)
    dx, dy = math.cos(angle) * size / 2, math.sin(angle) * size / 2
    colour = rng.choice([(24, 24, 28), (34, 52, 120), (180, 184, 190), (130, 30, 36)])
    cv2.line(img, (int(cx - dx + 3), int(cy - dy + 5)), (int(cx + dx + 3), int(cy + dy + 5)), (50, 46, 44), max(3, int(size * .06)), cv2.LINE_AA)
    cv2.line(img, (int(cx - dx), int(cy - dy)), (int(cx + dx), int(cy + dy)), colour, max(3, int(size * .055)), cv2.LINE_AA)
    cv2.line(img, (int(cx + dx * .8), int(cy + dy * .8)), (int(cx + dx), int(cy + dy)), (210, 210, 214), max(2, int(size * .03)), cv2.LINE_AA)


def cup(img, rng, cx, cy, size):
    r = int(size * .35)
    cv2.circle(img, (int(cx + r * .12), int(cy + r * .16)), r, (60, 54, 50), -1, cv2.LINE_AA)
    cv2.circle(img, (int(cx), int(cy)), r, rng.choice([(240, 240, 238), (60, 96, 140), (180, 60, 52)]), -1, cv2.LINE_AA)
    cv2.circle(img, (int(cx), int(cy)), int(r * .8), (92, 62, 40), -1, cv2.LINE_AA)


def telephone(img, rng, cx, cy, size):
    box = turned(cx, cy, size * .5, size, rng.uniform(-.4, .4))
    cv2.fillPoly(img, [box + 4], (60, 56, 54), cv2.LINE_AA)
    cv2.fillPoly(img, [box], (22, 22, 26), cv2.LINE_AA)
    cv2.polylines(img, [box], True, (120, 120, 126), max(1, int(size * .012)), cv2.LINE_AA)


def beside(img, rng, quad, count, sheets):
    """`count` things whose middles lie outside the paper's corners `quad`; the paper is laid over them afterwards."""
    h, w = img.shape[:2]
    x0, y0 = quad.min(0)
    x1, y1 = quad.max(0)
    span = max(x1 - x0, y1 - y0)
    for _ in range(count):
        side = rng.randrange(4)
        cx = (x0 - rng.uniform(-.02, .12) * span) if side == 0 else (x1 + rng.uniform(-.02, .12) * span) if side == 1 else rng.uniform(0, w)
        cy = (y0 - rng.uniform(-.02, .12) * span) if side == 2 else (y1 + rng.uniform(-.02, .12) * span) if side == 3 else rng.uniform(0, h)
        if sheets and rng.random() < .6:
            size = span * rng.uniform(.5, .9)
            other_sheet(img, rng, cx, cy, size * .7, size)
        else:
            rng.choice([pen, pen, cup, telephone])(img, rng, cx, cy, span * rng.uniform(.22, .4))
