"""A standalone Spark cluster on loopback: a master and workers, two of one core unless told otherwise; each a child of the test."""
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
ROOT = Path(__file__).resolve().parent.parent
REVIEW = ROOT / "review.py"
PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>: orphans of the cluster become ours, so that none can hide


def lacking():
    """Why no cluster can be had here; None where one can."""
    java = shutil.which("java") if "JAVA_HOME" not in os.environ else os.path.join(os.environ["JAVA_HOME"], "bin/java")
    if not java or not os.path.exists(java):
        return "there is no Java (8, 11 or 17) on this machine"
    return None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def descendants(pid):
    """All processes below one, by /proc."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as f:
                    parents[int(entry)] = int(f.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found, size = {pid}, 0
    while size != len(found):
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


PARTS = [  # what a process is, by its command line
    ("daemons", "org.apache.spark.deploy.master."),
    ("daemons", "org.apache.spark.deploy.worker."),
    ("executors, Java", "CoarseGrainedExecutorBackend"),
    ("executors, Python", "pyspark.daemon"),
    ("chushen", " worker --jobs "),
]


class Meter(threading.Thread):
    """Processor seconds of all that this process starts, by part, read from /proc five times a second: what a process spends after
    it was last looked at is missed. Counting children as they are taken in would miss more: pyspark's daemon ignores its own, and
    theirs with them."""

    def __init__(self):
        super().__init__(daemon=True)
        self._seen = {}
        self._over = threading.Event()

    def look(self):
        """Seconds by part, up to now."""
        for pid in descendants(os.getpid()):
            try:
                with open(f"/proc/{pid}/stat") as f:
                    fields = f.read().rsplit(")", 1)[1].split()
            except OSError:
                continue  # It ended meanwhile.
            command, began = command_of(pid), fields[19]
            if command:  # A process that waits to be taken in has none.
                part = next((part for part, told in PARTS if told in command), "driver")
                self._seen[pid, began] = part, sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
        parts = Counter()
        for part, seconds in self._seen.copy().values():
            parts[part] += seconds
        return parts

    def run(self):
        while not self._over.wait(0.2):
            self.look()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self.join()


class Cluster:
    def __init__(self, folder, workers=2, cores=1, memory="1g"):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cores = cores
        self.env = {
            **os.environ,
            "SPARK_HOME": str(HOME),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_WORKER_DIR": str(self.folder / "work"),
            "SPARK_CONF_DIR": str(ROOT / "conf"),
            "SPARK_NO_DAEMONIZE": "1",
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
        }
        port = free_port()
        self.url = f"spark://127.0.0.1:{port}"
        self.processes = []
        self.ui = free_port()
        self._daemon("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", self.ui)
        for n in range(workers):
            self._daemon(f"worker{n}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--webui-port", free_port(), "--cores", cores, "--memory", memory, self.url)
        self._wait(workers)

    def _daemon(self, name, kind, *args):
        log = open(self.folder / f"{name}.log", "wb")
        command = [str(HOME / "bin/spark-class"), kind, *map(str, args)]
        self.processes.append(subprocess.Popen(command, env=self.env, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL))

    def _wait(self, workers, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.ui}/json/", timeout=5) as answer:
                    if answer.read().decode().count('"ALIVE"') > workers:
                        return
            except OSError:
                pass
            time.sleep(0.5)
        raise RuntimeError(f"the cluster did not come up within {seconds} s; its logs are in {self.folder}")

    def submit(self, *args, log="driver.log", script=REVIEW):
        """Starts a driver in a session of its own."""
        conf = {
            "spark.master": self.url,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "512m",
            "spark.executor.memory": "512m",
            "spark.executor.cores": str(self.cores),
            # A job of few cases has all executors too.
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",
            "spark.network.timeout": "60s",
            "spark.executor.heartbeatInterval": "5s",
        }
        command = [str(HOME / "bin/spark-submit"), "--properties-file", str(ROOT / "conf/spark-defaults.conf")]
        for key, value in conf.items():
            command += ["--conf", f"{key}={value}"]
        out = open(self.folder / log, "ab")
        return subprocess.Popen([*command, str(script), *map(str, args)], env=self.env, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)

    def executors(self):
        return [p for p in descendants(os.getpid()) if "CoarseGrainedExecutorBackend" in command_of(p)]

    def settled(self, seconds=60):
        """Waits until nothing is left of a job: only the daemons stand. What has ended and was not taken in by its parent has no command."""
        end = time.monotonic() + seconds
        daemons = {p.pid for p in self.processes}
        while left := [command for p in descendants(os.getpid()) - daemons if (command := command_of(p))]:
            if time.monotonic() > end:
                raise RuntimeError(f"processes of a job are left: {left}")
            self.reap()
            time.sleep(0.1)

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def reap(self):
        """Takes in orphans that ended."""
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        for pid in descendants(os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.reap()
