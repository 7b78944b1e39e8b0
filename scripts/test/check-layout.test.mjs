import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkLayout } from '../check-layout.mjs';

function problemsOf(files, lists = {}) {
  const root = mkdtempSync(join(tmpdir(), 'check-layout-'));
  try {
    for (const path of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    return checkLayout(root, { flat: [], shared: {}, ...lists });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const files = (folder, count) => Array.from({ length: count }, (_, n) => `${folder}/file-${n}.ts`);

test('accepts 15 files in a folder', () => {
  assert.deepEqual(problemsOf(files('packages/stream/src/windows', 15)), []);
});

test('reports a folder of 16 files', () => {
  const [problem] = problemsOf(files('packages/stream/src/windows', 16));
  assert.match(problem, /^packages\/stream\/src\/windows has 16 files; expected at most 15/);
});

test('accepts a flat folder of any length', () => {
  const flat = ['packages/stream/src/operators'];
  assert.deepEqual(problemsOf(files('packages/stream/src/operators', 40), { flat }), []);
});

test('accepts tests whose source has the same path', () => {
  const found = problemsOf([
    'packages/stream/src/engine/ledger.ts',
    'packages/stream/test/engine/ledger.test.ts',
    'packages/stream/test/engine/ledger.property.test.ts',
    'packages/stream/test/engine/ledger.test-d.ts',
    'packages/stream/test/engine/draw.ts',
    'packages/stream/src/engine/plain.mjs',
    'packages/stream/test/engine/plain.test.ts',
    'packages/stream/test/real/outage.test.ts',
  ]);
  assert.deepEqual(found, []);
});

test('reports a test without a source of its name', () => {
  const [problem] = problemsOf(['packages/stream/src/engine/ledger.ts', 'packages/stream/test/ledger.test.ts']);
  assert.match(problem, /^packages\/stream\/test\/ledger\.test\.ts has no source packages\/stream\/src\/ledger\.ts/);
});

test('accepts a listed test without a source', () => {
  const path = 'packages/stream/test/windows/recovery.test.ts';
  assert.deepEqual(problemsOf([path], { shared: { [path]: 'recovery' } }), []);
});

test('reports a listed test that does not exist', () => {
  const [problem] = problemsOf([], { shared: { 'packages/stream/test/gone.test.ts': 'nothing' } });
  assert.match(problem, /gone\.test\.ts does not exist/);
});
