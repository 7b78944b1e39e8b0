import { expect, inject, test } from 'vitest';
import { entriesOf } from '../src/entries.ts';
import { loadEntries, runReadmes } from '../src/try-out.ts';

test('pnpm installs packages whose entries can be imported and required', async () => {
  const entries = await entriesOf(inject('released'));
  expect(entries).toContain('@penstock/stream/node');
  const loaded = await loadEntries(inject('installed'), 'pnpm', entries);
  for (const [entry, imported, required] of loaded) {
    expect(imported, entry).toBeGreaterThan(0);
    expect(required, entry).toBe(imported);
  }
});

test('the examples of the READMEs run', async () => {
  const { stream, sources, forecast } = await runReadmes(inject('installed'), 'pnpm');
  expect(stream).toContain('3 2');
  expect(sources!.trim().split('\n')).toHaveLength(3);
  expect(forecast).toContain('Float64Array(7)');
});
