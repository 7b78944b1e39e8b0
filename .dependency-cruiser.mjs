/**
 * Which package, and which folder of a package, may import which: `npx depcruise --config .dependency-cruiser.mjs`
 * with the folders to check, as `npm run lint` and `npm test` run it. `scripts/test/dependencies.test.mjs` breaks each
 * rule once.
 */
import { readdirSync, readFileSync } from 'node:fs';

const GROUP = '^(packages|examples|tools)/([^/]+)/';
/** An import by a relative path. One by a package's name has other types. */
const RELATIVE = { dependencyTypes: ['local'] };
const SAME_PACKAGE = '^$1/$2/';

const packages = readdirSync('packages').filter((name) => !name.startsWith('.'));

/** The sources behind the names that a package exports, such as `packages/stream/src/index.ts`. */
const publicSources = packages.flatMap((name) => {
  const { exports = {} } = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8'));
  return Object.values(exports).map((target) => `packages/${name}/${target['@penstock/source'].slice(2)}`);
});

const oneOf = (paths) => `^(${paths.map((path) => path.replaceAll('.', '[.]')).join('|')})$`;

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one thing, or need a third. Types count as well.',
      severity: 'error',
      from: { pathNot: '^packages/stream/src/(delivery|engine|state)/' },
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
      comment: 'sources, sink-es and forecast do not know one another.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/', pathNot: '^packages/stream/' },
      to: { path: '^packages/', pathNot: '^packages/($1|stream)/' },
    },
    {
      name: 'no-path-out-of-a-package',
      comment: 'Others are imported by their names, as a user would.',
      severity: 'error',
      from: { path: GROUP },
      to: { ...RELATIVE, pathNot: SAME_PACKAGE },
    },
    {
      name: 'only-public-names',
      comment: 'Of another package only what its package.json exports.',
      severity: 'error',
      from: { path: GROUP },
      to: { path: '^packages/', pathNot: [SAME_PACKAGE, oneOf(publicSources)] },
    },
    {
      name: 'programs-use-public-names',
      comment: 'Scripts and benchmarks stand in no package, so a path may lead them, but only to what is exported.',
      severity: 'error',
      from: { path: '^(benchmarks|scripts)/' },
      to: { path: '^packages/', pathNot: oneOf(publicSources) },
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
      comment: 'Modules of Node are for the sub-paths node and testing.',
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
  ],
  options: {
    // Types are dependencies as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: `${GROUP}([.]cache|dist)/|^[.]cache/|^packages/forecast/[^/]+/built[.]ts$` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@penstock/source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.d.ts', '.mts', '.d.mts', '.mjs', '.js', '.json'],
    },
  },
};
