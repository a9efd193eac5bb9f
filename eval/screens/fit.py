#!/usr/bin/env python3
"""Fits the network that tells photographs of displays (`src/measure/display/weights.tsv`) and says how it does on sets it has not seen.

    cargo build --release --example measure_dump
    find OUT LICENCES DRAWN -name '*.jp*g' | sort | xargs target/release/examples/measure_dump --display > figures.jsonl
    fit.py figures.jsonl weights.tsv --recaptured recaptured.txt [--least 0.5]

OUT is what `lay_out.py` laid out (and what `resave.py` saved again of all); every other path counts as a real paper, but for those that `recaptured.txt` names (drawn displays).
A picture's regions all bear its truth. Each set weighs alike, displays and the rest. Left out in turn: each set; of `aakash`, one
telephone with several displays, a session at a time; a half of the real licences; a half of the drawn pictures. The seed is fixed.
Needs numpy and scikit-learn.
"""
import argparse
import json
import os
import re
import warnings
import zlib
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore", ConvergenceWarning)     # few rounds on purpose: more of them fit the sets, not displays

UNITS, NETWORKS, ROUNDS, DECAY = 16, 4, 10, 1.0
MOST = 3.0              # deviations beyond which a figure counts no more
DECIDES = 2             # one of so many regions decides: those that look most like a display
SET_WEIGHT, PICTURE_MOST = 60.0, 3.0
PAPERS = 120.0           # real licences, drawn papers: what the check is asked of
TOO_SMALL = {"harshita": 650_000, "yash-real": 800_000}     # below: stripes drawn over stock pictures; stock pictures


def names():
    rings = [f"{plane}_{ring}_{f}" for plane in ("light", "red_green") for ring in range(1, 6)
             for f in ("level", "peak", "spread", "axis_peak", "axis_level")]
    return rings + [f"{p}_{f}" for p in ("light", "red_green", "blue_green") for f in ("mean", "deviation")]


def group(path):
    """The set of a picture, and what is left out together with it."""
    found = re.search(r"/(\w+)/(screen|real)/([sr]\d-)?[^/]+$", path)
    if not found:
        return ("licences" if "licence-" in path else "drawn"), ""
    pairs = {"r7": "s5"}
    session = (found[3] or "").rstrip("-")
    return found[1], pairs.get(session, session.replace("r", "s"))


def fit(x, y, weight):
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    z = np.clip((x - mean) / deviation, -MOST, MOST)
    taken = np.random.RandomState(0).choice(len(x), len(x), p=weight / weight.sum())
    made = [MLPClassifier((UNITS,), alpha=DECAY, max_iter=ROUNDS, random_state=k, batch_size=256, learning_rate_init=2e-3).fit(z[taken], y[taken])
            for k in range(NETWORKS)]
    return {"mean": mean, "deviation": deviation,
            "weights": np.hstack([m.coefs_[0] for m in made]), "offsets": np.hstack([m.intercepts_[0] for m in made]),
            "out": np.hstack([m.coefs_[1][:, 0] for m in made]) / NETWORKS, "offset": float(np.mean([m.intercepts_[1][0] for m in made]))}


def evidence(model, x):
    z = np.clip((x - model["mean"]) / model["deviation"], -MOST, MOST)
    return np.maximum(z @ model["weights"] + model["offsets"], 0) @ model["out"] + model["offset"]


def likelihood(regions):
    most = np.sort(regions)[::-1][:-(-len(regions) // DECIDES)]
    return round(100 / (1 + np.exp(-most.mean()))) / 100


def table(model):
    number = lambda v: f"{v:.5g}"
    rows = ["\t".join(["figure", "mean", "deviation", *(f"unit{i}" for i in range(len(model["out"])))])]
    for i, name in enumerate(names()):
        rows.append("\t".join([name, number(model["mean"][i]), number(model["deviation"][i]), *map(number, model["weights"][i])]))
    rows.append("\t".join(["offset", "", "", *map(number, model["offsets"])]))
    rows.append("\t".join(["out", number(model["offset"]), "", *map(number, model["out"])]))
    return "\n".join(rows) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("figures")
    parser.add_argument("weights")
    parser.add_argument("--recaptured", required=True)
    parser.add_argument("--least", type=float, help="report at this likelihood too")
    parser.add_argument("--scores", help="write path, truth and left-out likelihood here")
    args = parser.parse_args()
    recaptured = set(open(args.recaptured).read().split("\n"))
    pages = sorted((json.loads(line) for line in open(args.figures)), key=lambda p: p["path"])
    pages = [p for p in pages if p["figures"]]
    sets = np.array([group(p["path"])[0] for p in pages])
    sessions = np.array([group(p["path"])[1] for p in pages])
    y = np.array([int("/screen/" in p["path"] or p["path"] in recaptured) for p in pages])
    if "w" in pages[0]:
        small = [p["w"] * p["h"] < TOO_SMALL.get(s if t else s + "-real", 0) for p, s, t in zip(pages, sets, y)]
        pages = [p for p, s in zip(pages, small) if not s]
        sets, sessions, y = (v[~np.array(small)] for v in (sets, sessions, y))
    page = np.concatenate([np.full(len(p["figures"]), i) for i, p in enumerate(pages)])
    x = np.vstack([p["figures"] for p in pages])
    regions = np.bincount(page)

    def fitted(kept):
        weight = np.zeros(len(pages))
        for s in sorted(set(sets[kept])):
            for truth in (0, 1):
                of = kept & (sets == s) & (y == truth)
                if of.any():
                    weight[of] = min((PAPERS if s in ("licences", "drawn") else SET_WEIGHT) / of.sum(), PICTURE_MOST)
        in_fit = kept[page]
        return fit(x[in_fit], y[page][in_fit], (weight / regions)[page][in_fit])

    left_out = np.zeros(len(pages))
    folds = [(sets == s) & (sessions == t) for s, t in sorted(set(zip(sets, sessions))) if s not in ("licences", "drawn")]
    for s in ("licences", "drawn"):
        # A picture and its copy saved again go together: the last folder names the case.
        half = np.array([zlib.crc32(Path(p["path"]).parent.name.encode()) % 2 for p in pages])
        folds += [(sets == s) & (half == k) for k in (0, 1)]
    for fold in folds:
        model = fitted(~fold)
        for i in np.flatnonzero(fold):
            left_out[i] = likelihood(evidence(model, x[page == i]))
    if args.scores:
        with open(args.scores, "w") as out:
            for p, truth, score in zip(pages, y, left_out):
                out.write(f"{score}\t{truth}\t{p['path']}\n")
    for least in sorted({*np.arange(.3, .96, .05).round(2), *([args.least] if args.least else [])}):
        told = left_out >= least
        parts = [f"{s} {told[(sets == s) & (y == 1)].sum()}/{((sets == s) & (y == 1)).sum()} false {told[(sets == s) & (y == 0)].sum()}/{((sets == s) & (y == 0)).sum()}"
                 for s in sorted(set(sets))]
        print(f"{least:.2f}: {told[y == 1].mean():.3f} found, {told[y == 0].mean():.3f} false; " + "; ".join(parts), flush=True)
    with open(args.weights, "w") as out:
        out.write(table(fitted(np.ones(len(pages), bool))))


if __name__ == "__main__":
    main()
