// The same million beside Spark Structured Streaming, decoded in the JVM and written by each partition.
import { contenders, measure, prepare } from './kafka-to-es/servers.mjs';

if (!contenders.spark) throw new Error('Name a Python with Spark in SPARK_PYTHON and its Kafka jars in SPARK_JARS; benchmarks/peers/kafka-to-es.spark.py tells how to install both.');

const count = Number(process.env.KAFKA_TO_ES_COUNT ?? 1_000_000);
const servers = await prepare(count);
const rate = async (name) => {
  const { seconds, processorSeconds, megabytes } = await measure(servers, contenders[name]);
  console.error(`  ${name}: ${seconds.toFixed(1)} s, ${((processorSeconds * 1e6) / count).toFixed(1)} µs of processor a document, ${megabytes.toFixed(0)} MB`);
  return count / seconds;
};

export default {
  name: 'kafka-to-es-spark',
  peer: 'Spark Structured Streaming 3.5, from_json in the JVM, bulk helper in each partition',
  unit: 'documents/s',
  higherIsBetter: true,
  runs: 3,
  ours: () => rate('penstock'),
  theirs: () => rate('spark'),
  close: servers.close,
};
