import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkImports } from '../check-imports.mjs';

const manifest = (name, subpaths = ['.']) =>
  JSON.stringify({ name, exports: Object.fromEntries(subpaths.map((path) => [path, './index.js'])) });

const WORKSPACE = {
  'packages/stream/package.json': manifest('@penstock/stream', ['.', './testing']),
  'packages/sources/package.json': manifest('@penstock/sources'),
  'packages/forecast/package.json': manifest('@penstock/forecast'),
  'examples/demo/package.json': manifest('@penstock/example-demo'),
  'tools/servers/package.json': manifest('@penstock/servers'),
};

function violationsOf(files) {
  const root = mkdtempSync(join(tmpdir(), 'check-imports-'));
  try {
    for (const [path, text] of Object.entries({ ...WORKSPACE, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return checkImports(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('accepts the allowed directions and public sub-paths', () => {
  const violations = violationsOf({
    'packages/stream/src/a.ts': "import { map } from 'rxjs';\nexport * from './b.ts';",
    'packages/sources/src/a.ts': "import type { Flow } from '@penstock/stream';",
    'packages/sources/test/a.test.ts': "import { suite } from '@penstock/stream/testing';\nimport '../src/a.ts';",
    'packages/sources/test/b.test.ts': "import { startKafka } from '@penstock/servers';",
    'examples/demo/src/main.ts': "import '@penstock/sources';\nimport '@penstock/forecast';",
    'examples/demo/test/a.test.ts': "import { startKafka } from '@penstock/servers';",
    'tools/servers/src/a.ts': "import '@penstock/stream';\nimport '@penstock/sources';",
  });
  assert.deepEqual(violations, []);
});

const broken = [
  ['stream imports a sibling', 'packages/stream/src/a.ts', "import '@penstock/sources';", /may import no sibling/],
  [
    'a sibling of stream imports another',
    'packages/forecast/src/a.ts',
    "import '@penstock/sources';",
    /is not allowed/,
  ],
  [
    'a type-only import goes the wrong way',
    'packages/stream/src/a.ts',
    "import type { A } from '@penstock/forecast';",
    /is not allowed/,
  ],
  [
    'a re-export goes the wrong way',
    'packages/stream/src/a.ts',
    "export { a } from '@penstock/forecast';",
    /is not allowed/,
  ],
  [
    'a dynamic import goes the wrong way',
    'packages/stream/src/a.ts',
    "await import('@penstock/forecast');",
    /is not allowed/,
  ],
  [
    'a relative import leaves its package',
    'packages/sources/src/a.ts',
    "import '../../stream/src/a.ts';",
    /leaves its package/,
  ],
  [
    'an example reaches into a package',
    'examples/demo/src/main.ts',
    "import '../../../packages/stream/src/a.ts';",
    /leaves its package/,
  ],
  [
    'an example uses a name that is not exported',
    'examples/demo/src/main.ts',
    "import '@penstock/stream/src/a.ts';",
    /not among the exports/,
  ],
  [
    'a package is shipped with a tool',
    'packages/sources/src/a.ts',
    "import '@penstock/servers';",
    /is for tests alone/,
  ],
  ['an example shows a tool', 'examples/demo/src/main.ts', "import '@penstock/servers';", /is for tests alone/],
  [
    'a tool reaches into a package',
    'tools/servers/src/a.ts',
    "import '../../../packages/stream/src/a.ts';",
    /leaves its package/,
  ],
  ['an unknown package is imported', 'examples/demo/src/main.ts', "import '@penstock/nothing';", /not a package/],
];

for (const [name, file, text, message] of broken) {
  test(`reports when ${name}`, () => {
    const violations = violationsOf({ [file]: text });
    assert.equal(violations.length, 1);
    assert.match(violations[0], message);
    assert.ok(violations[0].startsWith(file));
  });
}
