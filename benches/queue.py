#!/usr/bin/env python3
"""Time to the first report and memory against the length of a queue, without recognition.

    queue.py PROGRAM [--lengths 100,10000] [--jobs 2]

Each queue is made of small cases (a valid declaration and one picture of 64 x 64 pixels, both of their own; real files, no
links). Prints a row a queue: seconds to the first report, seconds, files a second, peak resident memory of the whole tree.
"""
import argparse
import json
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from peer import children, memory  # noqa: E402


SAMPLE = (Path(__file__).parent.parent / "samples/queue/clean-both-sides/case.json").read_text(encoding="utf-8")


def picture(i):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    # The rows drift apart by digits of the number, so that no two of 65,536 are one picture.
    rows = b"".join(b"\0" + bytes((x * 5 + y * 3 + (i % 256 * (1 + y % 5) if y % 2 else i // 256 * (1 + y % 3))) % 256 for x in range(64) for _ in range(3)) for y in range(64))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def citizen(i):
    """A citizen's number of the 9,000 days from 1970 on, with its check digit (GB 11643)."""
    born = time.strftime("%Y%m%d", time.gmtime(i % 9000 * 86400))
    digits = f"510107{born}{i // 9000 * 7 % 1000:03d}"
    total = sum(int(d) * w for d, w in zip(digits, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)))
    return digits + "10X98765432"[total % 11]


def declaration(i):
    """The sample's, of another person with another site."""
    number, phone = citizen(i), f"139{i:08d}"
    d = json.loads(SAMPLE)
    d["case_id"] = f"q-{i:05d}"
    d["subject"]["certificate"]["number"] = number
    for person in [d["subject"]["responsible_person"]] + [s["responsible_person"] for s in d["sites"]]:
        person["certificate"]["number"], person["phone"] = number, phone
    for n, site in enumerate(d["sites"]):
        site["name"], site["domains"], site["home_url"] = f"{site['name']}{i}", [f"site{i}x{n}.cn"], f"www.site{i}x{n}.cn"
    d["attachments"] = [{"path": "a.png", "kind": "site-photo"}]
    return json.dumps(d, ensure_ascii=False)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program")
    ap.add_argument("--lengths", default="100,10000")
    ap.add_argument("--jobs", type=int, default=2)
    a = ap.parse_args()
    print("| cases | first report s | whole s | CPU s | files/s of CPU | peak resident MB |\n| ---: | ---: | ---: | ---: | ---: | ---: |")
    for n in map(int, a.lengths.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            queue, out = Path(scratch) / "queue", Path(scratch) / "out"
            for i in range(n):
                folder = queue / f"q-{i:05d}"
                folder.mkdir(parents=True)
                (folder / "a.png").write_bytes(picture(i))
                (folder / "case.json").write_text(declaration(i), encoding="utf-8")
            start, first, peak = time.monotonic(), None, 0
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            process = subprocess.Popen([a.program, "scan", str(queue), "--out", str(out), "--no-ocr", "--exit-zero", "--jobs", str(a.jobs)], stderr=subprocess.DEVNULL)
            while process.poll() is None:
                if first is None and out.is_dir() and any(p.name.startswith("q-") for p in out.iterdir()):
                    first = time.monotonic() - start
                peak = max(peak, sum(memory(p)[0] for p in children(process.pid)))
                time.sleep(0.02 if first is None else 0.2)
            whole = time.monotonic() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"| {n} | {first or whole:.2f} | {whole:.1f} | {cpu:.1f} | {n / cpu:.0f} | {peak / 1e6:.0f} |", flush=True)
            if process.returncode:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
