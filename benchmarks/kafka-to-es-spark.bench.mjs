// The same million beside Spark Structured Streaming, decoded in the JVM and written by each partition.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contenders, million, prepare, rate } from './kafka-to-es/servers.mjs';

if (!contenders.spark)
  throw new Error(
    'Name a Python with Spark in SPARK_PYTHON and its Kafka jars in SPARK_JARS; ' +
      'benchmarks/peers/kafka-to-es.spark.py tells how to install both.',
  );

/** Compiles what writes from the JVM against the jars of the Spark that is there. */
const compileSparkBulk = () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-spark-'));
  const jars = execFileSync(
    process.env.SPARK_PYTHON,
    ['-c', 'import os, pyspark; print(os.path.dirname(pyspark.__file__) + "/jars/*")'],
    { encoding: 'utf8' },
  ).trim();
  execFileSync('javac', ['-d', folder, '-cp', jars, new URL('peers/SparkBulk.java', import.meta.url).pathname]);
  return folder;
};

const classes = compileSparkBulk();
const servers = await prepare(million);

export default {
  name: 'kafka-to-es-spark',
  peer:
    'Spark Structured Streaming 3.5, from_json in the JVM, bulk requests from each partition in the JVM, two under ' +
    'way',
  unit: 'documents/s',
  higherIsBetter: true,
  runs: Number(process.env.KAFKA_TO_ES_RUNS ?? 3),
  ours: () => rate(servers, 'penstock'),
  theirs: () => rate(servers, 'spark', { SPARK_BULK: classes }),
  close: async () => {
    rmSync(classes, { recursive: true });
    await servers.close();
  },
};
