"""Verification photos: an invented person before a wall, and what may be wrong with the picture. Pixels are drawn, then taken by the camera."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import camera, harm

SKINS = [(236, 200, 170), (224, 184, 152), (244, 214, 190), (205, 160, 128), (180, 135, 105)]
HAIR = [(30, 26, 24), (20, 18, 20), (60, 42, 30), (45, 40, 40)]
CLOTHES = [(40, 50, 90), (230, 230, 235), (90, 30, 30), (60, 70, 60), (20, 20, 24)]
WHITE = [(250, 250, 250), (240, 240, 240), (226, 226, 224), (246, 241, 228), (236, 240, 247)]
DARK = [(60, 60, 64), (90, 80, 70), (20, 22, 30)]
COLOURED = [(70, 110, 180), (190, 40, 40), (90, 150, 90), (200, 180, 130)]
MASKS = [(235, 240, 245), (120, 170, 210), (30, 30, 34), (150, 200, 190)]
HATS = [(180, 30, 30), (30, 40, 120), (40, 110, 60), (230, 180, 40)]
WIDTH, HEIGHT = 900, 1200


def shade(colour, k):
    return tuple(int(max(0, min(255, v * k))) for v in colour)


class Head:
    """A head drawn about (cx, cy); lengths in widths of the face."""

    def __init__(self, image, rng, cx, cy, width):
        self.pen, self.rng, self.cx, self.cy, self.unit = ImageDraw.Draw(image), rng, cx, cy, width
        self.long = rng.uniform(1.28, 1.42)
        self.skin, self.hair, self.cloth = rng.choice(SKINS), rng.choice(HAIR), rng.choice(CLOTHES)
        self.style = rng.choices(["short", "long", "fringe", "bald"], [5, 4, 3, 1])[0]
        # No two faces are alike: how far the eyes are apart, how large they are, where nose and mouth stand.
        self.apart, self.eye_size, self.tilt = rng.uniform(.18, .24), rng.uniform(.8, 1.2), rng.uniform(-.03, .03)
        self.nose_at, self.mouth_at, self.mouth_size = rng.uniform(-.05, .04), rng.uniform(-.04, .05), rng.uniform(.75, 1.25)
        self.glasses, self.shirt = rng.random() < .3, rng.choice(["plain", "stripes", "buttons", "collar"])

    def at(self, x, y):
        return self.cx + x * self.unit, self.cy + y * self.unit

    def box(self, x, y, rx, ry):
        return [*self.at(x - rx, y - ry), *self.at(x + rx, y + ry)]

    def oval(self, x, y, rx, ry, colour):
        self.pen.ellipse(self.box(x, y, rx, ry), fill=colour)

    def shape(self, points, colour):
        self.pen.polygon([self.at(*p) for p in points], fill=colour)

    def stroke(self, points, colour, width):
        self.pen.line([self.at(*p) for p in points], fill=colour, width=max(2, int(width * self.unit)))

    def draw(self):
        self.body()
        self.hair_behind()
        for side in (-1, 1):
            self.oval(side * .5, .02, .07, .14, shade(self.skin, .88))
        self.oval(0, 0, .5, self.long / 2, self.skin)
        for side in (-1, 1):
            self.oval(side * .4, .1, .09, .3, shade(self.skin, .93))
        self.hair_above()
        for side in (-1, 1):
            self.eye(side)
        self.nose()
        self.mouth()
        return self

    def body(self):
        (x0, y0), (x1, y1) = self.at(-1.35, .95), self.at(1.35, 4)
        self.pen.rounded_rectangle([x0, y0, x1, y1], radius=.5 * self.unit, fill=self.cloth)
        self.shape([(-.3, .45), (.3, .45), (.38, 1.05), (-.38, 1.05)], shade(self.skin, .82))
        self.shape([(-.42, .95), (0, 1.35), (.42, .95)], shade(self.skin, .9))
        other = shade(self.cloth, .6 if sum(self.cloth) > 300 else 2.2)
        if self.shirt == "stripes":
            for i in range(5):
                self.stroke([(-1.2, 1.55 + .3 * i), (1.2, 1.55 + .3 * i)], other, .06)
        elif self.shirt == "buttons":
            for i in range(5):
                self.oval(0, 1.6 + .35 * i, .04, .04, other)
        elif self.shirt == "collar":
            for side in (-1, 1):
                self.shape([(side * .42, .93), (0, 1.38), (side * .55, 1.4)], other)

    def hair_behind(self):
        if self.style == "long":
            self.pen.rounded_rectangle([*self.at(-.66, -.6), *self.at(.66, 1.1)], radius=.5 * self.unit, fill=self.hair)
        if self.style != "bald":
            self.oval(0, -.18, .6, self.long / 2 * .98, self.hair)

    def hair_above(self):
        if self.style == "bald":
            return
        top = -self.long / 2
        low = top + (.86 if self.style == "fringe" else .62)
        self.pen.pieslice([*self.at(-.54, top - .12), *self.at(.54, low)], 180, 360, fill=self.hair)
        if self.style != "fringe":
            self.oval(0, top + .42, .4, .16, self.skin)

    def eye(self, side):
        x, y, k = side * self.apart, -.06 + side * self.tilt * .3, self.eye_size
        self.stroke([(x - .11, y - .12 - side * self.tilt), (x, y - .15), (x + .11, y - .12 + side * self.tilt)], shade(self.hair, .9), .035)
        for rx, ry, colour in ((.095, .05, shade(self.skin, .75)), (.085, .042, (250, 248, 245)), (.042, .042, (50, 35, 28)), (.02, .02, (5, 5, 5))):
            self.oval(x, y, rx * k, ry * k, colour)
        self.pen.arc(self.box(x, y, .095 * k, .06 * k), 190, 350, fill=shade(self.hair, .7), width=max(2, int(.018 * self.unit)))
        if self.glasses:
            self.pen.ellipse(self.box(x, y, .15, .11), outline=(40, 40, 44), width=max(2, int(.016 * self.unit)))
            self.stroke([(side * (self.apart - .15), y), (0, y)], (40, 40, 44), .014)

    def nose(self):
        d = self.nose_at
        self.shape([(-.02, -.04), (-.085, .2 + d), (0, .22 + d)], shade(self.skin, .9))
        for side, k in ((-1, .86), (1, .9)):
            self.oval(side * .05, .2 + d, .055, .04, shade(self.skin, k))
            self.oval(side * .045, .215 + d, .022, .014, shade(self.skin, .5))
        self.oval(0, .185 + d, .05, .045, shade(self.skin, 1.03))

    def mouth(self):
        d, k = self.mouth_at, self.mouth_size
        self.oval(0, .37 + d, .15 * k, .042, (170, 85, 80))
        self.oval(0, .385 + d, .13 * k, .03, (195, 110, 105))
        self.stroke([(-.14 * k, .368 + d), (.14 * k, .368 + d)], (110, 50, 48), .014)
        self.oval(0, .47 + d, .09, .02, shade(self.skin, .92))

    def mask(self, colour):
        self.shape([(-.5, .1), (0, .06), (.5, .1), (.45, .42), (.2, .68), (-.2, .68), (-.45, .42)], colour)
        for y in (.25, .38, .5):
            self.stroke([(-.42, y), (.42, y)], shade(colour, .88), .012)

    def hat(self, colour):
        top = -self.long / 2
        self.pen.pieslice([*self.at(-.62, top - .35), *self.at(.62, top + 1.05)], 180, 360, fill=colour)
        self.pen.rounded_rectangle([*self.at(-.7, top + .3), *self.at(.7, top + .42)], radius=.05 * self.unit, fill=shade(colour, .85))


def furniture(image, rng):
    """A room in place of a wall: things side by side."""
    pen = ImageDraw.Draw(image)
    w, h = image.size
    side = w // 5
    for x in range(0, w, side):
        for y in range(0, h, side):
            if rng.random() < .75:
                left, top = x + rng.randrange(side // 4), y + rng.randrange(side // 4)
                pen.rectangle([left, top, left + rng.randrange(side // 2, side), top + rng.randrange(side // 2, side)], fill=tuple(rng.randrange(40, 200) for _ in range(3)))


def drawn(rng, ground=None, people=1, room=False, change=None, width=WIDTH, height=HEIGHT):
    """The scene at twice the size. `change(head)` comes after each head."""
    w, h = 2 * width, 2 * height
    image = Image.new("RGB", (w, h), ground or rng.choice(WHITE))
    if room:
        furniture(image, rng)
    for k in range(people):
        face = rng.uniform(.26, .38) * w / (1 if people == 1 else 1.6)
        cx = w * (.5 if people == 1 else (k + .6) / people * .9 + .05) + rng.uniform(-.03, .03) * width
        head = Head(image, rng, cx, h * rng.uniform(.38, .46), face).draw()
        if change:
            change(head)
    return image


def side_light(image):
    a = np.asarray(image).astype(np.float32)
    at = (np.arange(a.shape[1]) / a.shape[1] - .5) / .1 + .5
    return Image.fromarray((a * (.15 + .85 * np.clip(at, 0, 1))[None, :, None]).astype(np.uint8))



def through_the_face(image, rng):
    """What is right of the nose is left."""
    w, h = image.size
    return image.crop((round(w * rng.uniform(.48, .52)), 0, w, h))


# What the camera makes of the light.
EXPOSURE = {"dark": .22, "burnt-out": 2.4}

# fault: (codes one of which must be raised, rng -> picture at twice the size)
FAULTS = {
    "no-face": ("photo.no-face", lambda rng: empty(rng)),
    "several-people": ("photo.several-faces", lambda rng: drawn(rng, people=2, width=1200)),
    "dark-ground": ("photo.ground-not-white", lambda rng: drawn(rng, ground=rng.choice(DARK))),
    "coloured-ground": ("photo.ground-not-white", lambda rng: drawn(rng, ground=rng.choice(COLOURED))),
    "room": ("photo.ground-not-white", lambda rng: drawn(rng, room=True)),
    "mask": ("photo.mouth-covered|photo.no-face", lambda rng: drawn(rng, change=lambda head: head.mask(rng.choice(MASKS)))),
    "hat": ("photo.head-covered", lambda rng: drawn(rng, change=lambda head: head.hat(rng.choice(HATS)))),
    "blurred": ("photo.blurred", lambda rng: drawn(rng).filter(ImageFilter.GaussianBlur(rng.uniform(22, 34)))),
    "dark": ("photo.badly-lit", lambda rng: drawn(rng)),
    "burnt-out": ("photo.badly-lit", lambda rng: drawn(rng)),
    "side-light": ("photo.badly-lit", lambda rng: side_light(drawn(rng))),
    "screen": ("image.recaptured", lambda rng: drawn(rng)),
    "face-cut": ("photo.face-cut|photo.no-face", lambda rng: through_the_face(drawn(rng), rng)),
}


def empty(rng):
    image = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), rng.choice(WHITE))
    furniture(image, rng)
    return image


def taken(image, rng, exposure=1.0):
    """The scene as a telephone's front camera takes it, scaled as upload pages do."""
    image = image.resize((image.width // 2, image.height // 2), Image.LANCZOS).filter(ImageFilter.GaussianBlur(rng.uniform(.5, .9)))
    pixels = np.array(image)
    gain = camera.light_field(*pixels.shape[:2], rng, cast=.03, uneven=.1) * 1.06 * exposure
    return camera.sharpen(camera.finish(pixels, gain, camera.generator(rng), rng.uniform(1.0, 2.6)), rng.uniform(.2, .6))


def photo(rng, fault=None):
    """(pixels, codes) of a photo, good or with a fault."""
    codes, draw = FAULTS[fault] if fault else ("", drawn)
    pixels = taken(draw(rng), rng, EXPOSURE.get(fault, 1.0))
    if fault == "screen":
        shot = camera.Shot(pixels, np.float32([[0, 0], [pixels.shape[1], 0], [pixels.shape[1], pixels.shape[0]], [0, pixels.shape[0]]]), np.eye(3), 1.0)
        harm.on_a_screen(shot, rng)
        pixels = shot.pixels
    return pixels, codes
