/**
 * Reads the figures that benchmarks/README.md quotes: `benchmarks/figures/FAMILY.json`, `{ figures: [...] }`.
 *
 * A figure has the properties that `--json` writes for a benchmark: `benchmark` (FAMILY/VARIANT), `peer`, `unit`,
 * `ours`, `theirs` and `ratio` (each `{ median, min?, max? }`), `runs`, `date`, `commit`, `node`, `machine`. `what`
 * describes the run in words, and `also` lists further measurements, `{ unit, ours, theirs }`. A figure with `table`,
 * `row` and `column` instead of `benchmark` and `peer` is a cell of a separate table.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pnpm.mjs';

export const figuresOf = (family) => {
  const file = join(root, 'benchmarks/figures', `${family}.json`);
  if (!existsSync(file)) return [];
  const { figures } = JSON.parse(readFileSync(file, 'utf8'));
  for (const figure of figures) check(family, figure);
  return figures;
};

const check = (family, figure) => {
  const fail = (what) => {
    throw new TypeError(`Expected ${what} in a figure of ${family}; got ${JSON.stringify(figure)}.`);
  };
  const { benchmark, table, row, column, peer, unit, ours, theirs, ratio, date, commit } = figure;
  if (table === undefined ? !benchmark?.startsWith(`${family}/`) || !peer : !row || !column)
    fail('benchmark and peer, or table, row and column');
  if (typeof unit !== 'string') fail('a unit');
  if (!ours && !theirs) fail('ours or theirs');
  // Figures in a table of their own may be 0 or negative, such as a share or a score.
  const least = table === undefined ? Number.MIN_VALUE : -Infinity;
  for (const spread of [ours, theirs]) if (spread !== undefined && !isSpread(spread, least)) fail('finite numbers');
  if (ratio !== undefined && !isSpread(ratio, Number.MIN_VALUE)) fail('a ratio above 0');
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) fail('a date such as 2026-01-31');
  if (!/^[0-9a-f]{7,40}$/.test(commit)) fail('a commit');
};

const isSpread = (spread, least) => {
  const values = Object.values(spread);
  return values.length > 0 && values.every((value) => Number.isFinite(value) && value >= least);
};
