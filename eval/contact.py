#!/usr/bin/env python3
"""A contact sheet of a drawn queue: contact.py QUEUE OUT.jpg [CASE ...]. PDF pages are shown by the picture they hold."""
import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

CELL, GAP = 380, 8


def picture(path):
    data = path.read_bytes()
    if path.suffix.lower() == ".pdf":
        start = data.index(b"\xff\xd8\xff")
        data = data[start:data.index(b"\nendstream", start)]
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data)))


def main():
    queue, out, only = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    cases = [c for c in sorted(queue.iterdir()) if not only or c.name in only]
    rows = [(c, [f for f in sorted(c.iterdir()) if f.suffix != ".json"]) for c in cases]
    sheet = Image.new("RGB", (max(len(f) for _, f in rows) * (CELL + GAP), len(rows) * (CELL + GAP + 14)), (70, 70, 74))
    pen = ImageDraw.Draw(sheet)
    for r, (case, files) in enumerate(rows):
        y = r * (CELL + GAP + 14)
        pen.text((4, y), case.name, fill=(255, 255, 255))
        for c, path in enumerate(files):
            image = picture(path)
            if image.mode == "RGBA":
                image = Image.composite(image, Image.new("RGBA", image.size, (0, 0, 0, 255)), image.getchannel("A"))
            image = image.convert("RGB")
            image.thumbnail((CELL, CELL))
            sheet.paste(image, (c * (CELL + GAP), y + 14))
    sheet.save(out, quality=85)


if __name__ == "__main__":
    main()
