/**
 * The versions that Penstock supports. Each version is a cell, which `npm run matrix` can run; `docs/guide/versions.md`
 * shows the cells as a table.
 *
 * A cell runs `tests` with vitest (on the Node version `node`, with the servers that `env` names), or compiles programs
 * with the TypeScript version `typescript`.
 */
const packages = ['stream', 'sources', 'sink-es', 'forecast'];
const realKafka = ['bytes', 'contract', 'dead-letters', 'from-kafka', 'kafka-store', 'record-time', 'to-kafka'].map(
  (name) => `packages/sources/test/real/${name}.test.ts`,
);
/** Tests of settings that Kafka has since 3.6. */
const realKafkaSince36 = ['packages/sources/test/real/timestamp-limits.test.ts'];
const realElasticsearch = [
  'calendar',
  'dashboard',
  'machine-learning',
  'manage',
  'reading',
  'refresh',
  'sink',
  'target-refusal',
].map((name) => `packages/sink-es/test/real/${name}.test.ts`);

/**
 * The tests that run on each Node: the tests of the packages and the example, and the most important tests with real
 * servers.
 */
const onNode = [
  { projects: [...packages, 'bitcoin'], files: [] },
  {
    projects: ['real', 'real-kafka'],
    files: [
      ...realKafka,
      ...realKafkaSince36,
      'packages/sink-es/test/real/sink.test.ts',
      'packages/sink-es/test/real/reading.test.ts',
      'examples/bitcoin/test/real/report.test.ts',
    ],
  },
];

/**
 * The part of them that `npm test` runs on the newest Node: code that depends on Node, and real servers. It needs no
 * build.
 */
export const shortForm = [
  {
    projects: [...packages, 'real', 'real-kafka'],
    files: [
      'packages/stream/test/engine/running-flow.test.ts',
      'packages/stream/test/timers/',
      'packages/sources/test/csv/csv-text.test.ts',
      'packages/sources/test/memory/memory-topic.test.ts',
      'packages/sources/test/kafka/kafkajs/',
      'packages/sink-es/test/connection/',
      'packages/forecast/test/wasm/pool.test.ts',
      'packages/forecast/test/wasm/wasm-engine.test.ts',
      'packages/sources/test/real/contract.test.ts',
      'examples/bitcoin/test/real/report.test.ts',
    ],
  },
];

const node = (version, note) => ({
  name: `node-${version.split('.')[0]}`,
  subject: 'Node',
  version,
  note,
  node: version,
  tests: onNode,
});

const typescript = (version, note) => ({
  name: `typescript-${version.split('.').slice(0, 2).join('.')}`,
  subject: 'TypeScript',
  version,
  note,
  typescript: version,
});

const kafka = (line, version, note, files = [...realKafka, ...realKafkaSince36]) => ({
  name: `kafka-${line}`,
  subject: 'Kafka',
  version,
  note,
  env: { PENSTOCK_KAFKA_VERSION: line },
  tests: [{ projects: ['real-kafka'], files }],
});

const elasticsearch = (line, version) => ({
  name: `elasticsearch-${line}`,
  subject: 'Elasticsearch',
  version,
  note: 'by `@elastic/elasticsearch` 8.19.1 and 9.4.3',
  env: { PENSTOCK_KAFKA_VERSION: 'none', PENSTOCK_ELASTICSEARCH_VERSIONS: line },
  tests: [{ projects: ['real'], files: realElasticsearch }],
});

export const cells = [
  node('20.20.2', 'until April 2027; Node ended its own support in April 2026'),
  node('22.23.3', ''),
  node('24.21.0', ''),
  node('26.10.0', 'a short form runs in `npm test`'),
  typescript('5.4.5', 'the oldest'),
  typescript('5.9.3', ''),
  typescript('6.0.3', 'builds Penstock itself'),
  kafka('3.2', '3.2.0', 'with ZooKeeper; by kafkajs 2.2.4', realKafka),
  kafka('3.9', '3.9.2', 'by kafkajs 2.2.4; in `npm test`'),
  kafka('4.3', '4.3.1', 'by kafkajs 2.2.4; in `npm test`'),
  elasticsearch('7.17', '7.17.29'),
  elasticsearch('8.19', '8.19.21'),
  elasticsearch('9.5', '9.5.3'),
];

/** The cell with the newest Node. */
export const newestNode = cells.findLast(({ subject }) => subject === 'Node');
