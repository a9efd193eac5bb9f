"""How a page became a picture: telephone, flatbed, scanning app. A `Shot` is the picture held upright, its marks carried along."""
import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from . import scene

cv2.setNumThreads(1)        # cases are drawn side by side; one picture stays on one core


@dataclass
class Shot:
    pixels: np.ndarray                                  # uint8 RGB
    corners: np.ndarray                                 # of the paper, clockwise from top left
    matrix: np.ndarray                                  # from the page's pixels to the picture's
    unit: float                                         # pixels of the page per millimetre of its design
    marks: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)

    def place(self, x, y):
        """A point of the page's design (millimetres) in the picture."""
        return cv2.perspectiveTransform(np.float32([[[x * self.unit, y * self.unit]]]), self.matrix)[0, 0]

    def millimetre(self):
        """Pixels per millimetre of the design in the middle of the picture."""
        return math.sqrt(abs(cv2.contourArea(self.corners.astype(np.float32)))) / max(1e-6, self.facts["side"])


def carried(box, matrix):
    x, y, w, h = box
    pts = cv2.perspectiveTransform(np.float32([[[x, y], [x + w, y], [x + w, y + h], [x, y + h]]]), matrix)[0]
    (x0, y0), (x1, y1) = pts.min(0), pts.max(0)
    return [int(round(x0)), int(round(y0)), int(round(x1 - x0)), int(round(y1 - y0))]


def shot(page, pixels, matrix, origin, skew):
    w, h = page.image.size
    corners = cv2.perspectiveTransform(np.float32([[[0, 0], [w, 0], [w, h], [0, h]]]), matrix)[0]
    area = abs(cv2.contourArea(corners))
    dpi = math.sqrt(area / (w * h)) * page.dpi
    return Shot(pixels, corners, matrix, page.unit, [{**m, "box": carried(m["box"], matrix)} for m in page.marks],
                {"dpi": round(dpi, 1), "skew_deg": round(skew, 2), "origin": origin, "side": math.sqrt(page.width * page.height)})


def generator(rng):
    return np.random.default_rng(rng.randrange(1 << 30))


def noise_tile(g, strength, size=512, softness=.7):
    """Sensor noise after the telephone's own smoothing."""
    luma = cv2.GaussianBlur(g.normal(0, 1, (size, size)).astype(np.float32), (0, 0), softness)
    luma *= strength / luma.std()
    chroma = cv2.GaussianBlur(g.normal(0, 1, (size, size, 3)).astype(np.float32), (0, 0), 2.5)
    return luma[..., None] + chroma * (strength * .5 / chroma.std())


def finish(pixels, gain, g, strength, step=512):
    """Light (a small gain field, 3 channels) and noise, in bands, so that large pictures need little memory."""
    h, w = pixels.shape[:2]
    tile = noise_tile(g, strength)
    wide = np.tile(tile, (1, w // tile.shape[1] + 1, 1))[:, :w]
    gh = gain.shape[0]
    for y in range(0, h, step):
        y1 = min(h, y + step)
        ys = np.clip((np.arange(y, y1) + .5) * gh / h - .5, 0, gh - 1)
        lo = np.floor(ys).astype(int)
        hi, t = np.minimum(lo + 1, gh - 1), (ys - lo).astype(np.float32)[:, None, None]
        band = gain[lo] * (1 - t) + gain[hi] * t
        band = cv2.resize(band, (w, y1 - y), interpolation=cv2.INTER_LINEAR)
        a = pixels[y:y1].astype(np.float32) * band + wide[:y1 - y]
        pixels[y:y1] = np.clip(a, 0, 255).astype(np.uint8)
    return pixels


def homography(w, h, out_w, out_h, rng, fill, tilt, turn):
    """The page's plane turned in space before a pinhole, then fitted so that it fills `fill` of the frame."""
    rx, ry = (math.radians(rng.uniform(-tilt, tilt)) for _ in range(2))
    rz = math.radians(turn)
    cx, sx, cy, sy, cz, sz = math.cos(rx), math.sin(rx), math.cos(ry), math.sin(ry), math.cos(rz), math.sin(rz)
    rot = np.float64([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]]) @ np.float64([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]]) @ np.float64([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    far = 1.5 * max(w, h)
    src = np.float64([[-w / 2, -h / 2], [w / 2, -h / 2], [w / 2, h / 2], [-w / 2, h / 2]])
    at = np.hstack([src, np.zeros((4, 1))]) @ rot.T + [0, 0, far]
    flat = at[:, :2] / at[:, 2:] * far
    lo, hi = flat.min(0), flat.max(0)
    k = fill * min(out_w / (hi[0] - lo[0]), out_h / (hi[1] - lo[1]))
    free = np.float64([out_w, out_h]) - k * (hi - lo)
    shift = free * [rng.uniform(.35, .65), rng.uniform(.35, .65)]
    dst = (flat - lo) * k + shift
    return cv2.getPerspectiveTransform(np.float32([[0, 0], [w, 0], [w, h], [0, h]]), dst.astype(np.float32)), k


def frame_size(rng, megapixels, upright, aspect=4 / 3):
    short = math.sqrt(megapixels * 1e6 / aspect)
    size = round(short * aspect / 16) * 16, round(short / 16) * 16
    return size[::-1] if upright else size


def light_field(h, w, rng, cast=.05, uneven=.18):
    """A small gain field: a gradient, a broad pool of light, the colour of the lamp."""
    sh, sw = max(24, h // 32), max(24, w // 32)
    yy, xx = np.mgrid[0:sh, 0:sw].astype(np.float32)
    u, v = xx / sw - .5, yy / sh - .5
    a = rng.uniform(0, 6.28)
    field_ = 1 + uneven * rng.uniform(.2, 1) * (u * math.cos(a) + v * math.sin(a))
    px, py = rng.uniform(-.5, .5), rng.uniform(-.5, .5)
    field_ += uneven * .5 * (np.exp(-((u - px) ** 2 + (v - py) ** 2) / .18) - .4)
    kind = rng.choices(["neutral", "warm", "cool", "green"], [5, 3, 2, 1])[0]
    c = cast * rng.uniform(.3, 1)
    tint = {"neutral": (1, 1, 1), "warm": (1 + c, 1, 1 - 1.5 * c), "cool": (1 - 1.3 * c, 1, 1 + c), "green": (1 - c, 1 + .4 * c, 1 - c)}[kind]
    return field_[..., None] * np.float32(tint) * rng.uniform(.86, .99)


def soft_shadow(gain, rng, depth):
    """The shadow of a hand or of the telephone falls over a part of the picture."""
    h, w = gain.shape[:2]
    mask = np.zeros((h, w), np.float32)
    side = rng.choice([(-.1, rng.uniform(.2, .8)), (1.1, rng.uniform(.2, .8)), (rng.uniform(.2, .8), 1.1)])
    cx, cy = side[0] * w, side[1] * h
    cv2.ellipse(mask, (int(cx), int(cy)), (int(w * rng.uniform(.3, .55)), int(h * rng.uniform(.25, .5))), rng.uniform(0, 180), 0, 360, 1, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), max(1.5, w * .03))
    gain *= (1 - depth * mask)[..., None]


def photograph(page, rng, megapixels=(4, 12), fill=(.86, .95), tilt=3.0, turn=None, ground=None, things=None, cast=.05, uneven=.18, shadow=None,
               glass=False, sleeve=False, least_dpi=160):
    """A telephone held over the paper. `least_dpi`: the frame is made large enough for it."""
    g = generator(rng)
    src = np.asarray(page.image)
    h0, w0 = src.shape[:2]
    share = rng.uniform(*fill)
    aspect = 4 / 3 if rng.random() < .8 else 16 / 9
    upright = h0 >= w0
    need = least_dpi / page.dpi     # smallest scale allowed
    mp = rng.uniform(*megapixels)
    while True:
        w, h = frame_size(rng, mp, upright, aspect)
        if share * .96 * min(w / w0, h / h0) >= need or mp >= 12.5:
            break
        mp *= 1.12
    angle = rng.uniform(-2.4, 2.4) if turn is None else turn
    m, k = homography(w0, h0, w, h, rng, share, tilt, angle)
    corners = cv2.perspectiveTransform(np.float32([[[0, 0], [w0, 0], [w0, h0], [0, h0]]]), m)[0]
    q = 3
    bg = scene.ground(ground or rng.choice(scene.GROUNDS), h // q, w // q, rng, g).clip(0, 255).astype(np.uint8)
    count = rng.choices([0, 1, 2, 3], [4, 3, 2, 1])[0] if things is None else things
    scene.beside(bg, rng, corners / q, count, sheets=True)
    if glass or sleeve:
        edge = around(corners / q, 1.10 if glass else 1.05)
        cv2.fillPoly(bg, [edge.astype(np.int32)], rng.choice([(96, 64, 42), (168, 132, 70), (40, 36, 36)]) if glass else (226, 228, 230), cv2.LINE_AA)
        if glass:
            cv2.fillPoly(bg, [around(corners / q, 1.035).astype(np.int32)], (238, 234, 224), cv2.LINE_AA)
    shade = np.zeros(bg.shape[:2], np.uint8)
    cv2.fillPoly(shade, [(corners / q + rng.uniform(1, 5)).astype(np.int32)], 255)
    shade = cv2.GaussianBlur(shade, (0, 0), 5)
    bg = (bg * (1 - shade[..., None] * (.38 / 255))).astype(np.uint8)
    frame = cv2.resize(bg, (w, h), interpolation=cv2.INTER_LINEAR)
    if k < .8:
        src = cv2.GaussianBlur(src, (0, 0), .38 / k)
    warped = cv2.warpPerspective(src, m, (w, h), flags=cv2.INTER_LINEAR if k < 1 else cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    alpha = np.full((h0, w0), 255, np.uint8) if page.alpha is None else np.asarray(page.alpha)
    mask = cv2.warpPerspective(alpha, m, (w, h))
    cv2.copyTo(warped, cv2.threshold(mask, 127, 255, cv2.THRESH_BINARY)[1], frame)
    gain = light_field(h, w, rng, cast, uneven)
    if shadow if shadow is not None else rng.random() < .25:
        soft_shadow(gain, rng, rng.uniform(.12, .3))
    taken = shot(page, frame, m, "photo", angle)
    if glass or sleeve:
        reflections(frame, corners, rng, glass)
    frame = cv2.GaussianBlur(frame, (0, 0), rng.uniform(.45, .8))
    taken.pixels = sharpen(finish(frame, gain, g, rng.uniform(1.0, 2.6)), rng.uniform(.25, .8))
    return taken


def around(corners, factor):
    middle = corners.mean(0)
    return (corners - middle) * factor + middle


def sharpen(pixels, amount, sigma=1.2):
    return cv2.addWeighted(pixels, 1 + amount, cv2.GaussianBlur(pixels, (0, 0), sigma), -amount, 0)


def reflections(pixels, corners, rng, glass):
    """Pale streaks of a sleeve, or a window mirrored in glass; too weak to hide print."""
    h, w = pixels.shape[:2]
    q = 8
    layer = np.zeros((h // q, w // q), np.float32)
    (x0, y0), (x1, y1) = (corners / q).min(0), (corners / q).max(0)
    for _ in range(rng.randrange(2, 5)):
        x = rng.uniform(x0, x1)
        lean, wide = rng.uniform(-.4, .4) * (y1 - y0), rng.uniform(.02, .10) * (x1 - x0)
        pts = np.int32([[x, y0], [x + wide, y0], [x + wide + lean, y1], [x + lean, y1]])
        cv2.fillPoly(layer, [pts], rng.uniform(.12, .3 if not glass else .2))
    inside = np.zeros_like(layer)
    cv2.fillPoly(inside, [around(corners / q, 1.03).astype(np.int32)], 1)
    layer = cv2.GaussianBlur(layer, (0, 0), 4 if glass else 1.6) * inside
    add = cv2.resize((layer * 90).clip(0, 255).astype(np.uint8), (w, h))
    cv2.add(pixels, cv2.merge([add] * 3), dst=pixels)


def flatbed(page, rng, dpi=None, bed=None):
    """Even light, a small turn, the whole sheet; a card lies on a larger bed (`bed` in millimetres around it)."""
    g = generator(rng)
    dpi = dpi or rng.choice([200, 200, 300, 240, 160])
    k = dpi / page.dpi
    src = np.asarray(page.image)
    h0, w0 = src.shape[:2]
    margin = round((bed or 0) * dpi / 25.4)
    w, h = round(w0 * k) + 2 * margin, round(h0 * k) + 2 * margin
    angle = rng.uniform(-.7, .7)
    m = cv2.getRotationMatrix2D((w0 / 2, h0 / 2), angle, k)
    m[:, 2] += [w / 2 - w0 / 2, h / 2 - h0 / 2]
    m = np.vstack([m, [0, 0, 1]])
    paper = rng.choice([(250, 250, 248), (244, 245, 246), (253, 253, 253)])
    if k < .8:
        src = cv2.GaussianBlur(src, (0, 0), .4 / k)
    frame = cv2.warpPerspective(src, m, (w, h), flags=cv2.INTER_LINEAR if k < 1 else cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=paper)
    if page.alpha is not None:
        mask = cv2.warpPerspective(np.asarray(page.alpha), m, (w, h))
        ground_ = np.empty_like(frame)
        ground_[:] = paper
        frame = np.where(mask[..., None] > 127, frame, ground_)
    gain = np.full((24, 24, 3), rng.uniform(.96, 1.02), np.float32) * np.float32([1, rng.uniform(.985, 1.01), rng.uniform(.98, 1.015)])
    out = shot(page, frame, m, "scan", -angle)
    out.pixels = cv2.GaussianBlur(finish(frame, gain, g, rng.uniform(.7, 2.0)), (0, 0), rng.uniform(.35, .5))
    return out


def scanning_app(page, rng, whiten=True):
    """An app cut the paper out of a photograph, flattened its light and sharpened it."""
    g = generator(rng)
    src = np.asarray(page.image)
    h0, w0 = src.shape[:2]
    long = rng.choice([2339, 2480, 2800, 3000])
    k = max(long / max(h0, w0), 165 / page.dpi)
    w, h = round(w0 * k), round(h0 * k)
    wobble = np.float32([[rng.uniform(0, .006) * w * sx, rng.uniform(0, .006) * h * sy] for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))])
    dst = np.float32([[0, 0], [w, 0], [w, h], [0, h]]) + wobble
    m = cv2.getPerspectiveTransform(np.float32([[0, 0], [w0, 0], [w0, h0], [0, h0]]), dst)
    if k < .8:
        src = cv2.GaussianBlur(src, (0, 0), .4 / k)
    frame = cv2.warpPerspective(src, m, (w, h), flags=cv2.INTER_LINEAR if k < 1 else cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    frame = finish(frame, light_field(h, w, rng, .01, .05), g, 2.0)
    if whiten:
        frame = (255 * np.clip((np.arange(256, dtype=np.float32) - rng.uniform(10, 30)) / rng.uniform(188, 214), 0, 1)).astype(np.uint8)[frame]
    out = shot(page, frame, m, "scan", 0)
    out.pixels = sharpen(cv2.GaussianBlur(frame, (0, 0), .6), rng.uniform(.5, 1.1))
    return out


def born_digital(page):
    return shot(page, np.asarray(page.image.convert("RGB")).copy(), np.eye(3), "born-digital", 0)
