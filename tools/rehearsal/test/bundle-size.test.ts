import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { bundleSize } from '../src/bundle-size.ts';
import { root } from '../src/workspace.ts';

const page = await readFile(join(root, 'docs/guide/environments.md'), 'utf8');
/** The rows of the guide's table: the imports, and the greatest size in kB. */
const rows = [...page.matchAll(/^\| `(export .*)` \| (\d+) kB \|$/gm)].map(([, code, most]) => [code!, Number(most)]);

test('the guide states the sizes of bundles', () => {
  expect(rows.length).toBeGreaterThanOrEqual(6);
});

test.each(rows as [string, number][])('%s has at most the %i kB that the guide states', async (code, most) => {
  const size = (await bundleSize(inject('installed'), code)) / 1000;
  console.log(`${size.toFixed(1)} kB gzipped: ${code}`);
  expect(size).toBeLessThanOrEqual(most);
  // The stated size must not be much too large either.
  expect(size).toBeGreaterThan(0.75 * most);
});
