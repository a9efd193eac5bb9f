"""Reviews a queue of cases with chushen on an Apache Spark cluster. See README.md beside the package."""

__version__ = "0.2.0"
