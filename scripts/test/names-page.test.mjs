import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../pnpm.mjs';

const page = readFileSync(join(root, 'docs/guide/names.md'), 'utf8');
const reports = readdirSync(join(root, 'etc'))
  .filter((file) => file.endsWith('.api.md'))
  .map((file) => readFileSync(join(root, 'etc', file), 'utf8'))
  .join('\n');

test('each name that the page translates to is exported, or an option of an exported function', () => {
  const rows = [...page.matchAll(/^\| (?!Penstock|---).*? \| (.*?) \|/gm)].map(([, ours]) => ours);
  const codes = rows.flatMap((ours) => [...ours.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
  // A text in quotes is a value of an option, not a name.
  const names = codes.flatMap((code) => code.replaceAll(/'[^']*'/g, '').match(/[a-zA-Z]+/g) ?? []);
  assert.ok(names.length > 40);
  for (const name of names) {
    // `project` is the user's function, not an export.
    if (name === 'project') continue;
    assert.match(reports, new RegExp(`\\b${name}\\b`), name);
  }
});
