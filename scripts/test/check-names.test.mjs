import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upperCaseConstants } from '../check-names.mjs';

test('accepts constants in camelCase, and classes', () => {
  assert.deepEqual(upperCaseConstants('a.ts', 'const rate = 0.02;\nexport const oneDay = 1;\nconst A = class {};'), []);
});

test('reports a constant in upper case, also one within a function', () => {
  const text = 'export const DAY = 1;\nconst f = () => {\n  const MOST_FOLDS = 2;\n};';
  assert.deepEqual(upperCaseConstants('a.ts', text), [
    'a.ts:1: expected a constant in camelCase; got DAY.',
    'a.ts:3: expected a constant in camelCase; got MOST_FOLDS.',
  ]);
});
