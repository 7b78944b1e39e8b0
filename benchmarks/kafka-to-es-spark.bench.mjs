// The same million beside Spark Structured Streaming, decoded in the JVM and written by each partition.
import { contenders, million, prepare, rate } from './kafka-to-es/servers.mjs';

if (!contenders.spark) throw new Error('Name a Python with Spark in SPARK_PYTHON and its Kafka jars in SPARK_JARS; benchmarks/peers/kafka-to-es.spark.py tells how to install both.');

const servers = await prepare(million);

export default {
  name: 'kafka-to-es-spark',
  peer: 'Spark Structured Streaming 3.5, from_json in the JVM, bulk helper in each partition',
  unit: 'documents/s',
  higherIsBetter: true,
  runs: 3,
  ours: () => rate(servers, 'penstock'),
  theirs: () => rate(servers, 'spark'),
  close: servers.close,
};
