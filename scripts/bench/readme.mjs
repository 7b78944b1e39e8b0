/**
 * Writes the tables of figures into benchmarks/README.md and the performance page, between `<!-- figures FAMILY -->`
 * and `<!-- end -->`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pnpm.mjs';
import { figuresOf } from './figures.mjs';
import { tablesOf } from './tables.mjs';

export const readmePath = join(root, 'benchmarks/README.md');
export const performancePath = join(root, 'docs/guide/performance.md');

const section = /(<!-- figures (\S+) -->\n)[^]*?(<!-- end -->)/g;

/** The families that have a place in the text. */
export const familiesIn = (text) => Array.from(text.matchAll(section), ([, , family]) => family);

/** Returns the text with the tables of the current figures. */
export const withTables = (text) =>
  text.replaceAll(section, (_, begin, family, end) => `${begin}\n${tablesOf(figuresOf(family))}\n\n${end}`);

export function writeTables() {
  for (const path of [readmePath, performancePath]) writeFileSync(path, withTables(readFileSync(path, 'utf8')));
}
