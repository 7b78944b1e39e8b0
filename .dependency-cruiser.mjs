/**
 * The rules for imports between packages and between folders: `npx depcruise --config .dependency-cruiser.mjs` with the
 * folders to check. `npm run lint` and `npm test` run it. `scripts/test/dependencies.test.mjs` breaks each rule once.
 */
import { readdirSync, readFileSync } from 'node:fs';

const group = '^(packages|examples|tools)/([^/]+)/';
/** The types of an import by a relative path. An import by a package's name has other types. */
const relative = { dependencyTypes: ['local'] };
const samePackage = '^$1/$2/';
/** An exchange on this machine, which tests of other packages also use. */
const loopbackExchange = '^packages/sources/test/exchange/';

/**
 * The folders that each folder of a package's `src` may import. Every folder may import the files next to the folders,
 * such as `errors.ts`; these import no folder unless they are listed here. An inner folder is listed here when other
 * folders also import it.
 */
const folderImports = {
  stream: {
    // The contract, which all folders use.
    delivery: [],
    timers: [],
    retry: ['timers'],
    statistics: ['delivery'],
    state: ['delivery'],
    engine: ['delivery', 'state', 'statistics', 'timers'],
    source: ['delivery', 'engine', 'state', 'statistics', 'timers'],
    'run.ts': ['delivery', 'operators/base'],
    sink: ['delivery', 'timers'],
    'operators/base': ['delivery', 'engine', 'state', 'timers'],
    windows: ['delivery', 'engine', 'operators/base', 'state', 'timers'],
    indicators: ['windows'],
    operators: ['delivery', 'indicators', 'source', 'state', 'timers'],
    // Sub-paths of the package.
    error: [],
    node: ['delivery', 'state'],
    internal: ['retry', 'sink', 'source', 'windows'],
    'internal/rxjs': ['operators/base', 'retry', 'sink', 'state', 'timers'],
    testing: ['delivery', 'operators', 'source'],
  },
  sources: {
    abort: [],
    candle: [],
    failure: [],
    feed: ['abort', 'failure'],
    exchange: ['abort', 'candle', 'failure', 'feed'],
    file: [],
    record: [],
    csv: ['abort', 'candle', 'file'],
    kafka: ['feed', 'record'],
    memory: ['record'],
    messari: ['failure'],
    ndjson: ['abort', 'file', 'record'],
    poll: ['abort', 'failure'],
    simulate: ['abort'],
    yahoo: ['candle', 'failure'],
  },
  'sink-es': {
    connection: [],
    bulk: ['connection'],
    indices: ['connection'],
    reading: ['connection', 'indices'],
    'machine-learning': ['connection', 'reading'],
    'reindex-into.ts': ['bulk', 'connection', 'indices', 'reading'],
    kibana: [],
  },
  forecast: {
    series: [],
    'forecaster.ts': ['series'],
    judging: ['series'],
    anomaly: ['series', 'forecaster.ts'],
    calendar: ['series'],
    saved: ['series'],
    seasons: [],
    smoothing: [],
    regression: [],
    transforms: ['saved', 'seasons', 'series'],
    model: ['calendar', 'judging', 'saved', 'series', 'transforms'],
    forecasters: ['calendar', 'model', 'regression', 'saved', 'seasons', 'series', 'smoothing', 'transforms'],
    ensemble: ['calendar', 'forecasters', 'model', 'saved', 'series'],
    auto: ['calendar', 'ensemble', 'forecasters', 'judging', 'model', 'saved', 'seasons', 'series', 'transforms'],
    flow: ['forecaster.ts', 'judging', 'anomaly'],
    'flow/anomalies': ['anomaly', 'flow', 'forecaster.ts'],
    engine: [],
    reference: ['engine'],
    wasm: ['engine'],
    'layers-model-format': ['engine', 'ensemble', 'model', 'saved', 'series', 'transforms'],
    lstm: [
      'calendar',
      'engine',
      'ensemble',
      'layers-model-format',
      'model',
      'reference',
      'saved',
      'seasons',
      'series',
      'transforms',
      'wasm',
    ],
    tfjs: ['engine', 'layers-model-format', 'lstm', 'saved'],
  },
};

/** Folders that every folder may import, like the files next to the folders. */
const forAll = ['error'];

const packages = readdirSync('packages').filter((name) => !name.startsWith('.'));

/** The sources behind the names that a package exports, such as `packages/stream/src/index.ts`. */
const publicSources = packages.flatMap((name) => {
  const { exports = {} } = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8'));
  return Object.values(exports).map((target) => `packages/${name}/${target['@penstock/source'].slice(2)}`);
});

const oneOf = (paths) => `^(${paths.map((path) => path.replaceAll('.', '[.]')).join('|')})$`;

const folderRules = (name, folders) => {
  const src = `^packages/${name}/src/`;
  const paths = Object.keys(folders);
  const at = (path) => src + (path.endsWith('.ts') ? `${path.replace('.', '[.]')}$` : `${path}/`);
  const anyFolder = `${src}[^/]+/`;
  return [
    ...paths.map((path) => ({
      name: `${name}/${path}`,
      comment: `${path} may import ${folders[path].join(', ') || 'no other folder'}; folderImports lists all.`,
      severity: 'error',
      from: { path: at(path), pathNot: paths.filter((other) => other.startsWith(`${path}/`)).map(at) },
      to: { path: anyFolder, pathNot: [path, ...folders[path], ...forAll].map(at) },
    })),
    {
      name: `${name}-files-beside-folders`,
      comment: 'A file or folder that every folder may import must not import a folder.',
      severity: 'error',
      from: { path: `${src}[^/]+$`, pathNot: [`${src}index[.]ts$`, ...paths.map(at)] },
      to: { path: anyFolder, pathNot: forAll.map(at) },
    },
    {
      name: `${name}-folders-are-listed`,
      comment: 'A new folder needs an entry in folderImports.',
      severity: 'error',
      from: { path: anyFolder, pathNot: paths.map(at) },
      to: {},
    },
    {
      name: `${name}-index-is-for-users`,
      severity: 'error',
      from: { path: src },
      to: { path: `${src}index[.]ts$` },
    },
  ];
};

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files must not import each other, including their types. Merge them, or move the shared part.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'A name must be a file of the package, an installed dependency, or an export of a sibling.',
      severity: 'error',
      from: {},
      // TensorFlow.js is built on demand by tools/tfjs-node, and `dist` by `npm run build`.
      to: { couldNotResolve: true, pathNot: ['^@tensorflow/', '/dist/'] },
    },
    {
      name: 'stream-knows-no-sibling',
      severity: 'error',
      from: { path: '^packages/stream/' },
      to: { path: '^packages/', pathNot: '^packages/stream/' },
    },
    {
      name: 'siblings-know-stream-alone',
      comment: 'sources, sink-es and forecast must not import one another.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/', pathNot: '^packages/stream/' },
      to: { path: '^packages/', pathNot: '^packages/($1|stream)/' },
    },
    {
      name: 'no-path-out-of-a-package',
      comment: 'Import other packages by their names, as a user does.',
      severity: 'error',
      from: { path: group },
      to: { ...relative, pathNot: [samePackage, loopbackExchange] },
    },
    {
      name: 'only-public-names',
      comment: 'Import only what the package.json of the other package exports.',
      severity: 'error',
      from: { path: group },
      to: { path: '^packages/', pathNot: [samePackage, loopbackExchange, oneOf(publicSources)] },
    },
    {
      name: 'programs-use-public-names',
      comment: 'Scripts and benchmarks are in no package, so they may use paths, but only to exported files.',
      severity: 'error',
      from: { path: '^(benchmarks|scripts)/' },
      to: { path: '^packages/', pathNot: oneOf(publicSources) },
    },
    {
      name: 'examples-use-no-internals',
      comment: 'An example must run with what users may import, so not with @penstock/stream/internal.',
      severity: 'error',
      from: { path: '^examples/', pathNot: '^examples/[^/]+/test/' },
      to: { path: '^packages/[^/]+/src/internal/' },
    },
    {
      name: 'tools-are-for-tests',
      severity: 'error',
      from: { path: '^(packages|examples)/', pathNot: '^(packages|examples)/[^/]+/test/' },
      to: { path: '^tools/' },
    },
    {
      name: 'packages-know-no-program',
      severity: 'error',
      from: { path: '^(packages|tools)/' },
      to: { path: '^(examples|benchmarks|scripts)/' },
    },
    {
      name: 'sources-know-no-test',
      severity: 'error',
      from: { path: '^(packages|examples|tools)/[^/]+/src/' },
      to: { path: '/test/' },
    },
    {
      name: 'stream-runs-in-a-browser',
      comment: 'Only the sub-paths node and testing may import modules of Node.',
      severity: 'error',
      from: { path: '^packages/stream/src/', pathNot: '^packages/stream/src/(node|testing)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'stream-node-is-a-sub-path',
      severity: 'error',
      from: { path: '^packages/stream/src/', pathNot: '^packages/stream/src/(node|testing)/' },
      to: { path: '^packages/stream/src/(node|testing)/' },
    },
    ...Object.entries(folderImports).flatMap(([name, folders]) => folderRules(name, folders)),
  ],
  options: {
    // Imports of types are checked too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: `${group}([.]cache|dist)/|^[.]cache/` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@penstock/source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.d.ts', '.mts', '.d.mts', '.mjs', '.js', '.json'],
    },
  },
};
