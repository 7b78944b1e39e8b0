/**
 * The last time that each cell passed: `scripts/matrix/last-seen.json` has `{ version, passed, date, commit }` by the
 * name of the cell.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pnpm.mjs';
import { cells } from './cells.mjs';

const file = join(root, 'scripts/matrix/last-seen.json');

export const lastSeen = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/** Adds the cells of a run that passed, and drops cells that are no longer in the list. */
export function recordSeen(results) {
  const seen = lastSeen();
  for (const { cell, version, passed, failed, date, commit } of results)
    if (failed === 0) seen[cell] = { version, passed, date, commit };
  const known = cells.filter(({ name }) => seen[name] !== undefined).map(({ name }) => [name, seen[name]]);
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`);
}
