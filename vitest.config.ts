import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findServers } from './tools/servers/src/find-servers.ts';

const conditions = ['@penstock/source'];
// Property tests try the same cases in each run.
const alias = [
  { find: /^fast-check$/, replacement: fileURLToPath(new URL('scripts/seeded-fast-check.mjs', import.meta.url)) },
];
const realTests = 'test/real/**';
/** Vitest would use one worker on two cores. Many tests wait, so two workers are faster, even there. */
const maxWorkers = Math.max(2, availableParallelism() - 1);
const project = (name: string, root: string) => ({
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root,
    include: ['test/**/*.test.ts'],
    exclude: [realTests],
    testTimeout: 30_000,
    maxWorkers,
  },
});

/** Tests of types. One project has those of all packages, since each project runs tsc on the whole repository. */
const types = {
  test: {
    name: 'types',
    include: [],
    typecheck: {
      enabled: true,
      only: true,
      include: ['packages', 'examples', 'tools'].map((group) => `${group}/*/test/**/*.test-d.ts`),
      tsconfig: 'tsconfig.json',
    },
  },
};

const realTest = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // Several servers share two cores, so an answer may be slow. `npm test` lists the tests that needed the retry.
  retry: 1,
};

/** Tests over real Kafka and Elasticsearch, which one set-up starts for the whole run. */
const real = {
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
  test: {
    name: 'real',
    include: ['packages/sink-es', 'examples/*', 'tools/*'].map((folder) => `${folder}/${realTests}/*.test.ts`),
    globalSetup: 'tools/servers/src/vitest.ts',
    ...realTest,
    // One file after another, and after the other projects: they share indices and change settings of the cluster.
    fileParallelism: false,
    sequence: { groupOrder: 1 },
  },
};

/**
 * Tests of Kafka alone. They mostly wait for brokers, so they run beside the tests without servers. Each has topics and
 * groups of its own.
 */
const realKafka = {
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
  test: {
    name: 'real-kafka',
    include: [`packages/sources/${realTests}/*.test.ts`],
    globalSetup: 'tools/servers/src/vitest-kafka.ts',
    ...realTest,
    maxWorkers,
  },
};

/** The same with Kafka 3.9, for tests of Kafka that pass with this release and with the newest one. */
const realOnOldKafka = {
  ...realKafka,
  test: {
    ...realKafka.test,
    name: 'real-3.9',
    include: [
      'bytes',
      'contract',
      'from-kafka',
      'new-partitions',
      'replaced-topic',
      'to-kafka',
      'dead-letters',
      'kafka-store',
      'record-time',
      'timestamp-limits',
    ].map((name) => `packages/sources/test/real/${name}.test.ts`),
    globalSetup: 'tools/servers/src/vitest-kafka-3-9.ts',
  },
};

/** Publishes the packages like a release, to a registry on this machine, and tests projects that install them. */
const rehearsal = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'rehearsal',
    include: [`tools/rehearsal/test/${process.env['PENSTOCK_LONG'] ? '**/' : ''}*.test.ts`],
    globalSetup: 'tools/rehearsal/src/vitest.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers,
  },
};

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      // The kernel is AssemblyScript, which the coverage provider cannot read.
      exclude: ['packages/forecast/src/wasm/kernel/**'],
      reportsDirectory: 'coverage',
    },
    projects: [
      project('stream', 'packages/stream'),
      project('sources', 'packages/sources'),
      project('sink-es', 'packages/sink-es'),
      project('forecast', 'packages/forecast'),
      project('bitcoin', 'examples/bitcoin'),
      project('servers', 'tools/servers'),
      project('live-check', 'tools/live-check'),
      rehearsal,
      project('pages', 'tools/pages'),
      types,
      ...realProject(),
    ],
  },
});

function realProject() {
  const { missing, canStart } = findServers(process.env);
  if (missing === undefined) {
    // The servers of tests run only briefly. Without the optimising compiler they start with half the processor time.
    process.env['JAVA_TOOL_OPTIONS'] ??= '-XX:TieredStopAtLevel=1';
    if (canStart) return [real, realKafka, realOnOldKafka];
    warnOrFail('Tests with Kafka 3.9 are skipped: starting it needs Java and Maven.');
    return [real, realKafka];
  }
  warnOrFail(`Tests with real servers are skipped: ${missing}.`);
  return [];
}

function warnOrFail(message: string) {
  if (process.env['CI'] === 'true') throw new Error(`${message} They are required in CI.`);
  console.warn(message);
}
