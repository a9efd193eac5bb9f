"""The drawing style that throws dice (lot.py) with other faces: `draw.sh OUT --style faces:FACES` with PYTHONPATH=eval/kit.

Every page is dealt a face for each of the four Chinese ones and for the Latin ones that lot.py prints with; written names
come from brush faces where CHUSHEN_BRUSHES names a folder of them (.ttf). Debian packages: fonts-noto-cjk,
fonts-noto-cjk-extra, fonts-lxgw-wenkai, fonts-liberation, fonts-roboto-unhinted, fonts-crosextra-carlito,
fonts-crosextra-caladea, fonts-inconsolata, fonts-open-sans, fonts-lato.
"""
import dataclasses
import os
import random
import zlib
from pathlib import Path

import lot

O, T = "/usr/share/fonts/opentype/noto/", "/usr/share/fonts/truetype/"
CHINA = 2  # Noto's collections hold Japanese, Korean, simplified, traditional, Hong Kong.
SERIFS = [(f"{O}NotoSerifCJK-{w}.ttc", CHINA) for w in ("Light", "Regular", "Medium", "SemiBold")]
SANS = [(f"{O}NotoSansCJK-{w}.ttc", CHINA) for w in ("Light", "DemiLight", "Regular", "Medium", "Bold")]
KAIS = [(f"{T}lxgw-wenkai/LXGWWenKai{w}.ttf", 0) for w in ("-Regular", "-Bold", "-Light", "Mono-Regular")]
LATIN = [(T + p, 0) for p in (
    "liberation/LiberationSans-Regular.ttf", "liberation/LiberationSans-Bold.ttf", "liberation/LiberationSerif-Regular.ttf",
    "liberation/LiberationMono-Regular.ttf", "liberation/LiberationSansNarrow-Regular.ttf", "crosextra/Carlito-Regular.ttf",
    "crosextra/Caladea-Regular.ttf", "roboto/unhinted/RobotoCondensed-Medium.ttf", "open-sans/OpenSans-Regular.ttf",
    "lato/Lato-Regular.ttf", "inconsolata/Inconsolata.otf")]
LATIN = [f for f in LATIN if Path(f[0]).is_file()]
BRUSHES = [(str(p), 0) for p in sorted(Path(os.environ.get("CHUSHEN_BRUSHES", "/nonexistent")).glob("*.ttf"))]

FACES = dataclasses.replace(lot.LOT, name="faces")
dealt = {}
last = ""
_fork, _choose, _skeleton, _page = lot.fork, lot.choose, lot.skeleton, lot.Page.__init__


def deal(seed):
    r = random.Random(f"faces/{seed}")
    other = {lot.SONG: SERIFS, lot.KAI: KAIS, lot.HEI: SANS, lot.MICRO: SANS, lot.MICROMONO: KAIS[3:] + SANS}
    dealt.clear()
    for face, among in other.items():
        dealt[face] = r.choice(among)
    for face in (lot.SANS, lot.SANSB, lot.COND, lot.CONDB, lot.MONO, lot.MONOB, lot.SERIF, lot.SERIFC):
        dealt[face] = r.choice(LATIN)


def fork(rnd, tag=""):
    """The lot that was drawn last also says what the next page is printed with, so that a case is the same wherever it is drawn."""
    global last
    r = _fork(rnd, tag)
    last = f"{tag}/{hash(r.getstate()[1][:8])}"
    return r


def page(self, *a, **kw):
    _page(self, *a, **kw)
    deal(f"{last}/{self.img.size}")


def choose(pen, ch):
    latin = dealt.get(pen.latin)
    if latin and ord(ch) < 127 and ord(ch) in lot.covered(latin):
        return latin
    face = dealt.get(pen.face)
    if face and (ord(ch) in lot.covered(face) or ch in " \u3000"):
        return face
    return _choose(pen, ch)


def skeleton(face, ch):
    if BRUSHES:
        brush = BRUSHES[zlib.crc32(repr((sorted(dealt.items()), face)).encode()) % len(BRUSHES)]
        if ord(ch) in lot.covered(brush):
            return _skeleton(brush, ch)
    return _skeleton(face, ch)


lot.fork, lot.Page.__init__, lot.choose, lot.skeleton = fork, page, choose, skeleton
