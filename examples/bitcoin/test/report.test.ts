import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { sourceOf } from './report-programs.ts';

/** The lines of a program without its imports and without the paragraph of its connections. */
const sharedLines = (program: string): readonly string[] =>
  program
    .replace(/^(import [^;]*;\n)+/, '')
    .replace(/\n\/\/ Connections\n[^]*?\n\n/, '\n')
    .split('\n');

test('the report has at most 45 lines', async () => {
  const lines = (await sourceOf('report.ts')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(45);
});

test('the README shows the report as it is', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const block = /## A pipeline\n[^]*?```ts\n([^]*?)```/.exec(readme)?.[1];
  expect(block).toBe(await sourceOf('report.ts'));
});

test('the embedded report differs from it in imports and connections alone', async () => {
  const [report, embedded] = await Promise.all(['report.ts', 'report-embedded.ts'].map(sourceOf));
  expect(embedded).not.toBe(report);
  expect(sharedLines(embedded!)).toEqual(sharedLines(report!));
  // What is compared is most of the program: reading, both runs, and the forecast.
  expect(sharedLines(report!).join('\n')).toMatch(
    /csvCandles[^]*run\([^]*run\([^]*readSeries[^]*lstm\.fit[^]*forecast/,
  );
});
