/** Writes the table of the cells into docs/guide/versions.md, between `<!-- cells -->` and `<!-- end -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pnpm.mjs';
import { cells } from './cells.mjs';
import { lastSeen } from './last-seen.mjs';

export const pagePath = join(root, 'docs/guide/versions.md');

const section = /(<!-- cells -->\n)[^]*?(<!-- end -->)/;

function tableOf(seen) {
  const rows = cells.map((cell) => {
    const { name, subject, version, note, typescript } = cell;
    const last = seenText(seen[name], typescript ? 'programs' : 'tests');
    return `| ${subject} | ${version} | ${note} | \`${name}\` | ${last} |`;
  });
  return ['| tested with | version | note | cell | last passed |', '|---|---|---|---|---|', ...rows].join('\n');
}

const seenText = (seen, what) =>
  seen === undefined ? 'not yet' : `${seen.date}, ${seen.passed} ${what} (${seen.commit})`;

/** Returns the text with the table of the current cells and of `last-seen.json`. */
export const withTable = (text) =>
  text.replace(section, (_, begin, end) => `${begin}\n${tableOf(lastSeen())}\n\n${end}`);

export const writeTable = () => writeFileSync(pagePath, withTable(readFileSync(pagePath, 'utf8')));
