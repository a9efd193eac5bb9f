#!/usr/bin/env python3
"""Builds the fuzz targets and runs each for a given processor time.

    python3 fuzz/run.py --cpu-seconds 120                 all targets
    python3 fuzz/run.py pdf raster --cpu-seconds 600      some
    python3 fuzz/run.py --build                           only build

The coverage counters are LLVM's own and are asked for by stable options of rustc, so neither a nightly compiler nor cargo-fuzz is
needed (`cargo +nightly fuzz run TARGET` works as well). Seeds are the files of `--seeds`; what is found new is kept in
`fuzz/corpus/TARGET`, crashes in `fuzz/artifacts/TARGET`. Exit 1 where a target crashed.
"""
import argparse
import concurrent.futures
import hashlib
import io
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import zipfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
TARGETS = ["sniff", "raster", "heif", "pdf", "ofd", "document", "declaration", "rules", "worker", "wire", "values", "signature"]
FLAGS = ("--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 "
         "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table "
         "-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=16")
# Which seeds a target can use, and how large an input it may grow.
SEEDS = {"sniff": (None, 1 << 16), "raster": ({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"}, 1 << 16),
         "heif": ({".heic", ".heif", ".hif"}, 1 << 15), "ofd": ({".ofd"}, 1 << 14),
         "pdf": ({".pdf"}, 1 << 17), "document": (None, 1 << 16), "declaration": ({".json"}, 1 << 15),
         "rules": ({".toml"}, 1 << 15), "worker": (set(), 1 << 12), "wire": (set(), 1 << 14), "values": (set(), 256), "signature": ({".der"}, 1 << 14)}
WORDS = {"worker": [b'{"id":"a","case":"x"}\n', b'{"id":1}\n[]\n\n{"id":"b","case":"/tmp"}', b"\xff\n{"],
         "wire": [b"\x02\x00\x00\x00\x02\x01", b"\x01\x00\x00\x00\x04"],
         "ofd": [b'<Page><Content><Layer><TextObject Boundary="1 1 40 6" CTM="1 0 0 1 0 0" Font="7" Size="5" Alpha="90"><CGTransform '
                 b'CodePosition="0" CodeCount="1"><Glyphs>3</Glyphs></CGTransform><TextCode X="0" Y="5" DeltaX="g 2 5 1">abc</TextCode></TextObject>'
                 b'<PathObject Boundary="0 0 9 9" Fill="true" Rule="Even-Odd" DashPattern="1 2"><Clips><Clip><Area><Path><AbbreviatedData>M 0 0 L 9 9'
                 b'</AbbreviatedData></Path></Area></Clip></Clips><FillColor><AxialShd><Segment><Color Value="9 9 9"/></Segment></AxialShd></FillColor>'
                 b'<AbbreviatedData>M 0 0 A 3 2 10 1 0 5 5 Q 1 1 2 2 B 1 2 3 4 5 6 C</AbbreviatedData></PathObject><ImageObject ResourceID="5" '
                 b'CTM="9 0 0 9 0 0" Boundary="1 1 9 9"/><CompositeObject ResourceID="8"/></Layer></Content></Page>\xff'
                 b'<Res BaseLoc="."><Font ID="7" FontName="x"><FontFile>f</FontFile></Font><MultiMedia ID="5"><MediaFile>m</MediaFile></MultiMedia>'
                 b'<DrawParam ID="4" LineWidth="1"/><VectorG ID="8"><Content><PageBlock/></Content></VectorG></Res>\xff'
                 b'<PageAnnot><Annot Type="Stamp"><Appearance Boundary="1 1 9 9"><PageBlock/></Appearance></Annot></PageAnnot>\xff'
                 b'0\x14\x30\x12\x30\x10\x16\x02ES'],
         "values": ["11010519491231002X".encode(), "2026-06-01".encode(), "91350100M000100Y43".encode(),
                    "例子.中国 13800138000".encode()]}


# What the target `ofd` takes, in its order: a page, its resources, its annotations, a seal, a font, a picture.
OFD_PARTS = [r"page.*content.*\.xml$", r"res.*\.xml$", r"annot.*annotation.*\.xml$", r"(seal\.esl|signedvalue\.dat)$", r"\.(ttf|otf)$",
             r"\.(png|jpe?g|bmp)$"]


def parts_of_ofd(data, most):
    """One input a page of an OFD, as the target `ofd` parts it; the largest parts are left out until it fits. None of what is no archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        named = [[n for n in archive.namelist() if re.search(part, n, re.I)] for part in OFD_PARTS]
        rest = [archive.read(names[0]) if names else b"" for names in named[1:]]
        for page in named[0]:
            parts = [archive.read(page), *rest]
            while len(b"\xff".join(parts)) > most and any(parts[1:]):
                parts[max(range(1, len(parts)), key=lambda i: len(parts[i]))] = b""
            if len(b"\xff".join(parts)) <= most:
                yield b"\xff".join(parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        return


def host():
    text = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    return re.search(r"^host: (.*)$", text, re.M).group(1)


def build(targets, target_dir):
    env = dict(os.environ, RUSTFLAGS=FLAGS, CARGO_TARGET_DIR=str(target_dir))
    command = ["cargo", "build", "--manifest-path", str(HERE / "Cargo.toml"), "--target", host()]
    for target in targets:
        command += ["--bin", target]
    subprocess.run(command, check=True, env=env)
    return target_dir / host() / "debug"


def seeds(target, places):
    kinds, most = SEEDS[target]
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for n, word in enumerate(WORDS.get(target, [])):
        (folder / f"word-{n}").write_bytes(word)
    for place in places:
        for file in sorted(pathlib.Path(place).rglob("*")):
            if not file.is_file() or kinds is not None and file.suffix.lower() not in kinds:
                continue
            inputs = parts_of_ofd(file.read_bytes(), most) if target == "ofd" else [file.read_bytes()] if file.stat().st_size <= most else []
            for data in inputs:
                name = f"seed-{hashlib.sha256(data).hexdigest()[:12]}-{file.name[:60]}"
                (folder / name).write_bytes(data)
    return folder


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fuzz(binary, target, seconds, places, patience):
    folder = seeds(target, places)
    crashes = HERE / "artifacts" / target
    crashes.mkdir(parents=True, exist_ok=True)
    log = crashes / "log.txt"
    with open(log, "w") as out:
        process = subprocess.Popen(
            [str(binary), str(folder), f"-artifact_prefix={crashes}/", f"-max_len={SEEDS[target][1]}", f"-timeout={patience}",
             "-rss_limit_mb=3000", "-print_final_stats=1", "-verbosity=1"], stdout=out, stderr=out, cwd=HERE)
        used = 0.0
        while process.poll() is None:
            time.sleep(0.5)
            try:
                used = cpu(process.pid)
            except OSError:
                break
            if used >= seconds:
                process.send_signal(signal.SIGINT)
                break
        try:
            process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    text = log.read_text(errors="replace")
    runs = [int(n) for n in re.findall(r"^#(\d+)", text, re.M)] + [int(n) for n in re.findall(r"executed_units: (\d+)", text)]
    found = [p.name for p in crashes.iterdir() if p.name.startswith(("crash-", "oom-", "timeout-", "leak-"))]
    cover = [int(n) for n in re.findall(r"cov: (\d+)", text)]
    return {"target": target, "cpu_seconds": round(used, 1), "executions": max(runs, default=0),
            "edges": max(cover, default=0), "findings": sorted(found)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", default=TARGETS)
    parser.add_argument("--cpu-seconds", type=float, default=120)
    parser.add_argument("--seeds", nargs="*", default=["samples", "rules", "tests/signatures", "../shared/corpus"])
    parser.add_argument("--patience", type=int, default=60, help="seconds on the wall for one input; more on a busy machine")
    parser.add_argument("--side-by-side", type=int, default=1, help="targets fuzzed at once")
    parser.add_argument("--build", action="store_true", help="build and stop")
    parser.add_argument("--target-dir", default=str(HERE / "target"))
    args = parser.parse_args()
    binaries = build(args.targets, pathlib.Path(args.target_dir))
    if args.build:
        return
    root = HERE.parent
    places = [root / p for p in args.seeds if (root / p).exists()]
    def one(target):
        result = fuzz(binaries / target, target, args.cpu_seconds, places, args.patience)
        print(json.dumps(result), flush=True)
        return result

    with concurrent.futures.ThreadPoolExecutor(args.side_by_side) as pool:
        results = list(pool.map(one, args.targets))
    sys.exit(1 if any(r["findings"] for r in results) else 0)


if __name__ == "__main__":
    main()
