#!/usr/bin/env python3
"""Draws a queue of filing cases whose papers look like the real ones.

    draw_real.py OUT [--seed S] [--cases N] [--stories N] [--story NAME ...] [--jobs N]

OUT/queue/<case_id>/   a case folder as submitted: case.json and attachments
OUT/truth.jsonl        one line a case: story, verdict, findings that must be there, findings that may, documents and fields

`--cases` clean ones come first, then `--stories` with one defect each, story after story. The date to judge by is 2026-06-01.
"""
import argparse
import json
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from draw.stories import STORIES, build  # noqa: E402


def draw_one(job):
    seed, index, name, queue = job
    return build(seed, index, name).write(queue)


def plan(cases, stories, only):
    names = only or list(STORIES)
    return ["clean"] * cases + [names[i % len(names)] for i in range(stories)]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=Path)
    ap.add_argument("--seed", default="r1")
    ap.add_argument("--cases", type=int, default=60)
    ap.add_argument("--stories", type=int, default=0)
    ap.add_argument("--story", action="append", choices=list(STORIES))
    ap.add_argument("--jobs", type=int, default=2)
    a = ap.parse_args()
    queue = a.out / "queue"
    shutil.rmtree(queue, ignore_errors=True)
    queue.mkdir(parents=True)
    jobs = [(a.seed, i, name, str(queue)) for i, name in enumerate(plan(a.cases, a.stories or len(a.story or []), a.story))]
    with ProcessPoolExecutor(a.jobs) as pool, open(a.out / "truth.jsonl", "w", encoding="utf-8") as f:
        for row in pool.map(draw_one, jobs):
            f.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(jobs)} cases in {a.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
