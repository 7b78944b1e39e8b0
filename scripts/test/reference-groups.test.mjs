import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { groupOf, groupOrder, groups } from '../reference-groups.mjs';

test('the longest path that fits a file decides its group', () => {
  assert.equal(groupOf('@penstock/stream', 'src/windows/tumbling.ts'), 'Windows and candles');
  assert.equal(groupOf('@penstock/stream', 'src/windows/aggregates/sum.ts'), 'Aggregates of windows');
  assert.equal(groupOf('@penstock/stream', 'src/operators/batch.ts'), 'Sinks');
});

test('a file that no path fits has no group', () => {
  assert.equal(groupOf('@penstock/stream', 'src/windows.ts'), undefined);
  assert.equal(groupOf('@penstock/other', 'src/windows/tumbling.ts'), undefined);
});

test('every path of a group exists', () => {
  for (const [name, ofPackage] of Object.entries(groups)) {
    const source = join(import.meta.dirname, '../../packages', name.slice('@penstock/'.length), 'src');
    const missing = Object.values(ofPackage)
      .flat()
      .filter((path) => !existsSync(join(source, path)));
    assert.deepEqual(missing, [], name);
  }
});

test('each group is once in the order, and errors come last', () => {
  assert.equal(new Set(groupOrder).size, groupOrder.length);
  assert.equal(groupOrder.at(-1), 'Errors');
});
