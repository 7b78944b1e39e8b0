"""The peer of `kafka-to-es`: Spark Structured Streaming from Kafka into Elasticsearch.

Install: python -m venv v && v/bin/pip install pyspark==3.5.7 elasticsearch==7.17.12
and the jars of org.apache.spark:spark-sql-kafka-0-10_2.12:3.5.7 with its dependencies, in the folder SPARK_JARS.

FORM=report  decodes in Python on the driver, as the report's foreachBatch did, and writes by the bulk helper
FORM=best    decodes in the JVM (from_json), and each partition writes from the JVM (SparkBulk.java), 5,000 at a time
             with two requests open; SPARK_BULK is the folder of its classes
"""

import glob
import json
import os
import time

from elasticsearch import Elasticsearch, helpers
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, from_json, to_json
from pyspark.sql.types import DoubleType, LongType, StringType, StructField, StructType

env = os.environ
node, index, count = env["ELASTICSEARCH"], env["INDEX"], int(env["COUNT"])

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.jars", ",".join(glob.glob(os.path.join(env["SPARK_JARS"], "*.jar"))))
    .config("spark.driver.extraClassPath", env.get("SPARK_BULK", ""))
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

stream = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", env["KAFKA"])
    .option("subscribe", env["TOPIC"])
    .option("startingOffsets", "earliest")
    .load()
)

names = ["Open", "High", "Low", "Close", "Adj Close", "Volume"]
shape = StructType(
    [StructField("id", StringType()), StructField("Date", StringType()), StructField("@timestamp", LongType())]
    + [StructField(name, DoubleType()) for name in names]
)


def report(batch, _):
    client = Elasticsearch(node)
    documents = (json.loads(row.value) for row in batch.select(col("value").cast("string")).toLocalIterator())
    actions = ({"_index": index, "_id": each["id"], "_source": each} for each in documents)
    helpers.bulk(client, actions, request_timeout=60)


def best(batch, _):
    documents = batch.select(from_json(col("value").cast("string"), shape).alias("d")).select("d.id", to_json("d"))
    spark._jvm.SparkBulk.write(documents._jdf, node, index)


query = (
    stream.writeStream.foreachBatch(report if env.get("FORM") == "report" else best)
    .option("checkpointLocation", env["CHECKPOINT"])
    .start()
)
# The benchmark counts what has arrived and ends this process; it also ends by itself.
written = 0
while query.isActive and written < count:
    time.sleep(0.05)
    written = sum(int(p["numInputRows"]) for p in query.recentProgress)
query.stop()
spark.stop()
