import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkMap } from '../check-map.mjs';

function problemsOf(rows, more = '') {
  const root = mkdtempSync(join(tmpdir(), 'check-map-'));
  try {
    for (const path of ['packages/stream/src/index.ts', 'packages/stream/src/engine/ledger.ts', 'docs/guide/x.md']) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    const table = ['| folder of `packages/stream/src` | what is in it |', '|---|---|', ...rows, '', more, ''];
    writeFileSync(join(root, 'docs/guide/layout.md'), table.join('\n'));
    return checkMap(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const engine = '| `engine/` | runs a flow |';

test('accepts a page that names every folder', () => {
  assert.deepEqual(problemsOf([engine], 'See `packages/stream/src/engine/ledger.ts`.'), []);
});

test('reports a folder that the page lacks', () => {
  assert.match(problemsOf([])[0], /does not name packages\/stream\/src\/engine\./);
});

test('reports a folder that does not exist', () => {
  assert.match(
    problemsOf([engine, '| `sink/` | writes |'])[0],
    /names packages\/stream\/src\/sink, which does not exist/,
  );
});

test('reports a file that does not exist', () => {
  assert.match(problemsOf([engine], 'See `packages/stream/src/gone.ts`.')[0], /names packages\/stream\/src\/gone\.ts/);
});
