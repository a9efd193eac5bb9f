"""The driver: which cases are to be reviewed, in waves, and the tables made of their answers.

    spark-submit review.py --chushen PROGRAM --queue QUEUE --out OUT [--resume] [--retry-errors]

The pending set is made once a run. A wave is committed whole or not at all; a case whose answer is in a committed wave is
done. So a killed worker, executor or driver costs time and never an answer, and no case is answered twice.
"""
import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StringType, StructField, StructType

from . import tables, task
from .store import Store, lock
from .worker import Limits

CHINA = datetime.timezone(datetime.timedelta(hours=8))
REQUEST = StructType([StructField(n, StringType()) for n in ("case", "id", "report", "among", "path")])


def arguments(argv):
    ap = argparse.ArgumentParser(prog="chushen-spark", description="Reviews a queue of cases on a Spark cluster.")
    where = ap.add_mutually_exclusive_group(required=True)
    where.add_argument("--queue", metavar="DIR", help="folder of case folders; driver and executors see it under the same path")
    where.add_argument("--packed", metavar="PARQUET", help="cases packed by `python -m chushen_spark.pack`, on any storage Spark reads")
    ap.add_argument("--out", required=True, metavar="DIR", help="where answers and tables go, on any storage Spark writes")
    ap.add_argument("--chushen", default="chushen", metavar="PROGRAM", help="the program, under the same path on all machines")
    ap.add_argument("--option", action="append", default=[], metavar="OPT", help="an option for `chushen worker`, such as --option=--rules=/etc/chushen/rules")
    ap.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day to judge by [default: that of the run taken up, else today in China]")
    ap.add_argument("--ledger", metavar="FILE", help="what earlier nights saw; read on the driver, not written")
    ap.add_argument("--resume", action="store_true", help="take up what an earlier run into OUT left")
    ap.add_argument("--retry-errors", action="store_true", help="like --resume, and ask again for cases that ended without a report")
    ap.add_argument("--reports", metavar="DIR", help="write the reports as files too, as `scan` names them, on the driver")
    ap.add_argument("--timeout", type=float, default=900, metavar="S", help="seconds a case may take [%(default)s]")
    ap.add_argument("--memory-mb", type=int, default=4096, metavar="MB", help="memory a worker and its readers may take [%(default)s]")
    ap.add_argument("--wave", type=int, default=700, metavar="N", help="cases a wave: what a killed driver costs at most [%(default)s]")
    ap.add_argument("--task", type=int, default=50, metavar="N", help="cases a task [%(default)s]")
    return ap.parse_args(argv)


def main(argv=None):
    args = arguments(argv)
    args.resume |= args.retry_errors
    with lock(args.out):
        # An output that was begun is only added to: where there is no run to take up, --resume begins one.
        spark = SparkSession.builder.appName("chushen").getOrCreate()
        try:
            return Review(spark, args).run()
        finally:
            spark.stop()


def say(text):
    print(f"chushen-spark: {text}", file=sys.stderr, flush=True)


class Review:
    def __init__(self, spark, args):
        self.spark, self.args = spark, args
        self.store = Store(spark, args.out)
        self.program = [args.chushen]
        self.columns = tables.columns(self.program)
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 4 if args.packed else args.task)
        # A report is text of its own; nothing is gained by guessing at partitions.
        spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", False)
        spark.sparkContext.addPyFile(package())

    def run(self):
        runs = self.store.runs()
        if runs and not self.args.resume:
            say(f"{self.args.out} holds {len(runs)} run(s) already; take them up with --resume, or name another --out")
            return 2
        asked = self.asked(self.store.read("runs", f"{runs[0]}.json") if runs else None)
        requests = self.requests()
        pending = self.pending(requests, runs)
        failed = 0
        if pending:
            run = f"r{len(runs) + 1:04}"
            self.store.write(asked, "runs", f"{run}.json")
            say(f"{run}: {len(pending)} cases to review")
            for n, start in enumerate(range(0, len(pending), self.args.wave)):
                self.wave(run, n, pending[start:start + self.args.wave])
            runs.append(run)
        else:
            say("every case is answered")
        for run in runs:
            self.finish(run)
        failed = self.errors(runs)
        if failed:
            say(f"{failed} cases have no report; the table `cases` says why; --retry-errors asks again")
        return 1 if failed else 0

    def asked(self, earlier):
        """What the reports depend on; a run that is taken up must have been asked the same."""
        version = subprocess.run([*self.program, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
        today = datetime.datetime.now(CHINA).date().isoformat()
        as_of = self.args.as_of or (earlier or {}).get("as_of") or today
        asked = {"as_of": as_of, "options": self.args.option, "program": version.split("\n"), "source": self.args.queue or self.args.packed}
        for key in asked if earlier else []:
            if earlier.get(key) != asked[key]:
                raise SystemExit(f"chushen-spark: the runs in {self.args.out} had {key} = {earlier.get(key)!r}, not {asked[key]!r}; take them up as they were, or name another --out")
        self.command = [*self.program, "worker", "--jobs", "1", "--as-of", as_of, *self.args.option]
        return asked

    def requests(self):
        """A row a case: of the queue by `chushen survey`, which also tells what cases share; or as packed."""
        if self.args.packed:
            return self.spark.read.parquet(self.args.packed)
        survey = [*self.program, "survey", self.args.queue]
        survey += ["--ledger", self.args.ledger] if self.args.ledger else []
        rows = []
        for line in subprocess.run(survey, stdout=subprocess.PIPE, check=True).stdout.splitlines():
            case = json.loads(line)
            among = json.dumps(case["among"], separators=(",", ":"))
            rows.append((case["folder"], case["id"], case["report"], among, os.path.join(self.args.queue, case["folder"])))
        return self.spark.createDataFrame(rows, REQUEST)

    def pending(self, requests, runs):
        """Requests that no committed wave answers, in the order of folders; made once a run, so that every run ends."""
        asked = requests.select("case") if self.args.packed else requests
        committed = [wave for run in runs for wave in self.store.waves(run)]
        if committed:
            done = self.spark.read.parquet(*committed).select("case", "error_kind")
            if self.args.retry_errors:
                done = done.where("error_kind IS NULL")
            asked = asked.join(done.select("case"), "case", "left_anti")
        if self.args.packed:
            self.packed = requests
        rows = [tuple(row[f] for f in asked.columns) for row in asked.collect()]
        twice = len(rows) - len({row[0] for row in rows})
        if twice:
            raise SystemExit(f"chushen-spark: {twice} cases stand twice in the source")
        self.fields = asked.schema
        return sorted(rows)

    def wave(self, run, n, rows):
        slices = max(1, -(-len(rows) // self.args.task))
        cases = self.spark.createDataFrame(rows, self.fields)
        if self.args.packed:
            cases = self.packed.join(cases.hint("broadcast"), "case", "left_semi")
        cases = cases.repartition(slices)
        limits = Limits(self.args.timeout, self.args.memory_mb << 20)
        answers = cases.mapInArrow(task.review(self.command, limits), from_arrow_schema(tables.ANSWERS))
        # The folder is this run's own; what a killed attempt of the same wave left there is written over.
        answers.write.mode("overwrite").parquet(self.store.path("answers", f"run={run}", f"wave={n:05}"))
        say(f"{run}: wave {n + 1} committed, {len(rows)} cases")

    def finish(self, run):
        """The tables of a run, made from its committed waves alone: the same however often it is done."""
        waves = self.store.waves(run)
        if not waves or (self.store.has_tables(run) and not self.args.reports):
            return
        answers = self.spark.read.parquet(*waves)
        if not self.store.has_tables(run):
            # `cases` comes last: where it is whole, all are.
            for name in sorted(self.columns, reverse=True):
                of = self.columns[name]
                made = answers.mapInArrow(tables.flat(name, of), from_arrow_schema(tables.schema(name, of)))
                made = made.coalesce(max(1, len(waves) // 8))
                made.write.mode("overwrite").parquet(self.store.path(name, f"run={run}"))
            say(f"{run}: tables written")
        if self.args.reports:
            os.makedirs(self.args.reports, exist_ok=True)
            for row in answers.where("file IS NOT NULL").select("report", "file").toLocalIterator():
                write_whole(Path(self.args.reports) / Path(row["report"]).name, row["file"].encode())

    def errors(self, runs):
        """Cases that no run gave a report."""
        committed = [wave for run in runs for wave in self.store.waves(run)]
        if not committed:
            return 0
        answers = self.spark.read.parquet(*committed)
        reported = answers.where("error_kind IS NULL").select("case")
        return answers.select("case").distinct().join(reported, "case", "left_anti").count()


def write_whole(path, data):
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".chushen-", delete=False) as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    os.chmod(f.name, 0o644)
    os.replace(f.name, path)


def package():
    """This package as a zip, so that executors need nothing but pyarrow."""
    here = Path(__file__).parent
    out = Path(tempfile.mkdtemp(prefix="chushen-spark-")) / "chushen_spark.zip"
    with zipfile.ZipFile(out, "w") as z:
        for file in sorted(here.glob("*.py")):
            z.write(file, f"{here.name}/{file.name}")
    return str(out)


if __name__ == "__main__":
    sys.exit(main())
