import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSink } from '@penstock/stream';
import { fileStore } from '@penstock/stream/node';
import { expect, test } from 'vitest';
import type { LiveTrade } from '../../src/live/live-trade.ts';
import { runLive } from '../../src/live/run-live.ts';
import type { LiveStore } from '../../src/live/store/live-store.ts';
import { openMemoryTopic } from '../../src/topic/memory.ts';

const store: LiveStore = {
  name: 'duckdb',
  sink: toSink(async () => undefined),
  read: async () => [],
  close: async () => undefined,
};

test('fails with the error of the broker when the broker does not answer with the lag at the end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-live-'));
  const topic = await openMemoryTopic<LiveTrade>('trades');
  const error = new Error('the broker is gone');
  const running = runLive({
    exchange: 'simulated',
    places: {
      topic: { ...topic, lag: () => Promise.reject(error) },
      state: fileStore(join(folder, 'state')),
      positions: { load: async () => undefined, save: async () => undefined },
    },
    store,
    since: Date.now(),
    takeFor: 100,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
  await expect(running).rejects.toBe(error);
  await topic.close();
  await rm(folder, { recursive: true, force: true });
});
