import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkExamples } from '../check-examples.mjs';

const workspace = {
  'tsconfig.base.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      strict: true,
      customConditions: ['@penstock/source'],
      types: [],
    },
  }),
  'packages/stream/package.json': JSON.stringify({
    name: '@penstock/stream',
    type: 'module',
    exports: { '.': { '@penstock/source': './src/index.ts' } },
  }),
  'packages/stream/src/index.ts': "export { twice } from './twice.ts';",
  'packages/stream/src/twice.ts': 'export const twice = (n: number): number => 2 * n;',
};
const fence = (code, marker = '') => ['```ts' + marker, ...code.split('\n'), '```'];
const inComment = (code, marker) =>
  `/**\n * Says what it does.\n *\n${fence(code, marker)
    .map((line) => ` * ${line}`)
    .join('\n')}\n */\nexport const other = 1;\n`;

function problemsOf(files) {
  const root = mkdtempSync(join(tmpdir(), 'check-examples-'));
  try {
    for (const [path, text] of Object.entries({ ...workspace, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return checkExamples(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('imports the exports of the package and of the file for a doc comment', () => {
  const { count, problems } = problemsOf({
    'packages/stream/src/other.ts': inComment('const six: number = twice(3) + other;'),
  });
  assert.equal(count, 1);
  assert.deepEqual(problems, []);
});

test('reports file and line of a mistake', () => {
  const { problems } = problemsOf({
    'packages/stream/src/other.ts': inComment('twice(3);\nconst text: string = twice(3);'),
  });
  assert.deepEqual(problems, ["packages/stream/src/other.ts:6: Type 'number' is not assignable to type 'string'."]);
});

test('reports a syntax error and an undeclared name', () => {
  const { problems } = problemsOf({
    'packages/stream/src/other.ts': `${inComment('const = 3;')}${inComment('thrice(3);').replace('other', 'another')}`,
  });
  assert.match(problems[0], /other.ts:5: Variable declaration expected/);
  assert.match(problems.at(-1), /Cannot find name 'thrice'/);
});

test('skips an example that is marked as a fragment', () => {
  const { count } = problemsOf({ 'packages/stream/src/other.ts': inComment('twice(', ' no-check') });
  assert.equal(count, 0);
});

test('requires a page to import what it uses, once', () => {
  const page = (...examples) => ['# Page', ...examples.flatMap((code) => ['', ...fence(code)])].join('\n');
  const imported = "import { twice } from '@penstock/stream';\n\ntwice(3);";
  const root = { 'examples/bitcoin/package.json': '{}', 'README.md': '' };
  const inPackage = (text) => ({ ...root, 'packages/stream/README.md': text });
  assert.match(problemsOf(inPackage(page('twice(3);'))).problems[0], /README.md:4: Cannot find name 'twice'/);
  const again = problemsOf(inPackage(page(imported, 'twice(4);'))).problems;
  // The page is read in a project with all packages; here only the import itself cannot be found.
  assert.equal(again.filter((problem) => problem.includes("Cannot find name 'twice'")).length, 0);
});
