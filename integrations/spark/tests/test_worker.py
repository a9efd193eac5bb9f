"""The supervisor alone, with stand-ins of a few lines; no Spark, no chushen: python3 -m unittest."""
import os
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from chushen_spark.worker import Limits, StartError, Worker, resident  # noqa: E402

STAND_IN = """
import json, os, sys, time
for line in sys.stdin:
    id = json.loads(line)["id"]
    if id.startswith("crash"): os._exit(3)
    if id == "once" and not os.path.exists(sys.argv[1]):
        open(sys.argv[1], "w").close()
        os.abort()
    if id.startswith("hang"): time.sleep(60)
    if id.startswith("eat"):
        held = []
        while True: held.append(bytearray(b"x" * (8 << 20))); time.sleep(0.01)
    if id == "noise": print("not JSON", flush=True); continue
    big = "x" * 3_000_000 if id == "big" else ""
    print(json.dumps({"id": id, "report": {"pid": os.getpid()}, "big": big}), flush=True)
"""


class Supervised(unittest.TestCase):
    def setUp(self):
        self.marker = tempfile.mktemp()
        self.worker = Worker([sys.executable, "-c", STAND_IN, self.marker], Limits(1.5, 200 << 20))

    def tearDown(self):
        self.worker.stop()
        if os.path.exists(self.marker):
            os.unlink(self.marker)

    def kind(self, id):
        answer = self.worker.ask({"id": id})
        self.assertEqual(answer.body["id"], id)
        return answer.body.get("error", {}).get("kind"), answer.attempts

    def pid(self):
        return self.worker.ask({"id": "fine"}).body["report"]["pid"]

    def test_one_worker_lives_through_all_that_is_well(self):
        self.assertEqual(len({self.pid() for _ in range(5)}), 1)

    def test_an_answer_of_any_length_is_whole(self):
        self.assertEqual(len(self.worker.ask({"id": "big", "long": "y" * 900_000}).body["big"]), 3_000_000)

    def test_a_crash_is_tried_once_more(self):
        self.assertEqual(self.kind("crash"), ("crashed", 2))
        self.assertEqual(self.kind("once"), (None, 2))
        self.assertEqual(self.kind("fine"), (None, 1))

    def test_a_hang_ends_in_time_and_is_tried_once_more(self):
        start = time.monotonic()
        self.assertEqual(self.kind("hang"), ("timeout", 2))
        self.assertLess(time.monotonic() - start, 15)

    def test_memory_is_not_tried_again(self):
        self.worker = Worker([sys.executable, "-c", STAND_IN, self.marker], Limits(60, 200 << 20))
        self.assertEqual(self.kind("eat"), ("out-of-memory", 1))
        self.assertEqual(self.kind("fine"), (None, 1))

    def test_another_answer_is_none(self):
        self.assertEqual(self.kind("noise"), ("crashed", 2))

    def test_a_worker_that_cannot_start_is_no_case_s_fault(self):
        with self.assertRaises(StartError):
            Worker(["/nonexistent/chushen"]).ask({"id": "a"})
        with self.assertRaisesRegex(StartError, "no models"):
            Worker([sys.executable, "-c", "import sys; sys.exit((sys.stderr.write('no models'), 2)[1])"]).ask({"id": "a"})

    def test_nothing_is_left_after_a_stop(self):
        pid = self.pid()
        self.assertGreater(resident(pid), 1 << 20)
        self.worker.stop()
        self.assertEqual(resident(pid), 0)


class Packed(unittest.TestCase):
    def test_no_path_leads_out_of_a_packed_case(self):
        try:
            from chushen_spark.task import safe, unpacked
        except ImportError as e:
            self.skipTest(str(e))
        for bad in ["/etc/passwd", "../x", "a/../../x", "", "a\0b"]:
            with self.assertRaises(ValueError):
                safe(bad)
        with unpacked("day-1/case-1", [{"path": "a/b.png", "content": b"x"}]) as folder:
            self.assertEqual(folder.name, "case-1")
            self.assertEqual((folder / "a/b.png").read_bytes(), b"x")
        self.assertFalse(folder.exists())


if __name__ == "__main__":
    unittest.main()
