import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbLiveStore } from '../../src/live/store/duckdb-live-store.ts';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { marketCandles } from '../live/market-candles.ts';

let program: Program;
let folder: string;
beforeAll(async () => {
  [program, folder] = await Promise.all([buildProgram(), mkdtemp(join(tmpdir(), 'penstock-live-'))]);
}, 60_000);
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

test('a run that is killed goes on: every candle is that of the market', { timeout: 60_000 }, async () => {
  const args = ['--live', 'simulated', '--once', '--past', '90s', '--store', folder];
  const first = await program.run(args, {}, (child) => {
    child.stderr!.once('data', () => setTimeout(() => child.kill('SIGKILL'), 2_500));
  });
  expect({ killed: first.killed, errors: first.killed ? '' : first.errors }).toEqual({ killed: true, errors: '' });
  const second = await program.run([...args, '--for', '4s']);
  expect(second).toMatchObject({ code: 0 });
  expect(second.out).toMatch(/^trades +[\d,]+ sent to the topic, [\d,]+ taken from it\n/);
  expect(second.out).toContain('gaps 0');

  const store = await duckdbLiveStore(folder);
  const seconds = await store.read('bitcoin_candles_1s', { exchange: 'simulated' });
  const minutes = await store.read('bitcoin_candles_1m', { exchange: 'simulated' });
  await store.close();
  expect(seconds.length).toBeGreaterThan(85);
  expect(seconds).toEqual(await marketCandles(seconds, 1_000));
  expect(minutes.length).toBeGreaterThan(0);
  expect(minutes).toEqual(await marketCandles(minutes, 60_000));
});
