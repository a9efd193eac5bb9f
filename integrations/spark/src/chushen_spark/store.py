"""The folder of results, on any file system that Hadoop knows.

    OUT/answers/run=r0001/wave=00000/     one row a case; there when it has _SUCCESS
    OUT/cases|documents|findings/run=r0001/
    OUT/runs/r0001.json                   what the run was asked
"""
import contextlib
import json
import os


class Store:
    """Few things one does with folders, by Hadoop's file system."""

    def __init__(self, spark, root):
        self._jvm = spark._jvm
        self._conf = spark._jsc.hadoopConfiguration()
        self.root = root.rstrip("/")

    def path(self, *parts):
        return "/".join([self.root, *parts])

    def _of(self, *parts):
        path = self._jvm.org.apache.hadoop.fs.Path(self.path(*parts))
        return path.getFileSystem(self._conf), path

    def exists(self, *parts):
        fs, path = self._of(*parts)
        return fs.exists(path)

    def names(self, *parts):
        """Names in a folder, sorted; none where there is no folder."""
        fs, path = self._of(*parts)
        return sorted(s.getPath().getName() for s in fs.listStatus(path)) if fs.exists(path) else []

    def delete(self, *parts):
        fs, path = self._of(*parts)
        fs.delete(path, True)

    def write(self, data, *parts):
        """A small file that must not be there yet: two drivers cannot take the same run."""
        fs, path = self._of(*parts)
        with contextlib.closing(fs.create(path, False)) as out:
            out.write(bytearray(json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1).encode()))

    def read(self, *parts):
        fs, path = self._of(*parts)
        with contextlib.closing(fs.open(path)) as data:
            return json.loads(bytes(self._jvm.org.apache.commons.io.IOUtils.toByteArray(data)))

    def runs(self):
        return [name[:-5] for name in self.names("runs") if name.endswith(".json")]

    def waves(self, run):
        """Folders of a run's committed waves."""
        told = f"run={run}"
        all_ = [w for w in self.names("answers", told) if w.startswith("wave=")]
        return [self.path("answers", told, w) for w in all_ if self.exists("answers", told, w, "_SUCCESS")]

    def has_tables(self, run):
        return self.exists("cases", f"run={run}", "_SUCCESS")


@contextlib.contextmanager
def lock(root):
    """One driver a folder at a time, where the folder is on a file system of this machine; elsewhere who runs it sees to that."""
    local = root[len("file:"):] if root.startswith("file:") else root
    if "://" in local and not local.startswith("//"):
        yield
        return
    import fcntl

    local = "/" + local.lstrip("/") if root.startswith("file:") else local
    os.makedirs(local, exist_ok=True)
    with open(os.path.join(local, ".lock"), "w") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"chushen-spark: another run writes to {root}; wait for it") from None
        yield
