"""A job that does nothing, through the same operator as a review: what Spark costs by itself (overhead.py)."""
from pyspark.sql import SparkSession
s = SparkSession.builder.getOrCreate()
assert s.range(2).repartition(2).mapInArrow(lambda batches: batches, "id long").count() == 2
s.stop()
