"""A long-lived `chushen worker` under supervision: one request at a time, and always an answer.

In: a command and requests. Out: for each request the worker's answer, or an error of the same form with kind `crashed`,
`timeout` or `out-of-memory`. A crash or a hang is tried once more in a fresh worker, memory that ran out is not: it would
run out again. Knows nothing of Spark.
"""
import ctypes
import json
import os
import selectors
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
FIRST_LOOK = 0.1  # seconds before memory is looked at; most answers are there by then
LOOK = 0.1  # seconds between looks


class StartError(RuntimeError):
    """The worker does not come up at all: wrong path, missing models. No case's fault."""


@dataclass(frozen=True)
class Limits:
    """What one case may take. The worker's own budgets end a document long before; these end a worker gone wrong."""

    seconds: float = 900.0
    memory_bytes: int = 4 << 30


@dataclass
class Answer:
    """An answer, how many workers it took, and how long."""

    body: dict
    attempts: int
    seconds: float


try:
    _LIBC = ctypes.CDLL(None, use_errno=True)
    _LIBC.prctl  # looked up before any fork
except (OSError, AttributeError):  # no Linux: the end of stdin must do
    _LIBC = None


def _die_with_parent():
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _error(request, kind, message):
    return {"id": request["id"], "error": {"kind": kind, "message": message}}


class _Gone(Exception):
    """The worker ended on a request."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Worker:
    """One worker, started at the first request and again after each end."""

    def __init__(self, command, limits=Limits()):
        self._command = list(command)
        self._limits = limits
        self._child = None
        self._log = None
        self._rest = b""
        self._answered = False

    def ask(self, request):
        """The answer to a request: a dict with a string `id`."""
        start = time.monotonic()
        attempts = 0
        while True:
            attempts += 1
            try:
                return Answer(self._once(request), attempts, time.monotonic() - start)
            except _Gone as gone:
                if gone.kind == "out-of-memory" or attempts == 2:
                    body = _error(request, gone.kind, str(gone))
                    return Answer(body, attempts, time.monotonic() - start)

    def _once(self, request):
        if self._child is None or self._child.poll() is not None:
            self._start()
        line = json.dumps(request).encode() + b"\n"
        deadline = time.monotonic() + self._limits.seconds
        try:
            self._write(line, deadline)
            answer = self._read(deadline)
        except _Gone:
            self.stop()
            raise
        try:
            body = json.loads(answer)
        except ValueError:
            body = None
        if not isinstance(body, dict) or body.get("id") != request["id"]:
            self.stop()
            raise _Gone("crashed", "the worker answered something else")
        self._answered = True
        return body

    def _start(self):
        self.stop()
        self._log = tempfile.TemporaryFile()
        try:
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                bufsize=0,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        except OSError as e:
            self._log.close()
            raise StartError(f"cannot start {self._command[0]}: {e}") from e
        os.set_blocking(self._child.stdin.fileno(), False)
        os.set_blocking(self._child.stdout.fileno(), False)
        self._rest = b""

    def _wait(self, pipe, event, deadline):
        """Until the pipe is ready; ends a worker that took too long or too much."""
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            wait = FIRST_LOOK
            while not selector.select(max(0.0, min(wait, deadline - time.monotonic()))):
                if resident(self._child.pid) > self._limits.memory_bytes:
                    raise _Gone("out-of-memory", f"the worker took more than {self._limits.memory_bytes >> 20} MB")
                if time.monotonic() >= deadline:
                    raise _Gone("timeout", f"no answer within {self._limits.seconds:g} s")
                wait = LOOK

    def _write(self, line, deadline):
        while line:
            self._wait(self._child.stdin, selectors.EVENT_WRITE, deadline)
            try:
                line = line[os.write(self._child.stdin.fileno(), line):]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._ended() from None

    def _read(self, deadline):
        parts = [self._rest]
        while b"\n" not in parts[-1]:
            self._wait(self._child.stdout, selectors.EVENT_READ, deadline)
            try:
                part = os.read(self._child.stdout.fileno(), 1 << 20)
            except BlockingIOError:
                continue
            if not part:
                raise self._ended()
            parts.append(part)
        line, self._rest = b"".join(parts).split(b"\n", 1)
        return line

    def _ended(self):
        """What is told of a worker that closed its pipes."""
        try:
            status = self._child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return _Gone("crashed", "the worker closed its pipes")
        # Exit 2 is "the work itself failed": its arguments, its models. It would be so for every case.
        if status == 2 and not self._answered:
            told = self._told()
            self.stop()
            raise StartError(f"the worker ends at once with exit status 2: {told}")
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        return _Gone("crashed", f"the worker ended with {how}")

    def _told(self):
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - 2000))
        return self._log.read().decode("utf-8", "replace").strip()

    def stop(self):
        """Ends the worker and what it started."""
        child, self._child = self._child, None
        if child is None:
            return
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        child.stdin.close()
        child.stdout.close()
        child.wait()
        self._log.close()


def resident(pid):
    """Bytes of memory that a process and all it started hold; shared pages count in each."""
    total, waiting = 0, [pid]
    page = os.sysconf("SC_PAGE_SIZE")
    while waiting:
        pid = waiting.pop()
        try:
            with open(f"/proc/{pid}/statm") as f:
                total += int(f.read().split()[1]) * page
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children") as f:
                    waiting.extend(int(child) for child in f.read().split())
        except (OSError, ValueError, IndexError):
            continue  # It ended meanwhile.
    return total
