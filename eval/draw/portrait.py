"""Verification photos: an invented person before a wall, and what may be wrong with the picture. Pixels are drawn, then taken by the camera."""
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from . import camera

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
        x, y = side * .21, -.06
        self.stroke([(x - .11, y - .12), (x, y - .15), (x + .11, y - .12)], shade(self.hair, .9), .035)
        for rx, ry, colour in ((.095, .05, shade(self.skin, .75)), (.085, .042, (250, 248, 245)), (.042, .042, (50, 35, 28)), (.02, .02, (5, 5, 5))):
            self.oval(x, y, rx, ry, colour)
        self.pen.arc(self.box(x, y, .095, .06), 190, 350, fill=shade(self.hair, .7), width=max(2, int(.018 * self.unit)))

    def nose(self):
        self.shape([(-.02, -.04), (-.085, .2), (0, .22)], shade(self.skin, .9))
        for side, k in ((-1, .86), (1, .9)):
            self.oval(side * .05, .2, .055, .04, shade(self.skin, k))
            self.oval(side * .045, .215, .022, .014, shade(self.skin, .5))
        self.oval(0, .185, .05, .045, shade(self.skin, 1.03))

    def mouth(self):
        self.oval(0, .37, .15, .042, (170, 85, 80))
        self.oval(0, .385, .13, .03, (195, 110, 105))
        self.stroke([(-.14, .368), (.14, .368)], (110, 50, 48), .014)
        self.oval(0, .47, .09, .02, shade(self.skin, .92))

    def mask(self, colour):
        self.shape([(-.5, .1), (0, .06), (.5, .1), (.45, .42), (.2, .68), (-.2, .68), (-.45, .42)], colour)
        for y in (.25, .38, .5):
            self.stroke([(-.42, y), (.42, y)], shade(colour, .88), .012)

    def hat(self, colour):
        top = -self.long / 2
        self.pen.pieslice([*self.at(-.62, top - .35), *self.at(.62, top + 1.05)], 180, 360, fill=colour)
        self.pen.rounded_rectangle([*self.at(-.7, top + .3), *self.at(.7, top + .42)], radius=.05 * self.unit, fill=shade(colour, .85))


def furniture(image, rng):
    """A room in place of a wall."""
    pen = ImageDraw.Draw(image)
    w, h = image.size
    for _ in range(25):
        x, y = rng.randrange(w), rng.randrange(h)
        pen.rectangle([x, y, x + rng.randrange(w // 20, w // 5), y + rng.randrange(w // 20, w // 5)], fill=tuple(rng.randrange(40, 200) for _ in range(3)))


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
    at = (np.arange(a.shape[1]) / a.shape[1] - .5) / .24 + .5
    return Image.fromarray((a * (.15 + .85 * np.clip(at, 0, 1))[None, :, None]).astype(np.uint8))



def through_the_face(image, rng):
    """What is right of the nose is left."""
    w, h = image.size
    return image.crop((round(w * rng.uniform(.48, .52)), 0, w, h))


# fault: (codes one of which must be raised, rng -> picture at twice the size)
FAULTS = {
    "no-face": ("photo.no-face", lambda rng: empty(rng)),
    "several-people": ("photo.several-faces", lambda rng: drawn(rng, people=2, width=1200)),
    "dark-ground": ("photo.ground-not-white", lambda rng: drawn(rng, ground=rng.choice(DARK))),
    "coloured-ground": ("photo.ground-not-white", lambda rng: drawn(rng, ground=rng.choice(COLOURED))),
    "room": ("photo.ground-not-white", lambda rng: drawn(rng, room=True)),
    "mask": ("photo.mouth-covered", lambda rng: drawn(rng, change=lambda head: head.mask(rng.choice(MASKS)))),
    "hat": ("photo.head-covered", lambda rng: drawn(rng, change=lambda head: head.hat(rng.choice(HATS)))),
    "blurred": ("photo.blurred", lambda rng: drawn(rng).filter(ImageFilter.GaussianBlur(rng.uniform(22, 34)))),
    "dark": ("photo.badly-lit", lambda rng: ImageEnhance.Brightness(drawn(rng)).enhance(.22)),
    "burnt-out": ("photo.badly-lit", lambda rng: ImageEnhance.Brightness(drawn(rng)).enhance(2.1)),
    "side-light": ("photo.badly-lit", lambda rng: side_light(drawn(rng))),
    "face-cut": ("photo.face-cut|photo.no-face", lambda rng: through_the_face(drawn(rng), rng)),
}


def empty(rng):
    image = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), rng.choice(WHITE))
    furniture(image, rng)
    return image


def taken(image, rng):
    """The scene as a telephone's front camera takes it, scaled as upload pages do."""
    image = image.resize((image.width // 2, image.height // 2), Image.LANCZOS).filter(ImageFilter.GaussianBlur(rng.uniform(.5, .9)))
    pixels = np.array(image)
    gain = camera.light_field(*pixels.shape[:2], rng, cast=.03, uneven=.1) * 1.06
    return camera.sharpen(camera.finish(pixels, gain, camera.generator(rng), rng.uniform(1.0, 2.6)), rng.uniform(.2, .6))


def photo(rng, fault=None):
    """(pixels, codes) of a photo, good or with a fault."""
    codes, draw = FAULTS[fault] if fault else ("", drawn)
    return taken(draw(rng), rng), codes
