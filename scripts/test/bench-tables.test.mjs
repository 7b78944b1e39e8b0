import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { familyNames, loadFamily } from '../bench/families.mjs';
import { figuresOf } from '../bench/figures.mjs';
import { familiesIn, performancePath, readmePath, withTables } from '../bench/readme.mjs';
import { tablesOf } from '../bench/tables.mjs';
import { root } from '../pnpm.mjs';

const readme = readFileSync(readmePath, 'utf8');
const facts = { date: '2026-01-31', commit: 'abcdef1', node: '20', runs: 3, machine: { cores: 2, load: 'quiet' } };

test('the tables of the README are those of the figures', () => {
  assert.equal(readme, withTables(readme), 'Run: node scripts/bench.mjs --tables');
});

test('the tables of the page of performance are those of the figures', () => {
  const page = readFileSync(performancePath, 'utf8');
  assert.notDeepEqual(familiesIn(page), []);
  assert.equal(page, withTables(page), 'Run: node scripts/bench.mjs --tables');
});

test('every family has figures, and a place in the README', () => {
  const files = readdirSync(join(root, 'benchmarks/figures')).map((file) => file.replace('.json', ''));
  assert.deepEqual(files.toSorted(), familyNames());
  assert.deepEqual(familiesIn(readme).toSorted(), familyNames());
});

test('every figure is of a variant that can be run', async () => {
  for (const name of familyNames()) {
    const { variants } = await loadFamily(name);
    for (const { benchmark } of figuresOf(name)) {
      if (benchmark !== undefined) assert.ok(Object.hasOwn(variants, benchmark.split('/')[1]), benchmark);
    }
  }
});

test('a figure in a row has its range, its further measurements and its conditions', () => {
  const figure = {
    benchmark: 'a/b',
    peer: 'another',
    unit: 'records a second',
    ours: { median: 142_300 },
    theirs: { median: 2_000_000, min: 900, max: 3_000_000 },
    ratio: { median: 19.34, min: 0.5, max: 20 },
    also: [{ unit: 'MB', ours: 5.25, theirs: 10 }],
    what: 'a run',
    ...facts,
  };
  assert.equal(
    tablesOf([figure]).split('\n')[2],
    '| `a/b` | another | 142 k records a second, 5.25 MB | ' +
      '2 M records a second (900 records a second to 3 M records a second), 10 MB | ' +
      '19.3 (0.50 to 20) | a run; 3 runs, Node 20, 2 cores, quiet, 2026-01-31 (abcdef1) |',
  );
});

test('figures of a table of their own keep the order of rows and columns, and leave cells empty', () => {
  const at = (row, column, rest) => ({ table: 'small', row, column, unit: 's', ...rest, ...facts });
  const figures = [
    at('ours', 'first', { ours: { min: 1.5, max: 2 } }),
    at('peer', 'second', { theirs: { median: 3 }, ratio: { median: 2, min: 1, max: 4 } }),
    at('peer', 'share, %', { theirs: { median: 0 }, unit: '' }),
  ];
  assert.equal(
    tablesOf(figures),
    [
      'small; 2026-01-31 (abcdef1):',
      '',
      '| measured | first | second | share, % |',
      '|---|---|---|---|',
      '| ours | 1.5 s to 2 s |  |  |',
      '| peer |  | 3 s: 2 (1 to 4) | 0 |',
    ].join('\n'),
  );
});
