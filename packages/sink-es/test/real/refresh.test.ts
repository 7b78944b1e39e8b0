import { deliver, run } from '@penstock/stream';
import { describe, expect, inject, test, vi } from 'vitest';
import { ensureIndex, mapping, readSeries, toElasticsearch } from '../../src/index.ts';
import type { ToElasticsearchOptions } from '../../src/index.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

interface Price {
  readonly '@timestamp': number;
  readonly close: number;
}

const prices = Array.from({ length: 300 }, (_, n): Price => ({
  '@timestamp': Date.UTC(2020, 0, 1 + n),
  close: n + 0.5,
}));
const fields = mapping<Price>({ '@timestamp': 'date', close: 'double' });
// Elasticsearch does not refresh automatically, so a slow test cannot pass by chance.
const settings = { number_of_replicas: 0, refresh_interval: '-1' };

for (const { name, server, open } of pairs) {
  const inPlace = async (work: (client: ReturnType<typeof open>, index: string) => Promise<void>): Promise<void> => {
    const client = open();
    const index = freshIndex();
    try {
      await work(client, index);
    } finally {
      await client.close();
      await fetch(`${inject(server)}/_data_stream/${index}`, { method: 'DELETE' });
      await fetch(`${inject(server)}/${index}*`, { method: 'DELETE' });
      await fetch(`${inject(server)}/_index_template/${index}`, { method: 'DELETE' });
    }
  };
  const write = (client: ReturnType<typeof open>, options: ToElasticsearchOptions<Price>) =>
    run(deliver(prices), toElasticsearch<Price>(client, { id: ({ close }) => `${close}`, ...options }));
  const closes = async (client: ReturnType<typeof open>, index: string) =>
    (await readSeries(client, { index, field: 'close', time: '@timestamp' })).values.length;

  describe(name, () => {
    test('a series is complete right after the run that wrote it', () =>
      inPlace(async (client, index) => {
        await ensureIndex(client, { index, mapping: fields, settings });
        await write(client, { index });
        expect(await closes(client, index)).toBe(300);
      }));

    test('a run refreshes the documents of an earlier run, even if it writes nothing new', () =>
      inPlace(async (client, index) => {
        await ensureIndex(client, { index, mapping: fields, settings });
        await write(client, { index, refresh: false });
        expect(await closes(client, index)).toBe(0);
        expect((await write(client, { index, opType: 'create' })).unchanged).toBe(300);
        expect(await closes(client, index)).toBe(300);
      }));

    test('the index behind an alias is refreshed, and each index that a record computed', () =>
      inPlace(async (client, index) => {
        for (const n of [1, 2]) await ensureIndex(client, { index: `${index}-${n}`, mapping: fields, settings });
        const actions = [1, 2].map((n) => ({ add: { index: `${index}-${n}`, alias: index, is_write_index: n === 2 } }));
        await askServer(server, 'POST', '/_aliases', { actions });
        await write(client, { index });
        expect(await closes(client, `${index}-2`)).toBe(300);
        await write(client, { index: ({ close }) => `${index}-${close < 100 ? 1 : 2}` });
        expect(await closes(client, `${index}-1`)).toBe(100);
      }));

    if (server !== 'elasticsearch7')
      test('a data stream is refreshed', () =>
        inPlace(async (client, index) => {
          const template = {
            index_patterns: [index],
            data_stream: {},
            priority: 900,
            template: { settings, mappings: fields },
          };
          await askServer(server, 'PUT', `/_index_template/${index}`, template);
          await write(client, { index, opType: 'create' });
          expect(await closes(client, index)).toBe(300);
        }));

    test('an index that was deleted during the run is reported, and the run resolves', () =>
      inPlace(async (client, index) => {
        const reports: string[] = [];
        const sink = toElasticsearch<Price>(client, {
          index,
          maxBatch: prices.length,
          onRefreshFailed: ({ message }) => reports.push(message),
        });
        const source = async function* () {
          yield* prices;
          await vi.waitUntil(() => sink.counts.created === prices.length, { timeout: 60_000 });
          await fetch(`${inject(server)}/${index}`, { method: 'DELETE' });
        };
        const { written } = await run(deliver(source()), sink);
        expect(written).toBe(300);
        expect(reports).toEqual([expect.stringMatching(/^Could not refresh .* no such index/)]);
      }));
  });
}
