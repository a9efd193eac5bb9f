"""A page under the pen: positions in millimetres from the top left corner, marks carried along in pixels."""
from functools import lru_cache

import numpy as np
import segno
from PIL import Image, ImageChops, ImageDraw, ImageFont

INCH = 25.4
ARPHIC, WENQUANYI, DEJAVU = "/usr/share/fonts/truetype/arphic/", "/usr/share/fonts/truetype/wqy/", "/usr/share/fonts/truetype/dejavu/"
SONG, KAI, HEI, MICRO = (ARPHIC + "uming.ttc", 0), (ARPHIC + "ukai.ttc", 0), (WENQUANYI + "wqy-zenhei.ttc", 0), (WENQUANYI + "wqy-microhei.ttc", 0)
SERIF, SANS, SERIF_BOLD, ITALIC = [(DEJAVU + name + ".ttf", 0) for name in ("DejaVuSerif", "DejaVuSans", "DejaVuSerif-Bold", "DejaVuSans-Oblique")]
BLACK, RED, GOLD = (24, 24, 26), (204, 34, 42), (168, 132, 62)
NOT_FIRST_IN_LINE = "，。；、）：》”！？,.;)"


@lru_cache(maxsize=1024)
def font(face, size):
    return ImageFont.truetype(face[0], size, index=face[1])


class Page:
    """`scale` draws the same design larger: 1.0 for the size it was designed in, 1.414 for the next size of the A series."""

    def __init__(self, width, height, dpi, ground=(255, 255, 255), scale=1.0):
        self.unit = dpi / INCH * scale
        self.width, self.height, self.dpi = width, height, dpi
        self.image = Image.new("RGB", (round(width * self.unit), round(height * self.unit)), ground)
        self.marks, self.quiet, self.print_boxes = [], [], {}
        self.alpha = None       # of a card's round corners
        self.renew()

    def renew(self):
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x, y, w, h):
        return [round(v * self.unit) for v in (x, y, w, h)]

    def mark(self, kind, x, y, w, h, text=None):
        self.marks.append({"kind": kind, "box": self.box(x, y, w, h), **({"text": text} if text else {})})

    # ---- lines of print

    def face(self, face, size):
        return font(face, max(6, round(size * self.unit)))

    def length(self, words, face, size, gap=0.0):
        f = self.face(face, size)
        return sum(f.getlength(ch) for ch in words) / self.unit + gap * max(0, len(words) - 1)

    def write(self, x, y, words, face=SONG, size=3.7, fill=BLACK, gap=0.0, bold=0.0, name=None):
        """One line whose em boxes begin at `y`; returns the x behind it. `bold` is the added stroke in em."""
        f = self.face(face, size)
        stroke = round(bold * size * self.unit)
        base = (y + size * .86) * self.unit
        start = x
        for ch in words:
            self.pen.text((x * self.unit, base), ch, font=f, fill=fill, anchor="ls", stroke_width=stroke, stroke_fill=fill)
            x += f.getlength(ch) / self.unit + gap
        if name and words:
            self.print_boxes[name] = self.box(start, y, x - start, size * 1.1)
        return x

    def centred(self, cx, y, words, face=SONG, size=3.7, fill=BLACK, gap=0.0, bold=0.0):
        return self.write(cx - self.length(words, face, size, gap) / 2, y, words, face, size, fill, gap, bold)

    def right(self, x, y, words, face=SONG, size=3.7, fill=BLACK, gap=0.0, bold=0.0, name=None):
        return self.write(x - self.length(words, face, size, gap), y, words, face, size, fill, gap, bold, name)

    def spread(self, x, y, words, width, face=SONG, size=3.7, fill=BLACK, bold=0.0):
        """Justified: the first character at `x`, the last one ending at `x + width`."""
        free = width - self.length(words, face, size)
        return self.write(x, y, words, face, size, fill, free / (len(words) - 1) if len(words) > 1 and free > 0 else 0, bold)

    def lines(self, words, face, size, width, gap=0.0):
        """Broken into lines of at most `width`; no line begins with a closing mark."""
        f = self.face(face, size)
        out, line, used = [], "", 0.0
        for ch in words:
            w = f.getlength(ch) / self.unit + gap
            if used + w > width and line and ch not in NOT_FIRST_IN_LINE:
                out.append(line)
                line, used = "", 0.0
            line, used = line + ch, used + w
        return out + [line] if line else out

    def block(self, x, y, words, width, face=SONG, size=3.7, fill=BLACK, lead=1.45, gap=0.0, bold=0.0, indent=0, name=None):
        """Several lines; returns the y below the last."""
        top, longest = y, 0
        for line in self.lines("\u3000" * indent + words, face, size, width, gap):
            longest = max(longest, self.write(x, y, line, face, size, fill, gap, bold) - x)
            y += size * lead
        if name and words:
            self.print_boxes[name] = self.box(x, top, longest, y - top)
        return y

    # ---- rules and fills

    def line(self, x0, y0, x1, y1, width=.25, fill=BLACK):
        self.pen.line([v * self.unit for v in (x0, y0, x1, y1)], fill=fill, width=max(1, round(width * self.unit)))

    def rect(self, x0, y0, x1, y1, outline=BLACK, width=.25, fill=None):
        self.pen.rectangle([v * self.unit for v in (x0, y0, x1, y1)], outline=outline, fill=fill, width=max(1, round(width * self.unit)))

    def dashes(self, x0, x1, y, dash=1.6, space=1.0, width=.2, fill=BLACK):
        x = x0
        while x < x1:
            self.line(x, y, min(x + dash, x1), y, width, fill)
            x += dash + space

    def qr(self, x, y, side, payload):
        code = segno.make(payload, error="m", micro=False)
        rows = np.array([[0 if dark else 255 for dark in row] for row in code.matrix_iter(border=1)], np.uint8)
        size = round(side * self.unit)
        self.image.paste(Image.fromarray(rows).resize((size, size), Image.NEAREST).convert("RGB"), (round(x * self.unit), round(y * self.unit)))
        self.mark("qr-code", x, y, side, side, payload)

    # ---- layers

    def multiply(self, stamp, left, top):
        """Ink (RGBA) over what is printed: colours multiply."""
        w, h = stamp.size
        box = (max(0, left), max(0, top), min(self.image.width, left + w), min(self.image.height, top + h))
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        part = stamp.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
        ink = Image.new("RGB", part.size, (255, 255, 255))
        ink.paste(part.convert("RGB"), (0, 0), part.getchannel("A"))
        self.image.paste(ImageChops.multiply(self.image.crop(box), ink), box[:2])
        self.renew()

    def tint(self, mask, colour, strength):
        """Mixes `colour` in by a mask (0..1, the page's size): patterns of the ground."""
        a = np.asarray(self.image, np.float32)
        m = (mask * strength)[..., None]
        self.image = Image.fromarray((a * (1 - m) + np.float32(colour) * m).clip(0, 255).astype(np.uint8))
        self.renew()
