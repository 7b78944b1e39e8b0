/**
 * Puts the tables of the figures into benchmarks/README.md and the page of performance, between
 * `<!-- figures FAMILY -->` and `<!-- end -->`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pnpm.mjs';
import { figuresOf } from './figures.mjs';
import { tablesOf } from './tables.mjs';

export const readmePath = join(root, 'benchmarks/README.md');
export const performancePath = join(root, 'docs/guide/performance.md');

const section = /(<!-- figures (\S+) -->\n)[^]*?(<!-- end -->)/g;

/** The families that the text has a place for. */
export const familiesIn = (text) => Array.from(text.matchAll(section), ([, , family]) => family);

/** The text with the tables as the figures are now. */
export const withTables = (text) =>
  text.replaceAll(section, (_, begin, family, end) => `${begin}\n${tablesOf(figuresOf(family))}\n\n${end}`);

export function writeTables() {
  for (const path of [readmePath, performancePath]) writeFileSync(path, withTables(readFileSync(path, 'utf8')));
}
