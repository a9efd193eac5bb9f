#!/usr/bin/env python3
"""Saves pictures again as messengers do, and softens some, so that neither compression nor softness passes for a display.

    resave.py PATHS OUT

PATHS: a file with a path a line. Every one that a number drawn from its name picks is saved at quality 30 to 60 (a half of them made
smaller, a quarter softened before). OUT keeps set and class, or the case, in the path, so that `fit.py` leaves them out with their originals.
"""
import random
import re
import sys
from pathlib import Path

import cv2

cv2.setNumThreads(1)
SHARE = {"licences": 1.0, "drawn": 1.0, "public": 0.3}


def main():
    paths, out = Path(sys.argv[1]).read_text().split("\n"), Path(sys.argv[2])
    for path in filter(None, paths):
        rng = random.Random(path)
        public = re.search(r"/(\w+)/(screen|real)/[^/]+$", path)
        kind = "public" if public else "licences" if "licence-" in path else "drawn"
        if rng.random() >= SHARE[kind]:
            continue
        picture = cv2.imread(path, cv2.IMREAD_COLOR)
        if picture is None:
            continue
        if rng.random() < .5:
            longest = rng.choice([1280, 1600]) / max(picture.shape[:2])
            if longest < 1:
                picture = cv2.resize(picture, None, fx=longest, fy=longest, interpolation=cv2.INTER_AREA)
        if rng.random() < .25:
            picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(.8, 3))
        target = out / Path(path).relative_to("/").with_suffix(".resaved.jpg")
        target.parent.mkdir(parents=True, exist_ok=True)
        cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, rng.randrange(30, 61)])[1].tofile(str(target))


if __name__ == "__main__":
    main()
