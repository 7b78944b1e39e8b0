import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duration } from '@penstock/stream';
import { toMs } from '@penstock/stream/internal';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { expectPage, expectStore } from './live-figures.ts';
import { measureEvery, startLiveRun } from './live-run.ts';
import type { LiveRun } from './live-run.ts';
import { medianOf } from './memory.ts';

const takeFor = process.env['PENSTOCK_LIVE_FOR'] ?? '1m';
const length = toMs(takeFor as Duration, 'PENSTOCK_LIVE_FOR');
// In minutes. Forecasts need more than an hour of it. The detector learns from the first hundred minutes, so later ones
// must follow, one of which is odd in each hour.
const past = 180;
const timeout = length + 300_000;
// With fewer samples, memory has not settled.
const enoughSamples = 50;
// Memory is judged only in a run that has enough samples for certain. The minute of `npm test` is too short.
const isLong = length >= 2 * enoughSamples * measureEvery;

let program: Program;
let folder: string;
let run: LiveRun | undefined;
const [brokers, node] = [inject('kafka'), inject('elasticsearch9')];
beforeAll(async () => {
  [program, folder] = await Promise.all([buildProgram(), mkdtemp(join(tmpdir(), 'penstock-live-'))]);
  run = await startLiveRun({ program, folder, brokers, node, takeFor, past });
}, 120_000);
afterAll(async () => {
  await run?.close();
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

test('over Kafka and Elasticsearch, store and page have each figure after a kill', { timeout }, async () => {
  if (!run) throw new Error('The run did not start.');
  await run.settled();
  const stored = await expectStore(node, { seconds: 60 * (past - 1), minutes: past - 2 });
  if (run.page) await expectPage(run.page, stored, { brokers, json: run.json });
  const { code, out, errors } = await run.end();
  expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
  expect(out).toContain('gaps 0');

  if (!isLong) return;
  const memory = await run.memory();
  console.log(out);
  for (const [name, samples] of Object.entries(memory)) {
    console.log(`${name} in MB: ${samples.map((mb) => mb.toFixed(1)).join(' ')}`);
    expect(samples.length, `samples of ${name}`).toBeGreaterThanOrEqual(enoughSamples);
    const half = samples.slice(samples.length / 2);
    const [early, late] = [medianOf(half.slice(0, half.length / 2)), medianOf(half.slice(half.length / 2))];
    expect.soft(late, name).toBeLessThan(1.1 * early);
  }
});
