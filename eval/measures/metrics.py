#!/usr/bin/env python3
"""Draws docs/metrics/*.svg and its index from figures that `measure_dump` printed.

    cargo run --example measure_dump -- LABEL/FILE... > figures.jsonl
    python3 eval/measures/metrics.py figures.jsonl docs/metrics

    python3 eval/measures/metrics.py --kit truth.jsonl REPORTS docs/metrics

The folder above each file is its label: what is wrong with the picture, or `ok-...`. Nothing but Python is needed.
Each metric's plot has one row a group of labels, one dot a picture, and the rule's threshold as a line. With --kit the pages of
cases that the evaluation kit drew are plotted from their reports, the page that a story spoils under the story's name.
"""
import json
import sys
from collections import defaultdict
from pathlib import Path

# figure, file, title, unit, scale end, threshold, labels that the rule must catch, where it is measured, whose method it is,
# what drawn pictures say of the threshold, what the 179 real licences measure (a scan of 2026-11-30: quantiles, and what the rule caught)
METRICS = [
    ("edge_width_px", "sharpness", "Width of print edges, 10 to 90 % of their rise", "px", 26, 6.8, ("blur-", "motion-"),
     "src/measure/sharpness.rs", "the 10-90 % rise of ISO 12233, over runs of the grey profile as by Marziliano, Dufaux, Winkler and Ebrahimi (ICIP 2002)",
     "Sharp pictures stay under 4.9; a blur of 2.2 px or a movement of 9 px measures 6.9 and more.",
     "1.9 to 4.2 in nine of ten, the middle one 2.6; the rule caught four (7.1 to 10.4), all of them soft to the eye."),
    ("glare", "glare", "Share of the document that a highlight burns out", "share", .25, .01, ("glare-",),
     "src/measure/glare.rs", "our own",
     "Pictures without a highlight measure 0; the smallest drawn one hides 2 % of a card.",
     "0 in more than nine of ten; the rule caught three (0.018 to 0.096), all of them behind glass or in a sleeve."),
    ("white_point", "light", "Luma of the brightest percent of the document", "0 to 1", 1, .4, ("dark-",),
     "src/measure/exposure.rs", "luma of ITU-R BT.601, a quantile of it",
     "Dark pictures stay under 0.29, others above 0.76. The rule fires below the line.",
     "0.64 to 1 in nine of ten, least 0.53: none is as dark as the rule asks."),
    ("black_point", "washed", "Luma of the darkest three in a thousand of the document", "0 to 1", 1, .66, ("over-wash",),
     "src/measure/exposure.rs", "luma of ITU-R BT.601, a quantile of it",
     "Washed-out pictures measure 0.76 and more, a picture at 0.6 of its contrast 0.37. A burnt-out ground lowers the line to 0.35 (over-gain).",
     "0 to 0.25 in nine of ten, most 0.40: none is as washed out as the rule asks."),
    ("chroma_share", "colour", "Share of the document off its one tint, red ink left out", "share", .3, .0035, ("notcolour-",),
     "src/measure/colour.rs", "our own",
     "Copies in one tint measure 0 to 0.002, once 0.005 (strong grain under a sepia lamp); of 4,161 pages grey ones reach 0.0031, the palest originals have 0.0038. The rule fires below 0.0035.",
     "0.025 to 0.43 in nine of ten. Of ten that are called copies two are so by this figure (0.001 and 0.002), the others by a grey emblem and title."),
    ("screen_likeness", "screen", "Likelihood of a display, from grid and fringes", "0 to 1", 1, .55, ("screen-",),
     "src/measure/moire.rs, src/measure/fringes.rs", "our own: two independent cues as one",
     "Paper stays under 0.22; displays measure 0.69 and more, also faint ones and ones held straight.",
     "0 in nine of ten, most 0.37. Of 39 real displays it told one ([display.md](display.md)): `display_likelihood` was fitted for them."),
    ("moire", "grid", "Peaks of a pixel grid in the spectrum", "0 to 1", 1, None, ("screen-",),
     "src/measure/moire.rs", "our own",
     "One of two cues of screen_likeness: coloured bands without a grid measure 0 here.",
     "0 to 0.05 in nineteen of twenty, most 0.37."),
    ("fringes", "fringes", "Deviation of the ground from an even tint", "levels", 16, None, ("screen-",),
     "src/measure/fringes.rs", "our own",
     "The other cue: paper with printed guilloche stays at 1 to 2.3, displays begin at 3.2. It counts from 4 and is certain at 14.",
     "0.7 to 2.4 in nine of ten, most 6.7."),
    ("noise", "noise", "Grain of flat areas", "levels", 5, None, (),
     "src/measure/noise.rs", "standard deviation of flat areas",
     "Tells drawn pages (0) from sensors; no rule judges it.",
     "0 to 0.95 in nineteen of twenty: most were saved by messengers, which take the grain away."),
    ("uneven_light", "uneven", "Unevenness of the light over the document", "share of the mean", .45, None, (),
     "src/measure/origin.rs", "our own",
     "Scans stay under 0.04, hand-held pictures spread to 0.4; one of the cues of origin.",
     "0.004 to 0.34 in nine of ten, the middle one 0.14."),
    ("perspective_deg", "perspective", "Difference of direction between opposite edges", "degrees", 8, 6.0, (),
     "src/measure/perspective.rs", "geometry of the outline",
     "A note only; drawn tilts reach 5 degrees.",
     "known of the 31 whose outline was found: 0.1 to 7.6 in nine of ten; the rule noted four (7.3 to 19)."),
]

# Metrics with a page of their own.
ELSEWHERE = [
    ("display_likelihood", "display.md", "Likelihood of a display by a fitted network. Unit: 0 to 1. Source: `src/measure/display/`; figures after ICASSP 2010 as named there, "
     "weights our own. Rule: 0.68. Real licences measure 0.02 to 0.37 in nine of ten, one of 179 is called a display (0.84); 12 of 22 real displays kept back are found."),
    ("beyond_left`, `beyond_top`, `beyond_right`, `beyond_bottom", "framing.md", "How much of a licence's printed form lies beyond a side of its picture. "
     "Unit: widths of the border. Source: `src/classify/framed.rs`. Rule: 0.01."),
    ("dpi", "resolution.md", "Dots per inch on the paper. Source: `src/classify/scale.rs`."),
]


KIT = [
    ("shake_px", "shake", "Length of the camera's movement", "px", 40, None, ("image.motion",),
     "src/measure/shake.rs", "structure tensor (Förstner and Gülch 1987) and autocorrelation of the slope (Yitzhaky and Kopeika 1997)",
     "Asked of soft pictures only, and told where the best direction's edges are nearly twice as sharp as the worst's: a picture out of focus has none. "
     "No rule judges it; it chooses how the picture is made sharper before it is read.", "none of 179 moved."),
    ("print_height_px", "print", "Height of the print", "px", 60, 9, (),
     "src/read/page.rs", "median height of the lines that were found",
     "The rule fires below the line.", "11 to 55 in nine of ten, least 9.2."),
    ("ink", "ink", "Share of dark or coloured blocks", "0 to 1", 1, None, ("pdf.blank-page",),
     "src/measure/blank.rs", "our own",
     "Empty pages have none; washed-out print still counts.", "0.08 to 0.36 in nine of ten, least 0.06."),
]


def of_kit(truth, reports):
    """Pages of a drawn set: label and figures."""
    for line in Path(truth).read_text().splitlines():
        case = json.loads(line)
        spoilt = {f.get("document") for f in case["findings"]}
        report = Path(reports) / f"{case['case_id']}.json"
        if not report.is_file():
            continue
        for document in json.loads(report.read_text())["documents"]:
            label = case["story"] if document["path"] in spoilt and case["story"].startswith(("image.", "pdf.")) else "all others"
            for page in document["pages"]:
                yield {"path": f"{label}/{document['path']}", "figures": page["metrics"]}


def group(label):
    """Rows of a plot: desks and sizes of pictures in order are one row."""
    parts = label.split("-")
    if parts[0] == "ok":
        return {"desk": "ok, card on a desk", "shadow": "ok, hard shadow", "licence": "ok, licence", "form": "ok, form", "card": "ok, card scanned",
                "both": "ok, both sides", "small": "ok, small in the picture", "faded": "ok, faded"}.get(parts[1], label)
    return {"occl": "occluded", "edit": "edited", "shot": "screenshot", "born": "drawn"}.get(parts[0], "-".join(parts[:2]) if parts[0] in ("blur", "motion", "glare", "over", "dark", "screen", "notcolour") else parts[0])


def plot(name, title, unit, end, threshold, bad, rows):
    labels = sorted(rows, key=lambda k: (any(k.startswith(b) for b in bad), k))
    left, width, step = 190, 420, 17
    height = 46 + step * len(labels) + 26
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 40}" height="{height}" font-family="sans-serif" font-size="11">',
           '<rect width="100%" height="100%" fill="#fff"/>', f'<text x="8" y="18" font-size="13">{title} ({unit})</text>']
    x = lambda v: left + width * min(max(v / end, 0), 1)  # noqa: E731
    for i, label in enumerate(labels):
        y = 40 + step * i
        colour = "#b3261e" if any(label.startswith(b) for b in bad) else "#1b6e3c"
        out.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end" fill="{colour}">{label}</text><line x1="{left}" y1="{y}" x2="{left + width}" y2="{y}" stroke="#eee"/>')
        out += [f'<circle cx="{x(v):.1f}" cy="{y}" r="3" fill="{colour}" fill-opacity=".55"/>' for v in sorted(rows[label])]
    foot = 40 + step * len(labels)
    for k in range(5):
        v = end * k / 4
        out.append(f'<text x="{x(v):.1f}" y="{foot + 12}" text-anchor="middle" fill="#555">{v:g}</text>')
    if threshold is not None:
        out.append(f'<line x1="{x(threshold):.1f}" y1="30" x2="{x(threshold):.1f}" y2="{foot}" stroke="#333" stroke-dasharray="4 3"/>'
                   f'<text x="{x(threshold) + 4:.1f}" y="32" fill="#333">{threshold:g}</text>')
    return "\n".join(out) + "\n</svg>\n"


def pages(metrics, pictures, target, named):
    """Draws the plots and gives their lines of the index."""
    target.mkdir(parents=True, exist_ok=True)
    index = []
    for name, file, title, unit, end, threshold, bad, source, method, drawn, real in metrics:
        rows = defaultdict(list)
        for p in pictures:
            value = p["figures"].get(name)
            if value is not None:
                rows[named(Path(p["path"]).parent.name)].append(value)
        (target / f"{file}.svg").write_text(plot(name, title, unit, end, threshold, bad, rows))
        index += [f"## `{name}`", "", f"{title}. Unit: {unit}. Source: `{source}`. Method: {method}. {drawn}", "", f"Real licences: {real}", "",
                  f"![{title}]({file}.svg)", ""]
    return index


def kit(truth, reports, target):
    """The plots of a drawn set, with an index of their own."""
    pictures = list(of_kit(truth, reports))
    index = ["# Metrics on the kit's pages", "", f"{len(pictures)} pages that the evaluation kit drew, measured by a scan: "
             "the page that a story spoils under its name, all others together. Drawn by `eval/measures/metrics.py --kit`.", ""]
    (target / "kit.md").write_text("\n".join(index + pages(KIT, pictures, target, str)))


def main():
    if sys.argv[1] == "--kit":
        return kit(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    figures, target = Path(sys.argv[1]), Path(sys.argv[2])
    pictures = [json.loads(line) for line in figures.read_text().splitlines()]
    index = ["# Metrics", "", f"What is measured on a page before a word is read, on {len(pictures)} drawn pictures: other desks, cameras, displays and defects than those of the evaluation kit.",
             "Green rows must not be caught by the metric's rule, red rows must. Drawn by `eval/measures/metrics.py`.", ""]
    index += pages(METRICS, pictures, target, group)
    for name, page, text in ELSEWHERE:
        index += [f"## `{name}`", "", f"{text} [More]({page}).", ""]
    index += ["The camera's movement, the print and the ink: [on the kit's pages](kit.md).", "", "## Real pictures", "", "The pictures of the shared corpus (area `quality`) with what was measured on them, made by `eval/measures/contact.py`:", "", "![contact sheet](contact.jpg)", "", "A row a figure, with the pictures of which it is least, in the middle and most: drawn pages and pictures of that area, made by `eval/measures/contact_measures.py`:", "", "![measures](measures.jpg)", ""]
    (target / "README.md").write_text("\n".join(index))


if __name__ == "__main__":
    main()
