#!/usr/bin/env python3
"""A queue through a real standalone cluster under kills, held against `chushen scan` case by case.

    drill.py --chushen PROGRAM [--cases 300] [--faulty 9] [--keep DIR]

A third of the faulty cases each crashes, hangs and eats memory (tests/faulty.py). An executor is killed after the first wave,
the driver after the second; the run is taken up, then packed and run once more without kills. Held: every case stands exactly
once in the committed answers and in `cases`; reports equal those of the scan, byte for byte; exactly the faulty ones are errors, of
the right kind; the tables equal those of `chushen export`; nothing is left running.
"""
import argparse
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
AS_OF = "2026-06-01"
OPTIONS = ["--no-ocr", "--lang", "en"]


def picture(n):
    """A sheet of print-like marks as PNG: one of twenty, from the second round on cropped, as a copy that was handed in again."""
    seed, columns, rows = n % 20, 180, 210 - (6 if n >= 20 else 0)

    def inked(col, row):
        within = row % 6 < 3 and col % 15 < 12 and 12 <= col < 168 and 12 <= row < 200
        return within and zlib.crc32(bytes([seed, col, row])) % 5 < 2

    lines = [b"".join(bytes([40 if inked(col, row) else 235]) * 3 for col in range(columns)) for row in range(rows)]
    data = b"".join((b"\0" + line) * 3 for line in lines)
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", columns * 3, rows * 3, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def draw(queue, count, faulty):
    """Cases that share names, files and ids with each other, so that what is known of others matters; a few without a declaration."""
    declared = json.loads((ROOT / "samples/queue/other-domain/case.json").read_text())
    kinds, step = ["crash", "hang", "eat"], max(1, count // max(1, faulty))
    for n in range(count):
        spoilt = n % step == 0 and n // step < faulty
        name = f"{kinds[n // step % 3] if spoilt else 'case'}-{n:04}"
        folder = queue / f"day-{n % 3}" / name
        folder.mkdir(parents=True)
        if n % 11:
            # Two cases in ten bear another's id.
            case = {**declared, "case_id": f"c{n - n % 2 if n % 10 == 1 else n:04}"}
            case.pop("attachments", None)
            case["subject"] = json.loads(json.dumps(declared["subject"]))
            case["subject"]["certificate"]["number"] += str(n % 40)
            (folder / "case.json").write_text(json.dumps(case, ensure_ascii=False))
        (folder / "身份证.png").write_bytes(picture(n))
        (folder / "broken.pdf").write_bytes(b"%PDF-1.4\n" + bytes([n % 256]))


def kind_of(case):
    return {"crash": "crashed", "hang": "timeout", "eat": "out-of-memory"}.get(case.rsplit("/", 1)[-1].split("-")[0])


def answers(out):
    import pyarrow.parquet as pq

    rows = []
    for wave in sorted((out / "answers").glob("run=*/wave=*")):
        if (wave / "_SUCCESS").exists():
            for part in sorted(wave.glob("part-*.parquet")):
                rows += pq.ParquetFile(part).read().to_pylist()
    return rows


def table(out, name):
    import pyarrow.parquet as pq

    return [r for part in sorted((out / name).glob("run=*/part-*.parquet")) for r in pq.ParquetFile(part).read().to_pylist()]


def wait_for(what, condition, process=None, seconds=900):
    end = time.monotonic() + seconds
    while not condition():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the driver ended with {process.returncode} before {what}")
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


def hold(out, scanned, cases, queue, chushen):
    """All that is promised of a finished output."""
    rows = answers(out)
    counted = Counter(r["case"] for r in rows)
    assert set(counted) == set(cases), f"{len(counted)} cases answered of {len(cases)}"
    assert max(counted.values()) == 1, [c for c, n in counted.items() if n > 1][:5]
    for row in rows:
        expected = kind_of(row["case"])
        assert row["error_kind"] == expected, (row["case"], row["error_kind"], row["error"])
        if expected is None:
            assert row["file"].encode() == (scanned / row["report"]).read_bytes(), f"{row['case']}: another report than the scan's"
    folders = Counter(r["folder"] for r in table(out, "cases"))
    assert folders == counted, "the table `cases` has other cases than the answers"
    # The tables of the cluster are those of `export`, but for the cases without a report.
    with tempfile.TemporaryDirectory() as tmp:
        for row in rows:
            if row["file"] is not None:
                (Path(tmp) / row["report"]).write_text(row["file"])
        subprocess.run([chushen, "export", tmp, "--format", "jsonl", "--out", Path(tmp) / "t"], check=True, stderr=subprocess.DEVNULL)
        for name in ("cases", "documents", "findings"):
            lines = (Path(tmp) / "t" / f"{name}.jsonl").read_text().splitlines()
            wanted = Counter(json.dumps(json.loads(line), sort_keys=True) for line in lines)
            columns = list(json.loads(lines[0]))
            made = [r for r in table(out, name) if name != "cases" or r["error_kind"] is None]
            got = Counter(json.dumps({c: plain(r[c]) for c in columns}, sort_keys=True) for r in made)
            assert got == wanted, f"{name}: {sum((got - wanted).values())} rows differ from those of `export`"
    return rows


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--chushen", required=True, type=Path)
    ap.add_argument("--cases", type=int, default=300)
    ap.add_argument("--faulty", type=int, default=9)
    ap.add_argument("--timeout", type=float, default=30, help="seconds a case may take; a busy machine needs many to start a worker")
    ap.add_argument("--keep", type=Path, help="work here, and leave it")
    a = ap.parse_args()
    try:
        import pyarrow  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError as e:
        print(f"SKIPPED test-spark: {e}; `make test-spark` installs what it needs", file=sys.stderr)
        return 0
    import cluster

    if cluster.lacking():
        print(f"SKIPPED test-spark: {cluster.lacking()}", file=sys.stderr)
        return 0
    work = a.keep or Path(tempfile.mkdtemp(prefix="chushen-drill-"))
    work.mkdir(parents=True, exist_ok=True)
    queue, out, scanned, stand_in = work / "queue", work / "out", work / "scanned", work / "bin"
    draw(queue, a.cases, a.faulty)
    stand_in.mkdir()
    shutil.copy(HERE / "faulty.py", stand_in / "chushen")
    os.chmod(stand_in / "chushen", 0o755)
    chushen = a.chushen.resolve()
    (stand_in / "chushen.path").write_text(str(chushen))
    began = time.monotonic()
    subprocess.run([chushen, "scan", queue, "--out", scanned, "--as-of", AS_OF, *OPTIONS, "--exit-zero", "--quiet"], check=True)
    print(f"single machine: {a.cases} cases, {time.monotonic() - began:.0f} s", flush=True)
    survey = lambda *more: subprocess.run([chushen, "survey", queue, *more], stdout=subprocess.PIPE, check=True).stdout
    assert survey("--pictures") != survey(), "no two cases share nearly the same picture: that they are told of it is not tried"
    cases = [f"{f.parent.name}/{f.name}" for f in queue.glob("*/*")]
    asked = ["--chushen", stand_in / "chushen", "--queue", queue, "--out", out, "--as-of", AS_OF, *[f"--option={o}" for o in OPTIONS],
             "--timeout", a.timeout, "--memory-mb", 700, "--wave", max(6, a.cases // 6), "--task", max(3, a.cases // 24)]
    waves = lambda: len(list(out.glob("answers/run=*/wave=*/_SUCCESS")))
    began = time.monotonic()
    with cluster.Cluster(work / "cluster") as spark:
        driver = spark.submit(*asked)
        wait_for("the first wave", lambda: waves() >= 1, driver)
        victim = spark.executors()[0]
        os.kill(victim, signal.SIGKILL)
        print(f"killed an executor after {waves()} wave(s)", flush=True)
        wait_for("the second wave", lambda: waves() >= 2, driver)
        os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        done = len(answers(out))
        print(f"killed the driver after {waves()} waves, {done} of {a.cases} cases", flush=True)
        assert 0 < done < a.cases, "the driver was to be killed on the way"
        left = lambda: (spark.reap(), [int(p) for p in (stand_in / "pids").read_text().split() if cluster.command_of(p)])[1]
        wait_for("no worker is left behind", lambda: not left(), seconds=90)
        # Not without being told so, and not otherwise than before.
        assert spark.submit(*asked, log="refused.log").wait() == 2
        assert spark.submit(*asked, "--resume", "--as-of", "2026-07-01", log="refused.log").wait() == 1
        taken_up = spark.submit(*asked, "--resume", "--reports", work / "reports", log="resumed.log")
        assert taken_up.wait() == 1, "cases without a report end the run with 1"
        rows = hold(out, scanned, cases, queue, chushen)
        for row in rows:
            if row["file"] is not None:
                assert (work / "reports" / row["report"]).read_bytes() == (scanned / row["report"]).read_bytes()
        requests = len((stand_in / "requests").read_text().split())
        print(f"shared folder: {len(rows)} cases, {len(rows)} distinct, {sum(r['error_kind'] is not None for r in rows)} errors, "
              f"{requests} requests, {time.monotonic() - began:.0f} s", flush=True)
        # A third run has nothing to do and changes nothing.
        before = sorted(out.rglob("*.parquet"))
        assert spark.submit(*asked, "--resume", log="idle.log").wait() == 1
        assert sorted(out.rglob("*.parquet")) == before
        # Packed: no shared folder; errors asked again by the real program, which answers them all.
        packed = work / "packed"
        subprocess.run([sys.executable, "-m", "chushen_spark.pack", queue, packed, "--chushen", chushen], check=True,
                       env={**os.environ, "PYTHONPATH": str(HERE.parent / "src")})
        other = ["--chushen", chushen, "--packed", packed, "--out", work / "out-packed", "--as-of", AS_OF, *[f"--option={o}" for o in OPTIONS]]
        assert spark.submit(*other, log="packed.log").wait() == 0
        rows = answers(work / "out-packed")
        assert Counter(r["case"] for r in rows) == Counter(cases)
        for row in rows:
            assert row["file"].encode() == (scanned / row["report"]).read_bytes(), f"{row['case']}: packed, another report"
        print(f"packed: {len(rows)} cases, equal bytes", flush=True)
        # The stored errors, asked again of a worker that is well now.
        (stand_in / "chushen").unlink()
        os.symlink(chushen, stand_in / "chushen")
        assert spark.submit(*asked, "--retry-errors", log="retried.log").wait() == 0
        best = Counter(r["case"] for r in answers(out) if r["error_kind"] is None)
        assert best == Counter(cases), "every case has exactly one report"
        print(f"errors asked again: {a.faulty} of {a.faulty} reported, under a run of their own", flush=True)
        wait_for("no worker is left behind", lambda: not left(), seconds=90)
    assert not cluster.descendants(os.getpid())
    if a.keep is None:
        shutil.rmtree(work)
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
