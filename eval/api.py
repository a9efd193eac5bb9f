#!/usr/bin/env python3
"""Measures `chushen api` from outside, with nothing but the standard library.

    python3 eval/api.py speed PROGRAM QUEUE [--documents 200] [--clients 4]   seconds a document, memory, findings against `check`
    python3 eval/api.py kills PROGRAM [--cases 1000] [--kills 20]             cases accepted between kills -9, each answered once

`speed` hands in the pictures of a queue of drawn cases, each by itself, and the cases whose findings `check` tells; `kills` needs no models.
Exit 1 where a figure falls short of what issue 39 asks.
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid

AS_OF = "2026-06-01"
PICTURES = {".jpg", ".jpeg", ".png"}


def form(parts):
    """A multipart body and its media type; parts are (name, file name or None, bytes)."""
    boundary = uuid.uuid4().hex
    out = []
    for name, file, content in parts:
        named = f'; filename="{file}"' if file else ""
        out += [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode(), content, b"\r\n"]
    out.append(f"--{boundary}--\r\n".encode())
    return b"".join(out), f"multipart/form-data; boundary={boundary}"


class Server:
    def __init__(self, program, state, *options):
        command = [program, "api", str(state), "--listen", "127.0.0.1:0", "--no-token", "--as-of", AS_OF, "--rate", "1000000", *options]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.child.stdout.readline().strip().removeprefix("http://").rstrip("/")
        if not self.address:
            sys.exit("the server did not open")

    def ask(self, method, path, parts=None, headers=None):
        connection = http.client.HTTPConnection(self.address, timeout=120)
        body, media = form(parts) if parts else (None, None)
        headers = dict(headers or {}, **({"Content-Type": media} if media else {}))
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(), response.headers
        finally:
            connection.close()

    def end(self, how=signal.SIGKILL):
        self.child.send_signal(how)
        self.child.wait()


def resident(pid):
    """Bytes that a process and its children occupy, each page counted once (PSS)."""
    total = 0
    for one in [pid, *children(pid)]:
        try:
            text = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text()
            total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1]) * 1024
        except (OSError, StopIteration):
            pass
    return total


def children(pid):
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(p) for p in task.read_text().split()]
        except OSError:
            pass
    return found + [c for f in found for c in children(f)]


def speed(args):
    files = sorted(p for p in pathlib.Path(args.queue).rglob("*") if p.suffix.lower() in PICTURES)
    random.Random(args.seed).shuffle(files)
    files = files[:args.documents]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(args.program, pathlib.Path(folder) / "state", "--rules-level", "baseline")
        most, running = [0], threading.Event()

        def watch():
            while not running.wait(0.2):
                most[0] = max(most[0], resident(server.child.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()

        def look(path):
            content = path.read_bytes()
            began = time.monotonic()
            status, body, _ = server.ask("POST", "/v1/documents", [("file", path.name, content)])
            return path, status, time.monotonic() - began, json.loads(body)

        server.ask("POST", "/v1/documents", [("file", files[0].name, files[0].read_bytes())])
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(args.clients) as pool:
            answers = list(pool.map(look, files))
        wall = time.monotonic() - began
        running.set()
        watcher.join()
        differ = 0
        for path, status, _, said in answers[:args.compare]:
            case = pathlib.Path(folder) / "alone" / path.stem
            case.mkdir(parents=True, exist_ok=True)
            (case / path.name).write_bytes(path.read_bytes())
            out = subprocess.run([args.program, "check", str(case), "--format", "json", "--as-of", AS_OF, "--rules-level", "baseline", "--exit-zero"],
                                 capture_output=True, check=True).stdout
            report = json.loads(out)
            plain = lambda fs: [{k: v for k, v in f.items() if k != "id"} for f in fs]
            there = [f for f in report["findings"] if f["document"] == path.name]
            differ += plain(said["findings"]) != plain(there) or said["document"] != report["documents"][0]
        server.end()
    seconds = sorted(s for _, _, s, _ in answers)
    errors = sum(status != 200 for _, status, _, _ in answers)
    p95 = seconds[max(0, round(0.95 * len(seconds)) - 1)]
    print(f"documents {len(answers)}, clients {args.clients}, wall {wall:.1f} s, errors {errors}")
    print(f"seconds a document: median {statistics.median(seconds):.2f}, 95 % {p95:.2f}, most {seconds[-1]:.2f}")
    print(f"memory of the server and its readers (PSS): {most[0] / 1e6:.0f} MB at most")
    print(f"findings against `check`: {differ} of {min(args.compare, len(answers))} differ")
    return errors == 0 and differ == 0 and p95 <= 1.5 and most[0] <= 500e6


def kills(args):
    declared = lambda n: json.dumps({
        "case_id": f"k-{n}", "province": "51",
        "subject": {"kind": "individual", "name": "王测试", "certificate": {"kind": "citizen-id", "number": "11010519491231002X"},
                    "responsible_person": {"name": "王测试", "phone": "13800138000"}}}, ensure_ascii=False).encode()
    dice = random.Random(args.seed)
    accepted, lock = {}, threading.Lock()
    left = list(range(args.cases))
    with tempfile.TemporaryDirectory() as folder:
        state = pathlib.Path(folder) / "state"

        def hand_in(server, n):
            # Sent again after a kill, under the same key: a lost answer is no second case.
            try:
                status, body, _ = server.ask("POST", "/v1/cases", [("declaration", None, declared(n)), ("file", "a.txt", b"x")],
                                             {"Idempotency-Key": f"key-{n}"})
            except (OSError, http.client.HTTPException):
                return False
            if status != 202:
                return False
            with lock:
                accepted.setdefault(n, set()).add(json.loads(body)["id"])
            return True

        for kill in range(args.kills + 1):
            server = Server(args.program, state, "--no-ocr", "--max-waiting", "100000", "--uploads", "64")
            last = kill == args.kills
            timer = None
            if not last:
                timer = threading.Timer(dice.uniform(0.2, 1.5), server.end)
                timer.start()
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                share = left if last else left[:max(1, args.cases // (args.kills + 1) + 20)]
                done = dict(zip(share, pool.map(lambda n: hand_in(server, n), share)))
            left = [n for n in left if not done.get(n)]
            if timer:
                timer.join()
        reports = {}
        until = time.monotonic() + 600
        while len(reports) < args.cases and time.monotonic() < until:
            for n, ids in accepted.items():
                if n not in reports:
                    status, body, _ = server.ask("GET", f"/v1/cases/{min(ids)}")
                    if status == 200:
                        reports[n] = json.loads(body)["case"]["id"]
            time.sleep(0.1)
        on_disk = sum(1 for p in (state / "cases").iterdir() if (p / "report.json").exists())
        half = sum(1 for p in (state / "cases").iterdir() if not (p / "report.json").exists())
        server.end()
    twice = sum(len(ids) > 1 for ids in accepted.values())
    right = sum(reports.get(n) == f"k-{n}" for n in range(args.cases))
    print(f"cases {args.cases}, kills -9 {args.kills}: answered with their own report {right}, with two ids {twice}, "
          f"folders with a report {on_disk}, without {half}")
    return right == args.cases and twice == 0 and on_disk == args.cases and half == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_subparsers(dest="which", required=True)
    one = which.add_parser("speed")
    one.add_argument("program")
    one.add_argument("queue")
    one.add_argument("--documents", type=int, default=200)
    one.add_argument("--clients", type=int, default=4)
    one.add_argument("--compare", type=int, default=20)
    one.add_argument("--seed", type=int, default=1)
    two = which.add_parser("kills")
    two.add_argument("program")
    two.add_argument("--cases", type=int, default=1000)
    two.add_argument("--kills", type=int, default=20)
    two.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.program = os.path.abspath(args.program)
    sys.exit(0 if {"speed": speed, "kills": kills}[args.which](args) else 1)


if __name__ == "__main__":
    main()
