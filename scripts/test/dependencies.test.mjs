import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const home = join(import.meta.dirname, '..', '..');
const root = mkdtempSync(join(tmpdir(), 'dependencies-'));
after(() => rmSync(root, { recursive: true, force: true }));

const manifest = (name, subpaths = ['.']) =>
  JSON.stringify({
    name,
    exports: Object.fromEntries(
      subpaths.map((path) => [path, { '@penstock/source': `./${join('src', path, 'index.ts')}` }]),
    ),
  });

const workspace = {
  'tsconfig.json': '{ "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true } }',
  'packages/stream/package.json': manifest('@penstock/stream', ['.', './internal', './testing']),
  'packages/stream/src/index.ts': "export { map } from './operators/map.ts';",
  'packages/stream/src/internal/index.ts': 'export const check = 1;',
  'packages/stream/src/testing/index.ts': "import 'node:assert';\nexport const suite = 1;",
  'packages/sources/package.json': manifest('@penstock/sources'),
  'packages/sources/src/index.ts': 'export const csv = 1;',
  'packages/forecast/package.json': manifest('@penstock/forecast'),
  'packages/forecast/src/index.ts': 'export const lstm = 1;',
  'examples/demo/package.json': manifest('@penstock/example-demo'),
  'tools/servers/package.json': manifest('@penstock/servers'),
  'tools/servers/src/index.ts': "import '@penstock/stream';\nimport '@penstock/sources';",
};

const allowedFiles = {
  'packages/stream/src/operators/map.ts': "import '../delivery/flow.ts';\nexport const map = 1;",
  'packages/stream/src/delivery/flow.ts': 'export const flow = 1;',
  'packages/stream/src/operators/base/state.ts': "import '../../state/store.ts';",
  'packages/stream/src/state/store.ts': "import '../delivery/flow.ts';",
  'packages/stream/src/node/file.ts': "import 'node:fs';\nimport '../delivery/flow.ts';",
  'packages/sources/src/a.ts': "import type { map } from '@penstock/stream';\nimport '@penstock/stream/internal';",
  'packages/sources/test/a.test.ts': "import { suite } from '@penstock/stream/testing';\nimport '../src/a.ts';",
  'packages/sources/test/b.test.ts': "import '@penstock/servers';",
  'packages/sources/test/exchange/loopback.ts': 'export const loopback = 1;',
  'tools/servers/test/a.test.ts': "import '../../../packages/sources/test/exchange/loopback.ts';",
  'examples/demo/src/main.ts': "import '@penstock/sources';\nimport '@penstock/forecast';",
  'examples/demo/test/a.test.ts': "import '@penstock/servers';\nimport '../src/main.ts';",
  'scripts/names.d.ts': "import type { map } from '../packages/stream/src/index.ts';",
};

/** Files that break a rule: the rule, then the file with its text. */
const broken = {
  'two files import each other': ['no-circle', 'packages/sources/src/one.ts', "import './other.ts';"],
  'stream imports a sibling': [
    'stream-knows-no-sibling',
    'packages/stream/src/operators/csv.ts',
    "import '@penstock/sources';",
  ],
  'stream imports a type of a sibling': [
    'stream-knows-no-sibling',
    'packages/stream/src/operators/csv-type.ts',
    "import type { csv } from '@penstock/sources';",
  ],
  'stream exports what a sibling has': [
    'stream-knows-no-sibling',
    'packages/stream/src/operators/csv-again.ts',
    "export { csv } from '@penstock/sources';",
  ],
  'a sibling of stream imports another': [
    'siblings-know-stream-alone',
    'packages/forecast/src/csv.ts',
    "import '@penstock/sources';",
  ],
  'a sibling of stream imports another dynamically': [
    'siblings-know-stream-alone',
    'packages/forecast/src/csv-later.ts',
    "await import('@penstock/sources');",
  ],
  'a test imports another sibling': [
    'siblings-know-stream-alone',
    'packages/forecast/test/csv.test.ts',
    "import '@penstock/sources';",
  ],
  'a relative import leaves its package': [
    'no-path-out-of-a-package',
    'packages/sources/src/path.ts',
    "import '../../stream/src/index.ts';",
  ],
  'a tool takes a path into a package': [
    'no-path-out-of-a-package',
    'tools/servers/src/path.ts',
    "import '../../../packages/stream/src/index.ts';",
  ],
  'a file is reached that its package does not export': [
    'only-public-names',
    'examples/demo/src/path.ts',
    "import '../../../packages/stream/src/operators/map.ts';",
  ],
  'a name is imported that is not exported': [
    'resolvable',
    'examples/demo/src/private.ts',
    "import '@penstock/stream/src/operators/map.ts';",
  ],
  'an unknown package is imported': ['resolvable', 'examples/demo/src/unknown.ts', "import '@penstock/nothing';"],
  'a file is imported that is not there': ['resolvable', 'examples/demo/src/missing.ts', "import './nothing.ts';"],
  'an absolute path is imported': ['resolvable', 'examples/demo/src/absolute.ts', "import '/nothing.ts';"],
  'a script reaches what is not exported': [
    'programs-use-public-names',
    'scripts/reach.mjs',
    "import '../packages/stream/src/operators/map.ts';",
  ],
  'an example uses what is not for users': [
    'examples-use-no-internals',
    'examples/demo/src/internal.ts',
    "import '@penstock/stream/internal';",
  ],
  'a package is shipped with a tool': [
    'tools-are-for-tests',
    'packages/sources/src/servers.ts',
    "import '@penstock/servers';",
  ],
  'an example shows a tool': ['tools-are-for-tests', 'examples/demo/src/servers.ts', "import '@penstock/servers';"],
  'a package uses a script': [
    'packages-know-no-program',
    'packages/sources/test/script.test.ts',
    "import '../../../scripts/names.d.ts';",
  ],
  'a source uses a test': ['sources-know-no-test', 'packages/sources/src/tested.ts', "import '../test/a.test.ts';"],
  'what runs in a browser imports a module of Node': [
    'stream-runs-in-a-browser',
    'packages/stream/src/operators/read.ts',
    "import 'node:fs';",
  ],
  'what runs in a browser imports what needs Node': [
    'stream-node-is-a-sub-path',
    'packages/stream/src/operators/store.ts',
    "import '../node/file.ts';",
  ],
  'a folder imports one that builds on it': [
    'stream/delivery',
    'packages/stream/src/delivery/mapped.ts',
    "import type { map } from '../operators/map.ts';",
  ],
  'a folder within a folder imports its siblings': [
    'stream/operators/base',
    'packages/stream/src/operators/base/mapped.ts',
    "import '../map.ts';",
  ],
  'a file beside the folders imports one': [
    'stream-files-beside-folders',
    'packages/stream/src/errors.ts',
    "import type { flow } from './delivery/flow.ts';",
  ],
  'a folder has no place in the table': [
    'stream-folders-are-listed',
    'packages/stream/src/new-idea/idea.ts',
    "import '../delivery/flow.ts';",
  ],
  'a source imports the names for users': [
    'stream-index-is-for-users',
    'packages/stream/src/windows/index-user.ts',
    "import '../index.ts';",
  ],
};

const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
for (const [path, text] of Object.entries({ ...workspace, ...allowedFiles })) write(path, text);
for (const [, path, text] of Object.values(broken)) write(path, text);
write('packages/sources/src/other.ts', "import type { a } from './one.ts';");
mkdirSync(join(root, 'node_modules', '@penstock'), { recursive: true });
for (const group of ['packages', 'tools'])
  for (const name of readdirSync(join(root, group)))
    symlinkSync(join(root, group, name), join(root, 'node_modules', '@penstock', name));

const cruiser = join(home, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const config = join(home, '.dependency-cruiser.mjs');
/** Returns `rule file` of each violation. */
const violations = () => {
  const { summary } = JSON.parse(
    execFileSync(
      process.execPath,
      [cruiser, '--config', config, '--output-type', 'json', 'packages', 'examples', 'scripts', 'tools'],
      { cwd: root, encoding: 'utf8' },
    ),
  );
  return summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
};
const found = violations();

for (const [name, [rule, path]] of Object.entries(broken)) {
  test(`${rule} reports when ${name}`, () => {
    assert.ok(found.includes(`${rule} ${path}`), `found:\n${found.join('\n')}`);
  });
}

test('reports nothing for allowed imports', () => {
  const allowed = Object.keys({ ...workspace, ...allowedFiles });
  assert.deepEqual(
    found.filter((line) => allowed.some((path) => line.endsWith(` ${path}`))),
    [],
  );
});

test('every kind of rule is tested', async () => {
  const { default: rules } = await import(config);
  /** There are rules of the same form for each package, and one for each folder. */
  const kindOf = (rule) => rule.replace(/^(stream|sources|sink-es|forecast)(?=-f|-i|\/)/, '').replace(/^\/.*/, '/');
  const tried = new Set(Object.values(broken).map(([rule]) => kindOf(rule)));
  assert.deepEqual(
    rules.forbidden.map(({ name }) => name).filter((name) => !tried.has(kindOf(name))),
    [],
  );
});
