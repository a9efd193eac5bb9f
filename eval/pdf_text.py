#!/usr/bin/env python3
"""How much of the text of PDFs the program reads: on drawn files whose text is known, and on the shared corpus.

    pdf_text.py PROGRAM MODELS [--corpus DIR] [--out DIR] [--only WORD] [--reuse] [--layer-only] [--peer PDF_PEER]

PROGRAM is target/debug/examples/pdf_text (or release). Each file is read in a process of its own under 60 s of CPU time and 4 GB of
address space; one that does not answer counts as read not at all. Prints the tables and writes them into docs/history/accuracy.md
between the lines `<!-- pdf-text -->` and `<!-- /pdf-text -->` (not with --only or --layer-only).
--peer: what pdf-extract reads of the same files beside it (eval/pdf_peer), with its panics, errors and killed processes counted; it is
held against what the text layer can give, so files whose text is to be had from pixels only are a row of their own.
F1 is that of the longest common subsequence of characters, blanks and width ignored, so that order counts.
"""
import argparse
import csv
import json
import re
import statistics
import subprocess
import sys
import unicodedata
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/history/accuracy.md"


def fold(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def common(a, b):
    """Length of the longest common subsequence."""
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], diagonal + 1 if x == y else max(row[j + 1], row[j])
    return row[-1]


def f1(want, got):
    return 2 * common(want, got) / max(len(want) + len(got), 1)


def read(program, models, path):
    """Pages as the program prints them, and how the process ended when it did not end well."""
    command = f"ulimit -v 4000000; ulimit -t 60; exec timeout 600 '{program}' '{models}' '{path}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, errors="replace")
    pages = [json.loads(line) for line in done.stdout.split("\n") if line.startswith("{")]
    how = {0: "", 124: "ran out of time", 137: "ran out of CPU time", -9: "ran out of CPU time"}.get(done.returncode, f"ended with status {done.returncode}")
    return pages, how


def said(pages):
    """What the program reads; with --layer-only what the text layer shows, whether the program would trust it or not."""
    lines = lambda p: p["lines"] if "lines" in p else [text for text, hidden in p.get("layer", []) if not hidden]
    return fold("".join("".join(lines(p)) for p in pages))


def copied(pages):
    """What copying gives: the layer as it is in the file, hidden lines too, a glyph's number where nothing tells its character."""
    return fold("".join("".join(p.get("copied", [])) for p in pages))


def peer_reads(program, path):
    """What pdf-extract gives, and how it ended when not well: error, panic, killed."""
    command = f"ulimit -v 4000000; ulimit -t 60; exec timeout 600 '{program}' text '{path}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, errors="replace")
    # It prints of its own; the answer is the last line.
    lines = [line for line in done.stdout.split("\n") if line.startswith('{"said"') or line.startswith('{"seconds"')]
    said = json.loads(lines[-1])["said"] if lines else {"killed": True}
    return fold(said.get("text", "")), next((how for how in ("error", "panic", "killed") if how in said), "")


def beside(peer, drawn, found, folder, corpus_dir, pool):
    """The table of the peer: drawings by where their text is to be had from, and the corpus's snippets."""
    truth = {name: fold("".join(t)) for name, t, _ in json.loads((folder / "truth.json").read_text())[0]}
    groups = defaultdict(lambda: {"files": 0, "ours": 0.0, "theirs": 0.0, "ends": defaultdict(int)})
    for (name, want, score, _), (text, how) in zip(drawn, pool.map(lambda r: peer_reads(peer, folder / f"{r[0]}.pdf"), drawn)):
        group = groups[want]
        group["files"] += 1
        group["ours"] += score
        group["theirs"] += f1(truth[name], text)
        group["ends"][how] += 1
    tell = lambda ends: ", ".join(f"{n} {how}" for how, n in sorted(ends.items()) if how) or "none"
    out = ["", "pdf-extract on the same files (`eval/pdf_peer`):", "", "| text to be had from | files | F1 ours | F1 pdf-extract | its failures |", "| --- | ---: | ---: | ---: | --- |"]
    out += [f"| {want} | {g['files']} | {g['ours'] / g['files']:.4f} | {g['theirs'] / g['files']:.4f} | {tell(g['ends'])} |" for want, g in groups.items()]
    if found:
        rows = [r for r in found if r[0]["text_layer"] != "differs"]
        read = list(pool.map(lambda r: peer_reads(peer, corpus_dir / r[0]["path"]), rows))
        hits = sum(fold(r[0]["text_snippet"]) in text for r, (text, _) in zip(rows, read))
        ends = defaultdict(int)
        for _, how in read:
            ends[how] += 1
        out += ["", f"Corpus: pdf-extract has the snippet in {hits} of {len(rows)} rows; its failures: {tell(ends)}."]
    return "\n".join(out)


def sources(pages, how):
    return ", ".join(sorted({p.get("source") or p.get("error") or f"unmapped {p['unmapped'] or 0:.2f}" for p in pages})) or how


def draw(a):
    """Draws all files, or takes those drawn before with --reuse; [name, lines a person sees, layer or pixels], what could not be drawn."""
    import pdf_drawings
    folder, known = a.out / "drawings", a.out / "drawings/truth.json"
    if a.reuse and known.is_file():
        return json.loads(known.read_text())
    folder.mkdir(parents=True, exist_ok=True)
    rows, missing = [], []
    for name, data, truth, want in pdf_drawings.all_drawings(a.out / "work"):
        if data is None:
            missing.append(f"{name}: {want}")
            continue
        (folder / f"{name}.pdf").write_bytes(data)
        rows.append([name, truth, want])
    known.write_text(json.dumps([rows, missing], ensure_ascii=False))
    return rows, missing


def drawings(a, pool):
    folder = a.out / "drawings"
    rows, missing = draw(a)
    rows = [r for r in rows if a.only in r[0]]
    read_all = pool.map(lambda r: read(a.program, a.models, folder / f"{r[0]}.pdf"), rows)
    out = []
    for (name, truth, want), (pages, how) in zip(rows, read_all):
        score = f1(fold("".join(truth)), said(pages))
        out.append((name, want, score, sources(pages, how)))
        print(f"{score:.4f}\t{want}\t{sources(pages, how)}\t{name}" + ("" if score > 0.97 else f"\t{said(pages)[:200]}"), flush=True)
    return out, missing


def corpus(a, pool):
    manifest = a.corpus / "manifest.tsv"
    if not manifest.is_file():
        return None
    with manifest.open() as lines:
        rows = [r for r in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if r["area"] == "pdf" and r["text_snippet"]]
    rows = [r for r in rows if a.only in r["path"]]
    out = []
    for row, (pages, how) in zip(rows, pool.map(lambda r: read(a.program, a.models, a.corpus / r["path"]), rows)):
        found, copies = (fold(row["text_snippet"]) in text for text in (said(pages), copied(pages)))
        out.append((row, found, copies, sources(pages, how)))
        if not found:
            print(f"{'copied only' if copies else 'missing'}\t{row['path']}\t{sources(pages, how)}\t{row['text_snippet'][:80]!r}\t{said(pages)[:200]!r}", flush=True)
    return out


def family(name):
    return re.sub(r"-(form|licence|letter)$", "", name)


def tables(drawn, missing, found):
    kinds = defaultdict(list)
    for name, want, score, source in drawn:
        kinds[family(name), want].append((score, source))
    mean = statistics.mean(score for _, _, score, _ in drawn)
    out = [f"Drawn: {len(drawn)} files, F1 mean {mean:.4f}, lowest {min(s for _, _, s, _ in drawn):.4f}.", "",
           "| drawn as | text to be had from | files | F1 mean | F1 lowest | read from |", "| --- | --- | ---: | ---: | ---: | --- |"]
    for (kind, want), rows in kinds.items():
        scores = [s for s, _ in rows]
        out.append(f"| {kind} | {want} | {len(rows)} | {statistics.mean(scores):.4f} | {min(scores):.4f} | {', '.join(sorted({s for _, s in rows}))} |")
    out += [f"Not drawn: {m}." for m in missing]
    if found is not None:
        scored = [r for r in found if r[0]["text_layer"] != "differs"]
        n = len(scored)
        shown, copies = (sum(r[i] for r in scored) for i in (1, 2))
        either = sum(r[1] or r[2] for r in scored)
        out += ["", f"Corpus: the snippet is in the text the program gives for {either} of {n} rows ({either / n:.4f}): in what it reads as shown "
                f"for {shown} ({shown / n:.4f}), in the layer as copied for {copies} ({copies / n:.4f}). Snippets are what two readers copy: hidden text "
                "is among them, and the numbers of glyphs of which nothing tells the characters. Only what is shown is ever judged.", "",
                "| not as shown | snippet | read from | as copied |", "| --- | --- | --- | --- |"]
        for row, ok, copies, source in scored:
            if not ok:
                snippet = json.dumps(row["text_snippet"][:40], ensure_ascii=False).replace("|", "\\|").replace("`", "'")
                out.append(f"| {row['path'].removeprefix('pdf/')} | `{snippet}` | {source} | {'yes' if copies else 'no'} |")
    return "\n".join(out)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program", type=Path)
    ap.add_argument("models")
    ap.add_argument("--corpus", type=Path, default=ROOT.parent / "shared/corpus")
    ap.add_argument("--out", type=Path, default=ROOT / "target/pdf-text")
    ap.add_argument("--only", default="", metavar="WORD")
    ap.add_argument("--reuse", action="store_true", help="read the files drawn before")
    ap.add_argument("--layer-only", action="store_true", help="what the text layers show, without reading any page")
    ap.add_argument("--peer", type=Path, help="eval/pdf_peer's program: pdf-extract beside ours")
    ap.add_argument("--jobs", type=int, default=2)
    a = ap.parse_args()
    if a.layer_only:
        a.models = "layer"
    with ThreadPoolExecutor(a.jobs) as pool:
        drawn, missing = drawings(a, pool)
        found = corpus(a, pool)
        peer = beside(a.peer, drawn, found, a.out / "drawings", a.corpus, pool) if a.peer and drawn else ""
    if not drawn:
        print("pdf_text: nothing was drawn", file=sys.stderr)
        return 1
    body = tables(drawn, missing, found) + peer
    print(body)
    opening, closing = "<!-- pdf-text -->", "<!-- /pdf-text -->"
    page = PAGE.read_text()
    if not a.only and not a.layer_only and opening in page:
        before, rest = page.split(opening, 1)
        PAGE.write_text(before + f"{opening}\n{body}\n{closing}" + rest.split(closing, 1)[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
