import { expect, test } from 'vitest';
import { tableLines } from '../../src/output/table.ts';

test('aligns names to the left and numbers to the right', () => {
  expect(
    tableLines([
      ['name', 'x'],
      ['a', '10.5'],
      ['longer', ''],
    ]),
  ).toEqual(['name       x', 'a       10.5', 'longer']);
});

test('has no lines without rows', () => {
  expect(tableLines([])).toEqual([]);
});
