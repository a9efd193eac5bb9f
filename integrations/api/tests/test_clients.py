#!/usr/bin/env python3
"""The clients against a small server that behaves as badly as the real one may, and the dashboard and alert rules against the list of metrics.

Standard library alone; the shell client needs curl, and is skipped (and said so) where there is none. Usage: test_clients.py
"""
import email
import email.policy
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
import chushen_client  # noqa: E402

TOKEN = 'tok"en\\-0123456789'


class Server(http.server.ThreadingHTTPServer):
    """State of the fake: which requests came, and what is still to go wrong."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.seen, self.cases, self.keys, self.polls = [], {}, {}, {}
        self.busy, self.broken, self.pending = 0, 0, 2
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, status, value=None, kind="application/json", **headers):
        body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        if value is not None:
            self.send_header("Content-Type", kind)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def problem(self, status, code, detail, **headers):
        body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
        self.send(status, body, "application/problem+json", **headers)

    def form(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        out = []
        for part in message.iter_parts():
            raw = part["Content-Disposition"]
            found = re.search(r'filename="((?:[^"\\]|\\.)*)"', str(raw))
            out.append((re.search(r' name="([^"]*)"', str(raw))[1], found and found[1], part.get_payload(decode=True)))
        return out

    def stopped(self):
        """Whether the request ends here: no token, too busy, a broken line."""
        server = self.server
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.problem(401, "no-token", "a token is needed")
        elif server.busy:
            server.busy -= 1
            self.problem(429, "busy", "come again", Retry_After="0")
        elif server.broken:
            server.broken -= 1
            self.close_connection = True
            self.connection.close()
        else:
            return False
        return True

    def do_POST(self):
        server, form = self.server, self.form()
        server.seen.append((self.path, form, dict(self.headers)))
        if self.stopped():
            return
        if self.path == "/v1/documents":
            if any(len(content) > 100_000 for _, _, content in form):
                return self.problem(413, "too-large", "100000 bytes at most")
            return self.send(200, {"document": {"path": form[-1][1]}, "findings": []})
        key = self.headers["Idempotency-Key"]
        identity = server.keys.setdefault(key, f"id-{len(server.keys)}")
        server.cases[identity] = form
        if "?wait=9" in self.path:
            return self.send(200, {"verdict": "pass"})
        self.send(202, {"id": identity, "state": "waiting"}, Location=f"/v1/cases/{identity}")

    def do_GET(self):
        if self.stopped():
            return
        identity = self.path.rsplit("/", 1)[1]
        if identity not in self.server.cases:
            return self.problem(404, "no-such-case", "there is no such case")
        count = self.server.polls[identity] = self.server.polls.get(identity, 0) + 1
        if count <= self.server.pending:
            return self.send(202, {"id": identity, "state": "reading"}, Retry_After="0")
        self.send(200, {"verdict": "review", "case": {"id": "案件"}})

    def do_DELETE(self):
        if self.stopped():
            return
        known = self.server.cases.pop(self.path.rsplit("/", 1)[1], None)
        return self.send(204) if known is not None else self.problem(404, "no-such-case", "there is no such case")


class Clients:
    """What both clients must do; `run` starts one of them."""

    def setUp(self):
        self.server = Server()
        self.folder = tempfile.TemporaryDirectory()
        self.case = pathlib.Path(self.folder.name) / "案件 \"一\""
        (self.case / "资料").mkdir(parents=True)
        (self.case / "case.json").write_text('{"case_id": "a"}', encoding="utf-8")
        (self.case / "资料" / "身份证;人像面.jpg").write_bytes(b"\xff\xd8\r\n--x\r\n\0")
        (self.case / "licence.pdf").write_bytes(b"%PDF")

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def start(self, *args, token=TOKEN, patience="20"):
        env = {**os.environ, "CHUSHEN_API": self.server.url, "CHUSHEN_TOKEN": token, "CHUSHEN_PATIENCE": patience, "no_proxy": "*"}
        env.pop("CHUSHEN_TOKEN_FILE", None)
        return subprocess.run([*self.program, *map(str, args)], env=env, capture_output=True, text=True, timeout=60)

    def answer(self, *args):
        done = self.start(*args)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def test_a_document_is_sent_whole_and_waited_for_while_the_server_is_busy(self):
        self.server.busy = 2
        answer = self.answer("document", self.case / "资料" / "身份证;人像面.jpg", *self.kind)
        self.assertEqual(answer, {"document": {"path": "身份证;人像面.jpg"}, "findings": []})
        self.assertEqual(len(self.server.seen), 3)
        for path, form, _ in self.server.seen:
            self.assertEqual(path, "/v1/documents")
            self.assertEqual(form, [("kind", None, b"id-card-portrait"), ("file", "身份证;人像面.jpg", b"\xff\xd8\r\n--x\r\n\0")])

    def test_a_case_is_handed_in_once_over_a_broken_line_and_polled(self):
        self.server.broken = 1
        self.assertEqual(self.answer("case", self.case)["verdict"], "review")
        self.assertEqual(len(self.server.seen), 2)
        self.assertEqual(list(self.server.keys.values()), ["id-0"])
        self.assertEqual(self.server.polls, {"id-0": 3})
        form = self.server.cases["id-0"]
        self.assertEqual([(n, f) for n, f, _ in form], [("declaration", None), ("file", "licence.pdf"), ("file", "资料/身份证;人像面.jpg")])
        self.assertEqual(form[0][2], b'{"case_id": "a"}')

    def test_a_report_that_comes_at_once_is_not_polled(self):
        wait = ["--wait", "9"] if self.kind[0] == "--kind" else ["9"]
        self.assertEqual(self.answer("case", self.case, *wait), {"verdict": "pass"})
        self.assertEqual(self.server.polls, {})

    def test_what_is_refused_is_told_with_its_code_and_not_asked_again(self):
        big = self.case / "big.jpg"
        big.write_bytes(bytes(200_000))
        for args, told in [(("document", big), "413 too-large"), (("get", "none"), "404 no-such-case"), (("delete", "none"), "404 no-such-case")]:
            done = self.start(*args)
            self.assertEqual((done.returncode, done.stdout), (2, ""), args)
            self.assertIn(told, done.stderr)
        self.assertEqual(len(self.server.seen), 1)
        done = self.start("get", "id-0", token="another")
        self.assertIn("401 no-token", done.stderr)
        for secret in (TOKEN, "another"):
            self.assertNotIn(secret, done.stderr + done.stdout)

    def test_a_case_is_taken_away_and_a_server_that_is_not_there_is_told(self):
        self.answer("case", self.case)
        done = self.start("delete", "id-0")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertEqual(self.server.cases, {})
        self.server.shutdown()
        self.server.server_close()
        done = self.start("get", "id-0", patience="1")
        self.assertEqual(done.returncode, 2)
        self.assertTrue(done.stderr.startswith("error: "), done.stderr)

    def test_a_case_that_takes_longer_than_the_patience_is_told(self):
        self.server.cases["slow"] = []
        self.server.pending = 10**9
        done = self.start("get", "slow", patience="1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("still reading", done.stderr)


class Python(Clients, unittest.TestCase):
    program = [sys.executable, str(HERE / "chushen_client.py")]
    kind = ("--kind", "id-card-portrait")

    def start(self, *args, patience="20", **more):
        return super().start("--patience", patience, *args, **more)


@unittest.skipUnless(shutil.which("curl"), "SKIPPED: there is no curl")
class Shell(Clients, unittest.TestCase):
    program = ["sh", str(HERE / "chushen_client.sh")]
    kind = ("id-card-portrait",)


def known_metrics():
    """Name to (type, labels), from the list."""
    rows = [line.split("\t") for line in (HERE / "metrics.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return {name: (kind, [] if labels == "-" else labels.split(",")) for name, kind, labels, _ in rows}


def wrong_names(expression, known):
    """Names and labels of an expression that the list does not have."""
    out = []
    for name, selector in re.findall(r"\b(chushen_[a-z_]+)\b(\{[^}]*\})?", expression):
        base = re.sub(r"_(bucket|count|sum)$", "", name)
        kind, labels = known.get(base if known.get(base, ("",))[0] == "histogram" else name, (None, None))
        if kind is None:
            out.append(f"no metric {name}")
            continue
        for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector):
            if label not in [*labels, "job", "instance", "le"]:
                out.append(f"{name} has no label {label}")
        if kind == "counter" and not re.search(rf"(rate|increase)\({name}", expression):
            out.append(f"{name} is a counter: ask for its rate")
    if expression.count("(") != expression.count(")") or expression.count("{") != expression.count("}"):
        out.append(f"brackets: {expression}")
    return out


class Monitoring(unittest.TestCase):
    def test_the_list_is_the_program_s(self):
        figures = ROOT / "src" / "api" / "figures.rs"
        if not figures.exists():
            self.skipTest("SKIPPED: this tree has no src/api/figures.rs")
        rows = re.findall(r'^    [A-Z_]+ "([a-z_]+)" "(counter|gauge|histogram)" \[([^\]]*)\]', figures.read_text(encoding="utf-8"), re.M)
        program = {f"chushen_{name}": (kind, re.findall(r'"(\w+)"', labels)) for name, kind, labels in rows}
        self.assertEqual(program, known_metrics())

    def test_the_dashboard_asks_for_metrics_that_are_there_and_shows_all(self):
        board = json.loads((HERE / "grafana.json").read_text(encoding="utf-8"))
        known, shown, places = known_metrics(), set(), []
        for panel in board["panels"]:
            self.assertTrue(panel["targets"] and panel["title"])
            for target in panel["targets"]:
                self.assertEqual(wrong_names(target["expr"], known), [], panel["title"])
                shown |= {n for n in known if n in target["expr"]}
            grid = panel["gridPos"]
            self.assertLessEqual(grid["x"] + grid["w"], 24)
            places.append((grid["x"], grid["y"]))
        self.assertEqual(shown, set(known))
        self.assertEqual(len(places), len(set(places)))
        self.assertEqual(len({p["id"] for p in board["panels"]}), len(board["panels"]))

    def test_the_alert_rules_are_whole_and_ask_for_metrics_that_are_there(self):
        text = (HERE / "alerts.yaml").read_text(encoding="utf-8")
        rules = re.split(r"^      - alert: ", text, flags=re.M)[1:]
        self.assertGreater(len(rules), 5)
        for rule in rules:
            expression = re.search(r"^        expr: (.+)$", rule, re.M)[1]
            self.assertEqual(wrong_names(expression, known_metrics()), [], rule)
            for key in ("severity: ", "summary: ", "description: "):
                self.assertEqual(rule.count(key), 1, rule)
        try:
            import yaml
        except ImportError:
            print("SKIPPED: alerts.yaml was not parsed, there is no PyYAML", file=sys.stderr)
            return
        parsed = yaml.safe_load(text)["groups"][0]["rules"]
        self.assertEqual(len(parsed), len(rules))
        self.assertEqual(len({r["alert"] for r in parsed}), len(rules))
        self.assertTrue(all(set(r) <= {"alert", "expr", "for", "labels", "annotations"} for r in parsed))

    def test_the_linter_itself_can_fail(self):
        known = known_metrics()
        self.assertTrue(wrong_names("chushen_nothing", known))
        self.assertTrue(wrong_names('chushen_cases{colour="red"}', known))
        self.assertTrue(wrong_names("sum(chushen_documents_total)", known))
        self.assertTrue(wrong_names("sum(rate(chushen_documents_total[5m])", known))
        self.assertFalse(wrong_names("sum(rate(chushen_document_seconds_bucket[5m]))", known))


if __name__ == "__main__":
    unittest.main()
