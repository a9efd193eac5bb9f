#!/usr/bin/env python3
"""A contact sheet: pictures with what was measured on them.

    cargo run --example measure_dump -- PICTURE... > figures.jsonl
    python3 eval/measures/contact.py figures.jsonl docs/metrics/contact.jpg      # needs Pillow

Red: outline of the paper. Green: something lies over it. Blue: highlights. Magenta: seals.
"""
import json
import sys
from pathlib import Path

from PIL import Image, ImageDraw

CELL, COLUMNS, CAPTION = 110, 8, 34


def cell(row):
    picture = Image.open(row["path"]).convert("RGB")
    scale = min(CELL / picture.width, CELL / picture.height)
    small = picture.resize((max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))
    draw = ImageDraw.Draw(small)
    if row["paper"]:
        draw.polygon([(x * scale, y * scale) for x, y in row["paper"]], outline=(220, 0, 0), width=2)
    for key, colour in (("occluded", (0, 160, 0)), ("glare", (0, 0, 220)), ("seals", (200, 0, 200))):
        for x, y, w, h in row[key]:
            draw.rectangle([x * scale, y * scale, (x + w) * scale, (y + h) * scale], outline=colour, width=2)
    out = Image.new("RGB", (CELL + 6, CELL + CAPTION), (255, 255, 255))
    out.paste(small, (3, CAPTION))
    figures = row["figures"]
    draw = ImageDraw.Draw(out)
    draw.text((3, 1), Path(row["path"]).name[:24], fill=(0, 0, 0))
    draw.text((3, 11), f"skew {figures.get('skew_deg', '-')}  edge {figures.get('edge_width_px', '-')}", fill=(0, 0, 0))
    draw.text((3, 21), f"{row['colour']}  {row['origin']}", fill=(0, 0, 0))
    return out


def main():
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    cells = [cell(row) for row in rows]
    lines = -(-len(cells) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (CELL + 6), lines * (CELL + CAPTION)), (255, 255, 255))
    for i, c in enumerate(cells):
        sheet.paste(c, (i % COLUMNS * (CELL + 6), i // COLUMNS * (CELL + CAPTION)))
    sheet.save(sys.argv[2], quality=30, optimize=True)


if __name__ == "__main__":
    main()
