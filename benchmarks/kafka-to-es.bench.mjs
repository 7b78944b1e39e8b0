// Writes records such as the report's from Kafka to Elasticsearch: documents per second from the start of the process,
// and the time from there until a search finds the report's 3,038 documents.
const reportDocuments = 3_038;
const missingSpark =
  'SPARK_PYTHON must name a Python with Spark, and SPARK_JARS the folder of its Kafka jars; the comment in ' +
  'benchmarks/peers/kafka-to-es.spark.py has the commands that install both';

const rateBeside = async (contender, peer, env, { records }) => {
  const { prepare, rate } = await import('./kafka-to-es/servers.mjs');
  const servers = await prepare(records);
  return {
    peer,
    unit: 'documents a second',
    higherIsBetter: true,
    ours: () => rate(servers, 'penstock'),
    theirs: () => rate(servers, contender, env),
    close: servers.close,
  };
};

const start = async () => {
  const { contenders, measure, prepare } = await import('./kafka-to-es/servers.mjs');
  const servers = await prepare(reportDocuments);
  const seconds = async (command, env) => (await measure(servers, command, env, true)).seconds;
  const { penstock, bare, spark } = contenders;
  return {
    peer: spark ? 'Spark Structured Streaming, as in the report' : 'bare kafkajs and client.bulk (Spark is not here)',
    unit: 's',
    higherIsBetter: false,
    ours: () => seconds(penstock),
    theirs: () => (spark ? seconds(spark, { FORM: 'report' }) : seconds(bare)),
    close: servers.close,
  };
};

export default {
  about: 'moves records of 170 bytes from Kafka into Elasticsearch 7.17',
  options: { records: { default: 1_000_000, about: 'records to move; `start` always moves 3,038' } },
  runs: 3,
  variants: {
    bare: (options) => {
      const peer = 'bare kafkajs and client.bulk of 5,000, two requests open, a commit after each success';
      return rateBeside('bare', peer, {}, options);
    },
    spark: async (options) => {
      const { contenders } = await import('./kafka-to-es/servers.mjs');
      if (!contenders.spark) return { missing: missingSpark };
      const { compileSparkBulk } = await import('./kafka-to-es/spark-bulk.mjs');
      const { folder, remove } = compileSparkBulk();
      const peer =
        'Spark Structured Streaming 3.5, from_json and bulk requests from each partition in the JVM, two requests open';
      const bench = await rateBeside('spark', peer, { SPARK_BULK: folder }, options);
      return { ...bench, close: () => Promise.all([bench.close(), remove()]) };
    },
    start,
  },
};
