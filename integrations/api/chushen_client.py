#!/usr/bin/env python3
"""A client of `chushen api` with Python's standard library alone.

    export CHUSHEN_API=http://127.0.0.1:8090 CHUSHEN_TOKEN_FILE=/etc/chushen/token
    chushen_client.py document 身份证.jpg --kind id-card-portrait
    chushen_client.py case 案件文件夹 --wait 20
    chushen_client.py get ID
    chushen_client.py delete ID

Prints the answer as JSON. Exit 0: answered; 2: refused or not reached, with the reason on stderr. As a module: `Client(url, token)`.

Busy servers (429, 503) are waited for as `Retry-After` says. A case is sent with an `Idempotency-Key`, so a broken connection is tried again
without making a second case of it.
"""
import argparse
import http.client
import json
import os
import pathlib
import sys
import time
import urllib.parse
import uuid

BUSY = (429, 503)
#: Seconds between two tries where the server names none, and at most.
PAUSE, LONGEST_PAUSE = 2.0, 60.0


class Refused(Exception):
    """The server said no: an answer of `application/problem+json`."""

    def __init__(self, status, problem):
        self.status = status
        self.code = problem.get("code", "unknown")
        self.detail = problem.get("detail") or problem.get("title") or ""
        super().__init__(f"{status} {self.code}: {self.detail}")


class Client:
    """One server. `patience`: seconds that a call may take with all its waiting."""

    def __init__(self, url, token, patience=600.0, timeout=120.0):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"'{url}' is no address of a server: give http://HOST:PORT")
        self.parts, self.token, self.patience, self.timeout = parts, token, patience, timeout

    def document(self, path, kind=None):
        """What is wrong with one file: `{"document": …, "findings": […]}`."""
        fields = [("kind", kind)] if kind else []
        path = pathlib.Path(path)
        return self._ask("POST", "/v1/documents", (fields, [("file", path.name, path)]))[1]

    def case(self, folder, wait=0, key=None, callback=None):
        """The report of a case folder. `wait`: seconds that the server may take to answer at once; after that it is asked again and again."""
        identity, report = self.hand_in(folder, wait, key, callback)
        return report if report is not None else self.report(identity)

    def hand_in(self, folder, wait=0, key=None, callback=None):
        """Hands a case in. Gives its id and no report, or no id and the report."""
        folder = pathlib.Path(folder)
        declaration = (folder / "case.json").read_text(encoding="utf-8-sig")
        files = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink() and p != folder / "case.json"]
        parts = [("file", p.relative_to(folder).as_posix(), p) for p in files]
        fields = [("declaration", declaration)] + ([("callback", callback)] if callback else [])
        target = "/v1/cases" + (f"?wait={int(wait)}" if wait else "")
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        status, answer, _ = self._ask("POST", target, (fields, parts), headers, again=True, whole=True)
        return (answer["id"], None) if status == 202 else (None, answer)

    def report(self, identity):
        """The report of a case, waited for."""
        target = "/v1/cases/" + urllib.parse.quote(identity, safe="")
        until = time.monotonic() + self.patience
        while True:
            status, answer, headers = self._ask("GET", target, again=True, whole=True)
            if status != 202:
                return answer
            pause = seconds(headers)
            if time.monotonic() + pause > until:
                raise TimeoutError(f"the case is still {answer.get('state')} after {self.patience:.0f} s")
            time.sleep(pause)

    def delete(self, identity):
        """Takes a case and all that is kept of it away."""
        self._ask("DELETE", "/v1/cases/" + urllib.parse.quote(identity, safe=""), again=True)

    def _ask(self, method, target, form=None, headers=None, again=False, whole=False):
        until = time.monotonic() + self.patience
        while True:
            try:
                status, got, body = self._once(method, target, form, headers or {})
            except (OSError, http.client.HTTPException):
                # Only what changes nothing when it comes twice is sent twice.
                if not again or time.monotonic() + PAUSE > until:
                    raise
                time.sleep(PAUSE)
                continue
            if status in BUSY and time.monotonic() + seconds(got) <= until:
                time.sleep(seconds(got))
                continue
            if status >= 400:
                raise Refused(status, problem(got, body))
            answer = json.loads(body) if body else None
            return (status, answer, got) if whole else (status, answer)

    def _once(self, method, target, form, headers):
        kind = http.client.HTTPSConnection if self.parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(self.parts.hostname, self.parts.port, timeout=self.timeout)
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json, application/problem+json", **headers}
        body = None
        if form is not None:
            boundary = uuid.uuid4().hex
            pieces = multipart(boundary, *form)
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            headers["Content-Length"] = str(sum(p.stat().st_size if isinstance(p, pathlib.Path) else len(p) for p in pieces))
            body = stream(pieces)
        try:
            try:
                connection.request(method, self.parts.path.rstrip("/") + target, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                # A server that refuses a body answers before it has read it.
                pass
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


def multipart(boundary, fields, files):
    """The pieces of a form: bytes, and paths whose content stands there."""
    pieces = []
    for name, value in fields:
        pieces.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, called, path in files:
        called = called.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        pieces += [head.encode(), path, b"\r\n"]
    return pieces + [f"--{boundary}--\r\n".encode()]


def stream(pieces):
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
            continue
        with open(piece, "rb") as file:
            while block := file.read(1 << 20):
                yield block


def seconds(headers):
    """What `Retry-After` says, in seconds, within bounds."""
    try:
        return min(max(float(headers.get("Retry-After", PAUSE)), 0.0), LONGEST_PAUSE)
    except ValueError:
        return PAUSE


def problem(headers, body):
    if headers.get_content_type() in ("application/problem+json", "application/json"):
        try:
            found = json.loads(body)
            return found if isinstance(found, dict) else {}
        except ValueError:
            pass
    return {"detail": body[:200].decode("utf-8", "replace")}


def main(args=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--api", default=os.environ.get("CHUSHEN_API", "http://127.0.0.1:8090"))
    parser.add_argument("--token-file", default=os.environ.get("CHUSHEN_TOKEN_FILE"), help="first line is the token; else $CHUSHEN_TOKEN")
    parser.add_argument("--patience", type=float, default=600, help="seconds a call may take with all its waiting")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("document", help="look at one file")
    one.add_argument("file")
    one.add_argument("--kind", help="what it is meant to be, such as business-licence")
    case = commands.add_parser("case", help="hand in a case folder and wait for its report")
    case.add_argument("folder")
    case.add_argument("--wait", type=int, default=0, help="seconds the server may take to answer at once")
    case.add_argument("--key", help="Idempotency-Key: the same for the same case")
    case.add_argument("--callback", help="address the server calls when it is done")
    case.add_argument("--no-poll", action="store_true", help="print the id and do not wait")
    for name, told in (("get", "the report of a case, waited for"), ("delete", "take a case away")):
        commands.add_parser(name, help=told).add_argument("id")
    args = parser.parse_args(args)
    try:
        token = os.environ.get("CHUSHEN_TOKEN", "")
        if args.token_file:
            token = pathlib.Path(args.token_file).read_text(encoding="utf-8").split("\n", 1)[0].strip()
        client = Client(args.api, token, args.patience)
        if args.command == "document":
            answer = client.document(args.file, args.kind)
        elif args.command == "case":
            identity, answer = client.hand_in(args.folder, args.wait, args.key, args.callback)
            if answer is None:
                answer = {"id": identity} if args.no_poll else client.report(identity)
        elif args.command == "get":
            answer = client.report(args.id)
        else:
            answer = client.delete(args.id)
    except (Refused, OSError, TimeoutError, ValueError, http.client.HTTPException) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if answer is not None:
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
