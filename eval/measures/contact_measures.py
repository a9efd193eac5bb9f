#!/usr/bin/env python3
"""A contact sheet of the measures: a row a figure, with the pictures of which it is least, in the middle and most.

    cargo run --example measure_dump -- PICTURE... > figures.jsonl
    python3 eval/measures/contact_measures.py figures.jsonl docs/metrics/measures.jpg      # needs Pillow

Figures that no picture has, and those that are told from what was read (`print_height_px`, `beyond_...`), are not on it. For drawn and
public-domain pictures only: the sheet is kept in the repository.
"""
import json
import sys
from pathlib import Path

from PIL import Image, ImageDraw

CELL, GAP, CAPTION, ACROSS = 84, 4, 12, 2


def thumbnail(path):
    picture = Image.open(path).convert("RGB")
    picture.thumbnail((CELL, CELL))
    return picture


def row(name, rows):
    """Name of a figure and its least, middle and greatest picture, each with its value."""
    having = sorted((r["figures"][name], r["path"]) for r in rows if name in r["figures"])
    chosen = [having[0], having[len(having) // 2], having[-1]]
    out = Image.new("RGB", (3 * (CELL + GAP), CELL + 2 * CAPTION), (255, 255, 255))
    draw = ImageDraw.Draw(out)
    draw.text((1, 0), f"{name}  ({len(having)})", fill=(160, 0, 0))
    for i, (value, path) in enumerate(chosen):
        out.paste(thumbnail(path), (i * (CELL + GAP), 2 * CAPTION))
        draw.text((i * (CELL + GAP), CAPTION - 1), f"{value:g}", fill=(0, 0, 0))
    return out


def main():
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    names = sorted({name for r in rows for name in r["figures"]})
    cells = [row(name, rows) for name in names]
    down = -(-len(cells) // ACROSS)
    w, h = cells[0].size
    sheet = Image.new("RGB", (ACROSS * (w + 3 * GAP), down * (h + GAP)), (255, 255, 255))
    for i, cell in enumerate(cells):
        sheet.paste(cell, (i // down * (w + 3 * GAP), i % down * (h + GAP)))
    sheet.save(sys.argv[2], quality=40, optimize=True)


if __name__ == "__main__":
    main()
