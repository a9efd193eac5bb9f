#!/usr/bin/env python3
"""Lays out public photographs of displays and of the world, for the fit of the display classifier (`fit.py`).

    lay_out.py MIRROR OUT

MIRROR holds the git directories of copies of the repositories of `SOURCES` (`owner+name/repo`). Each repository is one person's set, with
that person's telephones and displays; OUT gets SET/screen and SET/real. No licence is stated for most of them: nothing of OUT may be
committed, and only the fitted numbers are kept. Of `aakash` only the sessions that are for work are taken (`../shared/eval/screens`).
"""
import argparse
import re
import subprocess
from pathlib import Path

# Repository, commit, pattern of a path with its class; group 1 is the class, group 2 (where there is one) the session.
SOURCES = {
    "aakash": ("aakash-kr-7/screen-recapture-detector", r"dataset/(screen|real)/([sr][1357])_[^/]+/[^/]+"),
    "shrimanta": ("shrimantasatpati/Spot-the-Fake-Photo", r"dataset/(screen|real)/[^/]+"),
    "harshit": ("HarshitBhalia/Spot-the-Fake-Photo", r"Datasett/(Fake|Real)/[^/]+"),
    "yash": ("yash2607-del/Salescode-ai-screen_recapture_detector", r"dataset/(screen|real)/[^/]+"),
    "devansh": ("DEVANSH263/SalesCode-Spot-The-Fake-Photo", r"Data/(screen|real)/[^/]+"),
    "siddi": ("Lord-Siddi/spot-the-fake-photo", r"data/(screen|real)[^/]*/[^/]+"),
    "harshita": ("HarshitaJindal09/Spot-The-Fake-Photo", r"dataset/(Screen|Real|train/screen|train/real|val/screen|val/real|test/screen|test/real)/[^/]+"),
    "aryama": ("aryamapandey41-cloud/spot-the-fake-photo", r"dataset/(screen|real)/[^/]+"),
}
PRINTED = "s7"      # photographs of printouts: paper is no display


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mirror")
    parser.add_argument("out")
    args = parser.parse_args()
    for name, (repository, pattern) in SOURCES.items():
        snapshot = Path(args.mirror) / repository.replace("/", "+") / "repo"
        git = lambda *a: subprocess.run(["git", "--git-dir", str(snapshot), *a], capture_output=True)
        count, seen = {"screen": 0, "real": 0, "not in this copy": 0}, set()
        for line in git("ls-tree", "-r", "-z", "HEAD").stdout.decode().split("\0"):
            if not line:
                continue
            meta, path = line.split("\t")
            found = re.fullmatch(pattern, path)
            if not found or not re.search(r"\.(jpe?g|png|webp)$", path, re.I) or PRINTED + "_" in path:
                continue
            digest = meta.split()[2]
            if digest in seen:
                continue
            seen.add(digest)
            kind = "screen" if re.search("screen|fake", found[1], re.I) else "real"
            blob = git("cat-file", "blob", digest)
            if blob.returncode:
                count["not in this copy"] += 1
                continue
            session = found[2] + "-" if found.re.groups > 1 else ""
            target = Path(args.out) / name / kind / (session + digest[:12] + Path(path).suffix.lower())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(blob.stdout)
            count[kind] += 1
        print(name, count)


if __name__ == "__main__":
    main()
