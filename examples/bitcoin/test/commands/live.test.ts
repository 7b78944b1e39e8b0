import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbLiveStore } from '../../src/live/store/duckdb-live-store.ts';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { expectMarket } from '../live/expect-market.ts';
import { killedRun } from '../live/killed-run.ts';

let program: Program;
let folder: string;
beforeAll(async () => {
  [program, folder] = await Promise.all([buildProgram(), mkdtemp(join(tmpdir(), 'penstock-live-'))]);
}, 60_000);
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

test('after a kill, the next run continues, and every candle is that of the market', { timeout: 60_000 }, async () => {
  const args = ['--live', 'simulated', '--once', '--past', '90s', '--store', folder];
  await killedRun(program, args, 2_500);
  const second = await program.run([...args, '--for', '4s']);
  expect(second).toMatchObject({ code: 0 });
  expect(second.out).toMatch(/^trades +[\d,]+ sent to the topic, [\d,]+ taken from it\n/);
  expect(second.out).toContain('gaps 0');

  const store = await duckdbLiveStore(folder);
  await expectMarket(store, { seconds: 85, minutes: 0 });
});
