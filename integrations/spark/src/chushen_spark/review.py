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

from . import __version__, tables, task
from .store import Store, lock
from .worker import Limits

CHINA = datetime.timezone(datetime.timedelta(hours=8))


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
    ap.add_argument("--no-pictures", action="store_true", help="do not look for nearly equal pictures of two cases before the first review")
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
        self.schema = from_arrow_schema(tables.answers(self.columns))
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 4 if args.packed else args.task)
        # A report is text of its own; nothing is gained by guessing at partitions.
        spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", False)
        # Each query is small and asked once: compiling it and looking at its statistics cost more than they save.
        spark.conf.set("spark.sql.codegen.wholeStage", False)
        spark.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        spark.conf.set("spark.sql.adaptive.enabled", False)
        spark.sparkContext.addPyFile(package())

    def run(self):
        runs = self.store.runs()
        if runs and not self.args.resume:
            say(f"{self.args.out} holds {len(runs)} run(s) already; take them up with --resume, or name another --out")
            return 2
        asked = self.asked(self.store.read("runs", f"{runs[0]}.json") if runs else None)
        # What is pending is made up once a run, so that every run ends.
        done = {case for case, reported in self.reported(runs).items() if reported or not self.args.retry_errors}
        pending = [request for request in self.requests() if request["case"] not in done]
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
        failed = sum(not reported for reported in self.reported(runs).values())
        if failed:
            say(f"{failed} cases have no report; the table `cases` says why; --retry-errors asks again")
        return 1 if failed else 0

    def asked(self, earlier):
        """What the reports depend on; a run that is taken up must have been asked the same."""
        version = subprocess.run([*self.program, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
        today = datetime.datetime.now(CHINA).date().isoformat()
        as_of = self.args.as_of or (earlier or {}).get("as_of") or today
        asked = {"as_of": as_of, "options": self.args.option, "program": version.split("\n"), "package": __version__, "source": self.args.queue or self.args.packed, "pictures": not self.args.no_pictures}
        for key in asked if earlier else []:
            if earlier.get(key) != asked[key]:
                raise SystemExit(f"chushen-spark: the runs in {self.args.out} had {key} = {earlier.get(key)!r}, not {asked[key]!r}; take them up as they were, or name another --out")
        self.command = [*self.program, "worker", "--jobs", "1", "--as-of", as_of, *self.args.option]
        return asked

    def requests(self):
        """A dict a case, in the order of folders: of the queue by `chushen survey`, which also tells what cases share; or the name
        alone, as packed."""
        if self.args.packed:
            requests = [{"case": row["case"]} for row in self.spark.read.parquet(self.args.packed).select("case").collect()]
        else:
            survey = [*self.program, "survey", self.args.queue]
            survey += ["--ledger", self.args.ledger] if self.args.ledger else []
            survey += [] if self.args.no_pictures else ["--pictures"]
            told = map(json.loads, subprocess.run(survey, stdout=subprocess.PIPE, check=True).stdout.splitlines())
            requests = [
                {
                    "case": case["folder"],
                    "id": case["id"],
                    "report": case["report"],
                    "among": json.dumps(case["among"], separators=(",", ":")),
                    "path": os.path.join(self.args.queue, case["folder"]),
                }
                for case in told
            ]
        twice = len(requests) - len({request["case"] for request in requests})
        if twice:
            raise SystemExit(f"chushen-spark: {twice} cases stand twice in the source")
        return sorted(requests, key=lambda request: request["case"])

    def answers(self, runs):
        """The answers in a run's committed waves; None where there are none."""
        committed = [wave for run in runs for wave in self.store.waves(run)]
        return self.spark.read.schema(self.schema).parquet(*committed) if committed else None

    def reported(self, runs):
        """Of each case that was answered, whether any run gave it a report."""
        answers, reported = self.answers(runs), {}
        for case, error in answers.select("case", "error_kind").collect() if answers else []:
            reported[case] = reported.get(case, False) or error is None
        return reported

    def wave(self, run, n, requests):
        slices = -(-len(requests) // self.args.task)
        limits = Limits(self.args.timeout, self.args.memory_mb << 20)
        if self.args.packed:
            names = self.spark.createDataFrame([(request["case"],) for request in requests], "case string")
            packed = self.spark.read.parquet(self.args.packed)
            asked, told = packed.join(names.hint("broadcast"), "case", "left_semi").repartition(slices), None
        else:
            # A task is a range of numbers: what they stand for goes to each executor once a wave, with no shuffle.
            asked, told = self.spark.range(0, len(requests), 1, slices), self.spark.sparkContext.broadcast(requests)
        answers = asked.mapInArrow(task.review(self.command, limits, self.columns, told), self.schema)
        # The folder is this run's own; what a killed attempt of the same wave left there is written over.
        answers.write.mode("overwrite").parquet(self.store.path("answers", f"run={run}", f"wave={n:05}"))
        if told:
            told.destroy()
        say(f"{run}: wave {n + 1} committed, {len(requests)} cases")

    def finish(self, run):
        """The tables of a run, made from its committed waves alone: the same however often it is done."""
        answers = self.answers([run])
        if answers is None or (self.store.has_tables(run) and not self.args.reports):
            return
        if not self.store.has_tables(run):
            files = max(1, len(self.store.waves(run)) // 8)
            # `cases` comes last: where it is whole, all are.
            for name in sorted(self.columns, reverse=True):
                made = answers.selectExpr(*tables.flat(name)).coalesce(files)
                made.write.mode("overwrite").parquet(self.store.path(name, f"run={run}"))
            say(f"{run}: tables written")
        if self.args.reports:
            os.makedirs(self.args.reports, exist_ok=True)
            for row in answers.where("file IS NOT NULL").select("report", "file").toLocalIterator():
                write_whole(Path(self.args.reports) / Path(row["report"]).name, row["file"].encode())


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
