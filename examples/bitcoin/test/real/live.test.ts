import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toMs } from '@penstock/stream/internal';
import type { Duration } from '@penstock/stream';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { elasticsearchLiveStore } from '../../src/live/store/elasticsearch-live-store.ts';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { expectMarket } from '../live/expect-market.ts';
import { killedRun } from '../live/killed-run.ts';
import { medianOf, watchMemory } from './memory.ts';

// `npm run live-soak` takes longer.
const takeFor = process.env['PENSTOCK_LIVE_FOR'] ?? '10s';
const timeout = toMs(takeFor as Duration, 'PENSTOCK_LIVE_FOR') + 120_000;
// Fewer samples than these, of five seconds each, say nothing of memory.
const enoughSamples = 24;

let program: Program;
let folder: string;
const node = inject('elasticsearch9');
beforeAll(async () => {
  [program, folder] = await Promise.all([buildProgram(), mkdtemp(join(tmpdir(), 'penstock-live-'))]);
}, 60_000);
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

test('over Kafka and Elasticsearch, a run that is killed goes on without loss', { timeout }, async () => {
  const servers = ['--kafka', inject('kafka').join(','), '--elasticsearch', node];
  // Long enough a past that the kill falls into its backfill.
  const args = ['--live', 'simulated', '--past', '30m', '--store', folder, ...servers];
  await killedRun(program, args, 5_000);
  let memory: readonly number[] = [];
  const second = await program.run([...args, '--for', takeFor], {}, (child) => {
    memory = watchMemory(child, 5_000);
  });
  expect({ code: second.code, errors: second.code === 0 ? '' : second.errors }).toEqual({ code: 0, errors: '' });
  expect(second.out).toContain('gaps 0');

  const store = await elasticsearchLiveStore({ node, apiKey: undefined, onOutage: () => undefined });
  await expectMarket(store, { seconds: 1_750, minutes: 28 });
  if (memory.length < enoughSamples) return;
  const half = memory.slice(memory.length / 2);
  const [early, late] = [medianOf(half.slice(0, half.length / 2)), medianOf(half.slice(half.length / 2))];
  console.log(`${second.out}memory of the program in MB: ${memory.map((mb) => mb.toFixed(0)).join(' ')}`);
  expect(late).toBeLessThan(1.1 * early);
});
