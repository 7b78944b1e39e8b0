/**
 * Checks that no folder of sources has too many files, and that each test has the path of its source:
 * `node scripts/check-layout.mjs [ROOT]`.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const mostFiles = 15;
/** Folders with many independent files, which may have more. */
const flatFolders = ['packages/stream/src/operators', 'packages/forecast/src/judging/metrics'];
/**
 * Folders of tests of whole programs: with real servers, in a browser, with processes that are killed, and the long
 * form of the rehearsal.
 */
const wholePrograms = ['real', 'browser', 'restart', 'kill', 'long'];
/** Tests that belong to several sources, each with what it tests. */
const ideas = {
  'examples/bitcoin/test/machine-learning.test-d.ts':
    "types of results of Elasticsearch's machine learning and of @penstock/forecast",
  'packages/forecast/test/flow/anomalies/recovery.test.ts': 'verdicts after a run that was interrupted',
  'packages/forecast/test/flow/recovery.test.ts': 'forecasts after a run that was interrupted',
  'packages/forecast/test/judging/metrics/metrics.test.ts': 'the formulas of all metrics',
  'packages/forecast/test/judging/metrics/scaled-errors.test.ts': 'the formulas of metrics with a scale',
  'packages/forecast/test/lstm/features.test.ts': 'further series as features of an LSTM',
  'packages/forecast/test/tfjs/tfjs-node.test.ts': 'the engine with the native library',
  'packages/forecast/test/unknown-options.test.ts': 'every function with options refuses an unknown one',
  'packages/sink-es/test/bulk/fuzz.test.ts': 'the writer against a server that fails in every way',
  'packages/sink-es/test/bulk/idempotence.test.ts': 'a redelivered record changes nothing',
  'packages/sink-es/test/bulk/json.test.ts': 'documents that JSON would change',
  'packages/sink-es/test/bulk/memory.test.ts': 'memory during an outage',
  'packages/sink-es/test/machine-learning/requests.test-d.ts':
    "types of the requests of Elasticsearch's machine learning",
  'packages/sink-es/test/machine-learning/server/specification.test.ts': 'the check of requests by a specification',
  'packages/sink-es/test/unknown-options.test.ts': 'every function with options refuses an unknown one',
  'packages/sources/test/csv/csv-text.test.ts': 'line ends, quotes and bytes of CSV files',
  'packages/sources/test/memory/topic-format.test.ts': 'the format version of the files of a topic',
  'packages/sources/test/source-contract.test.ts': 'the contract of all sources',
  'packages/sources/test/unknown-options.test.ts': 'every function refuses unknown options, and text for a function',
  'packages/stream/test/indicators/own-indicators.test.ts': 'the formulas of all indicators',
  'packages/stream/test/indicators/precision.test.ts': 'the digits of all indicators',
  'packages/stream/test/operators/binary-keys.test.ts': 'binary keys in all operators with keys',
  'packages/stream/test/operators/ends.test.ts': 'how operators end, fail and unsubscribe',
  'packages/stream/test/operators/pacing.test.ts': 'the timing of rateLimit and replay',
  'packages/stream/test/operators/plain-operators.test.ts': 'the common behaviour of all operators without state',
  'packages/stream/test/operators/state-operators.test-d.ts': 'types of the operators with state',
  'packages/stream/test/operators/state-operators.test.ts': 'the common behaviour of all operators with state',
  'packages/stream/test/state/lane-moves.test.ts': 'state of partitions that are reassigned',
  'packages/stream/test/windows/aggregates/aggregates.test.ts': 'the formulas of all aggregates',
  'packages/stream/test/windows/candles/candles.property.test.ts': 'candles of ticks in any order',
  'packages/stream/test/windows/diagrams.test.ts': 'windows in marble diagrams',
  'packages/stream/test/windows/lanes.test.ts': 'windows across partitions',
  'packages/stream/test/windows/limits.test.ts': 'limits and invalid values of windows',
  'packages/stream/test/windows/recovery.test.ts': 'windows after a run that was interrupted',
  'tools/rehearsal/test/tarballs.test.ts': 'the contents of a published tarball',
  'packages/stream/test/windows/windows.test-d.ts': 'types of windows and aggregates',
  'tools/pages/test/how-tos.test.ts': 'all how-tos without a server',
};

/** Returns one line for each folder and test that breaks a rule. */
export function checkLayout(root, { flat = flatFolders, shared = ideas } = {}) {
  const owners = ['packages', 'examples', 'tools'].flatMap((group) =>
    foldersIn(join(root, group)).map((name) => join(group, name)),
  );
  return [
    ...foldersIn(join(root, 'packages')).flatMap((name) => crowded(root, join('packages', name, 'src'), flat)),
    ...owners.flatMap((owner) => withoutSource(root, owner, shared)),
    ...Object.keys(shared)
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${path} does not exist. Remove it from the list of ideas.`),
  ];
}

function crowded(root, folder, flat) {
  const files = filesIn(join(root, folder)).length;
  const own =
    files > mostFiles && !flat.includes(folder)
      ? [`${folder} has ${files} files; expected at most ${mostFiles}. Group them by idea.`]
      : [];
  return [...own, ...foldersIn(join(root, folder)).flatMap((name) => crowded(root, join(folder, name), flat))];
}

/**
 * Returns the tests without a source. A test has the name of its source; a word before `.test` gives its kind, such as
 * `.property`.
 */
function withoutSource(root, owner, shared) {
  return testsIn(join(root, owner, 'test')).flatMap((path) => {
    const test = relative(root, path).replaceAll(sep, '/');
    const source = relative(join(root, owner, 'test'), path).replace(/(\.[a-z]+)?\.test(-d)?\.ts$/, '.ts');
    // Some sources are JavaScript, since they run without a build.
    const names = [source, source.replace(/\.ts$/, '.mjs')];
    // The page of an example is in a folder next to `src`.
    const isOfPage = /^page[/\\]/.test(source) && existsSync(join(root, owner, source));
    if (test in shared || isOfPage || names.some((name) => existsSync(join(root, owner, 'src', name)))) return [];
    return [`${test} has no source ${owner}/src/${source}. Name it after its source, or add it to the list of ideas.`];
  });
}

function testsIn(folder) {
  return [
    ...filesIn(folder)
      .filter((name) => /\.test(-d)?\.ts$/.test(name))
      .map((name) => join(folder, name)),
    ...foldersIn(folder)
      .filter((name) => !wholePrograms.includes(name))
      .flatMap((name) => testsIn(join(folder, name))),
  ];
}

const entriesIn = (folder) => (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []);
const filesIn = (folder) =>
  entriesIn(folder)
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const foldersIn = (folder) =>
  entriesIn(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const problems = checkLayout(resolve(process.argv[2] ?? join(import.meta.dirname, '..')));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
