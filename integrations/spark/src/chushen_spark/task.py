"""What an executor does with a batch of requests. The worker outlives the task: Spark reuses the Python process, and with it
the models that were loaded."""
import atexit
import gc
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path, PurePosixPath

import pyarrow as pa

from . import tables
from .worker import Worker

_KEPT = {}


def _worker(command, limits):
    key = (tuple(command), limits)
    if key not in _KEPT:
        for other in _KEPT.values():
            other.stop()
        _KEPT.clear()
        _lighten()
        _KEPT[key] = Worker(command, limits)
    return _KEPT[key]


def _lighten():
    """After each task Spark has this process collect its garbage and read all archives on its path anew: a quarter of a second
    spent on modules that stay as they are."""
    pa.array([])  # With it comes pandas, where it is installed.
    gc.freeze()
    for path in [path for path in sys.path_importer_cache if ".zip" in path or ".jar" in path]:
        del sys.path_importer_cache[path]


@atexit.register
def _stop_all():
    for worker in _KEPT.values():
        worker.stop()


def review(command, limits, columns, requests=None):
    """A function for `mapInArrow`: batches of requests to batches of answers. A request has case, id, report, among, and path or
    files; or it is a number, its place in the wave's broadcast requests."""

    def run(batches):
        worker = _worker(command, limits)
        schema = tables.answers(columns)
        for batch in batches:
            asked = batch.to_pylist() if requests is None else [requests.value[n] for n in batch.column(0).to_pylist()]
            rows = [_answer(worker, columns, request) for request in asked]
            if rows:
                yield pa.RecordBatch.from_pylist(rows, schema=schema)

    return run


def _answer(worker, columns, request):
    case = {"id": request["case"], "report": request["report"], "form": "file"}
    if request["among"] is not None:
        case["among"] = json.loads(request["among"])
    if request.get("files") is None:
        answer = worker.ask({**case, "case": request["path"]})
    else:
        with unpacked(request["case"], request["files"]) as folder:
            answer = worker.ask({**case, "case": str(folder)})
    error = answer.body.get("error") or {}
    told = answer.body.get("rows")
    return {
        "case": request["case"],
        "id": request["id"],
        "report": request["report"],
        "error_kind": error.get("kind"),
        "error": error.get("message"),
        "attempts": answer.attempts,
        "seconds": round(answer.seconds, 3),
        "file": answer.body.get("file"),
        **(tables.without_report(columns, request["id"], request["report"]) if told is None else tables.rows(columns, told)),
    }


class unpacked:
    """A packed case as a folder on this machine's disk, for as long as it is reviewed. The folder bears the case's last name,
    since without a declaration that is its id."""

    def __init__(self, case, files):
        self._name = PurePosixPath(case).name or "case"
        self._files = files
        self._root = None

    def __enter__(self):
        self._root = Path(tempfile.mkdtemp(prefix="chushen-"))
        try:
            folder = self._root / safe(self._name)
            folder.mkdir()
            for file in self._files:
                path = folder / safe(file["path"])
                path.parent.mkdir(parents=True, exist_ok=True)
                with open(path, "xb") as f:
                    f.write(file["content"])
        except BaseException:
            self.__exit__()
            raise
        return folder

    def __exit__(self, *_):
        shutil.rmtree(self._root, ignore_errors=True)


def safe(path):
    """A path that stays in its folder; anything else in a packed case is a fault of who packed it."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or not pure.parts or ".." in pure.parts or "\0" in path:
        raise ValueError(f"a packed case holds the path {path!r}, which leads out of its folder")
    return os.path.join(*pure.parts)
