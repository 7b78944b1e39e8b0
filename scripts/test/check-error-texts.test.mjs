import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkErrorTexts } from '../check-error-texts.mjs';

function problemsOf(line) {
  const root = mkdtempSync(join(tmpdir(), 'check-error-texts-'));
  try {
    writeFileSync(join(root, 'a.ts'), line);
    return checkErrorTexts(root, ['a.ts']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('accepts what was expected and what came', () => {
  assert.deepEqual(problemsOf("throw streamError('PENSTOCK_X', `maxBatch must be at least 1; got ${value}.`);"), []);
});

test('reports a text without a full stop, also one of two parts', () => {
  assert.match(problemsOf("throw new AnError('PENSTOCK_X', 'no time ' + 'given');")[0], /^a\.ts:1: .* full stop/);
});

test('reports another wording of what came', () => {
  assert.match(problemsOf("throw new AnError('PENSTOCK_X', `a must be 1, but is ${a}.`);")[0], /^a\.ts:1: .*got/);
});
