import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lstm } from '@penstock/forecast';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram } from './built-program.ts';
import type { Program } from './built-program.ts';
import { dayTime, writeCandles } from './report-programs.ts';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-report-'));
  program = await buildProgram('src/report-embedded.ts');
}, 60_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

test('the embedded report prints the forecast of all closes of the file, and ends', async () => {
  const path = join(folder, 'prices.csv');
  const values = await writeCandles(path, 80);
  const { code, errors, out } = await program.run([path]);
  expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
  const printed = [...out.replace(/^Float64Array\(7\)/, '').matchAll(/\d[\d.]*/g)].map(([text]) => Number(text));
  // The LSTM is seeded, so the same closes give the same forecast.
  const series = { times: Float64Array.from(values, (_, n) => dayTime(n)), values: Float64Array.from(values) };
  const model = await lstm.fit(series, { window: 15, units: 10 });
  expect(printed).toEqual([...model.forecast(7).mean]);
});

test('the embedded report says which file it could not read', async () => {
  const path = join(folder, 'missing.csv');
  const { code, errors } = await program.run([path]);
  expect(code).toBe(1);
  expect(errors).toContain(`PENSTOCK_FILE_UNREADABLE`);
  expect(errors).toContain(path);
});
