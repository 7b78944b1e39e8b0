import { deliver, run } from '@penstock/stream';
import { sinkContract } from '@penstock/stream/testing';
import { describe, expect, inject, test } from 'vitest';
import {
  ensureIndex,
  mapping,
  MappingConflictError,
  readCandles,
  readSeries,
  toElasticsearch,
} from '../../src/index.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

interface Price {
  readonly Date: string;
  readonly Open: number;
  readonly High: number;
  readonly Low: number;
  readonly Close: number;
  readonly Volume: number;
}

const dayMs = 86_400_000;
const start = Date.UTC(2020, 0, 1);
const day = (n: number): string => new Date(start + n * dayMs).toISOString().slice(0, 10);
const prices = (count: number): Price[] =>
  Array.from({ length: count }, (_, n) => ({
    Date: day(n),
    Open: n + 0.25,
    High: n + 2,
    Low: n - 1,
    Close: n + 0.75,
    Volume: 10 * n,
  }));
const priceMapping = mapping<Price>({
  Date: 'date',
  Open: 'double',
  High: 'double',
  Low: 'double',
  Close: 'double',
  Volume: 'long',
});
const fields = { open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' } as const;

for (const { name, server, open, isFull } of pairs) {
  const withIndex = async (work: (client: ReturnType<typeof open>, index: string) => Promise<void>): Promise<void> => {
    const client = open();
    const index = freshIndex();
    try {
      await work(client, index);
    } finally {
      await client.close();
      await fetch(`${inject(server)}/${index}*`, { method: 'DELETE' });
    }
  };

  describe(name, () => {
    test('writes to a mapped index, and creates nothing the second time', () =>
      withIndex(async (client, index) => {
        expect(
          await ensureIndex(client, { index, mapping: priceMapping, settings: { number_of_replicas: 0 } }),
        ).toEqual({ created: true, added: [], changed: [] });
        const write = async () => {
          const sink = toElasticsearch<Price>(client, { index, maxBatch: 100 });
          await run(deliver(prices(366), { id: ({ Date }) => Date }), sink);
          return sink.counts;
        };
        expect(await write()).toMatchObject({ created: 366, updated: 0, rejected: 0 });
        expect(await write()).toMatchObject({ created: 0, updated: 366, rejected: 0 });
        await askServer(server, 'POST', `/${index}/_refresh`);
        expect(await askServer(server, 'GET', `/${index}/_count`)).toMatchObject({ count: 366 });
        const reported = await askServer<Record<string, { mappings: unknown }>>(server, 'GET', `/${index}/_mapping`);
        expect(reported[index]!.mappings).toMatchObject({
          dynamic: 'strict',
          properties: { Date: { type: 'date' }, Close: { type: 'double' }, Volume: { type: 'long' } },
        });
      }));

    test('ensureIndex names every conflicting field, and changes nothing', () =>
      withIndex(async (client, index) => {
        const there = mapping<{ Date: string; Close: string; tags: { raw: string }; note: string }>({
          Date: 'date',
          Close: 'keyword',
          tags: { properties: { raw: 'keyword' } },
          note: { type: 'keyword', ignore_above: 10 },
        });
        await ensureIndex(client, { index, mapping: there });
        const wanted = mapping<{ Date: string; Close: number; tags: { raw: string }; Volume: number; note: string }>({
          Date: { type: 'date', doc_values: false },
          Close: 'double',
          tags: { properties: { raw: 'text' } },
          Volume: 'long',
          note: { type: 'keyword', ignore_above: 20, doc_values: true },
        });
        const failure = await ensureIndex(client, { index, mapping: wanted }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(MappingConflictError);
        expect(failure).toMatchObject({ code: 'PENSTOCK_MAPPING_CONFLICT' });
        expect((failure as MappingConflictError).conflicts).toEqual([
          { index, field: 'Date', parameter: 'doc_values', wanted: false, found: true },
          { index, field: 'Close', parameter: 'type', wanted: 'double', found: 'keyword' },
          { index, field: 'tags.raw', parameter: 'type', wanted: 'text', found: 'keyword' },
        ]);
        const reported = await askServer<Record<string, { mappings: { properties: object } }>>(
          server,
          'GET',
          `/${index}/_mapping`,
        );
        expect(reported[index]!.mappings.properties).not.toHaveProperty('Volume');
        expect(reported[index]!.mappings.properties).toMatchObject({ note: { ignore_above: 10 } });
        await ensureIndex(client, {
          index,
          mapping: mapping<{ note: string }>({ note: { type: 'keyword', ignore_above: 20 } }),
        });
        expect(await askServer(server, 'GET', `/${index}/_mapping`)).toMatchObject({
          [index]: { mappings: { properties: { note: { ignore_above: 20 } } } },
        });
      }));

    test('reads series and candles back, in order, with and without interval', () =>
      withIndex(async (client, index) => {
        await ensureIndex(client, { index, mapping: priceMapping, settings: { number_of_shards: 3 } });
        await run(
          deliver(prices(366).toReversed(), { id: ({ Date }) => Date }),
          toElasticsearch<Price>(client, { index }),
        );
        await askServer(server, 'POST', `/${index}/_refresh`);

        const closes = await readSeries(client, { index, field: 'Close', time: 'Date', pageSize: 100 });
        expect([...closes.times]).toEqual(prices(366).map((_, n) => start + n * dayMs));
        expect([...closes.values]).toEqual(prices(366).map(({ Close }) => Close));

        const part = await readSeries(client, {
          index,
          field: 'Close',
          time: 'Date',
          from: start + 10 * dayMs,
          to: start + 12 * dayMs,
        });
        expect([...part.values]).toEqual([10.75, 11.75]);

        const monthly = await readSeries(client, { index, field: 'Close', time: 'Date', interval: '1mo', pageSize: 5 });
        expect(monthly.times[1]).toBe(Date.UTC(2020, 1, 1));
        expect(monthly.values).toHaveLength(12);
        // January has 31 days, with closes from 0.75 to 30.75.
        expect(monthly.values[0]).toBeCloseTo(15.75, 10);
        const last = await readSeries(client, {
          index,
          field: 'Close',
          time: 'Date',
          interval: '1mo',
          aggregate: 'last',
        });
        expect(last.values[0]).toBe(30.75);

        const candles = await readCandles(client, { index, time: 'Date', fields, pageSize: 50 });
        expect(candles).toHaveLength(366);
        expect(candles[5]).toEqual({ time: start + 5 * dayMs, open: 5.25, high: 7, low: 4, close: 5.75, volume: 50 });
        const months = await readCandles(client, { index, time: 'Date', fields, interval: '1mo' });
        expect(months[0]).toEqual({
          time: start,
          open: 0.25,
          high: 32,
          low: -1,
          close: 30.75,
          volume: (10 * (30 * 31)) / 2,
        });
        const weeks = await readCandles(client, { index, time: 'Date', fields, interval: '1w' });
        // Weeks begin on Monday; 2020-01-01 is a Wednesday.
        expect(weeks[0]!.time).toBe(Date.UTC(2019, 11, 30));
      }));

    if (!isFull) return;

    for (const { name: statement, run: check } of sinkContract<{ readonly n: number }>(async () => {
      const client = open();
      const index = freshIndex();
      await ensureIndex(client, { index });
      return {
        sink: toElasticsearch(client, { index }),
        value: (n) => ({ n }),
        stored: async () => {
          await askServer(server, 'POST', `/${index}/_refresh`);
          const { hits } = await askServer<{ hits: { hits: Array<{ _id: string; _source: { n: number } }> } }>(
            server,
            'GET',
            `/${index}/_search?size=1000`,
          );
          return new Map(hits.hits.map(({ _id, _source }) => [_id, _source]));
        },
        close: async () => {
          await client.close();
          await askServer(server, 'DELETE', `/${index}`);
        },
      };
    })) {
      test(statement, check);
    }

    test('rejects records that the mapping refuses, with the reason of the server, and writes the others', () =>
      withIndex(async (client, index) => {
        await ensureIndex(client, { index, mapping: priceMapping });
        const bad = [{ Close: 'much' }, { Extra: 1 }, { Close: NaN }];
        const records: object[] = [...prices(2), ...bad.map((part) => ({ ...prices(1)[0], ...part }))];
        const reasons: string[] = [];
        const sink = toElasticsearch<object>(client, { index });
        const counts = await run(
          deliver(records, { onReject: { deadLetter: async ({ reason }) => void reasons.push(String(reason)) } }),
          sink,
        );
        expect(counts).toMatchObject({ written: 2, rejected: 3 });
        expect(reasons.toSorted().join()).toMatch(
          /failed to parse field \[Close\] of type \[double\].*Extra.*at Close; got NaN/s,
        );
      }));

    test('ensureIndex extends an existing index, and changes its settings', () =>
      withIndex(async (client, index) => {
        await ensureIndex(client, { index, mapping: mapping<Pick<Price, 'Date'>>({ Date: 'date' }) });
        const wanted = {
          index,
          mapping: priceMapping,
          settings: { number_of_replicas: 0, refresh_interval: '5s', number_of_shards: 1 },
        };
        const first = await ensureIndex(client, wanted);
        expect(first.created).toBe(false);
        expect(first.added.toSorted()).toEqual(['Close', 'High', 'Low', 'Open', 'Volume']);
        expect(first.changed.toSorted()).toEqual(['index.number_of_replicas', 'index.refresh_interval']);
        expect(await ensureIndex(client, wanted)).toEqual({ created: false, added: [], changed: [] });
      }));

    test('ensureIndex names the setting that cannot be changed', () =>
      withIndex(async (client, index) => {
        await ensureIndex(client, { index, settings: { number_of_shards: 1 } });
        await expect(ensureIndex(client, { index, settings: { number_of_shards: 2 } })).rejects.toMatchObject({
          code: 'PENSTOCK_SETTINGS_CONFLICT',
          message: expect.stringContaining('index.number_of_shards is 1, expected 2'),
        });
      }));

    test('ensureIndex reports a missing index template', () =>
      withIndex(async (client, index) => {
        await expect(ensureIndex(client, { index, template: `${index}-template` })).rejects.toMatchObject({
          code: 'PENSTOCK_TEMPLATE_MISSING',
          message: expect.stringContaining(`${index}-template`),
        });
        await askServer(server, 'PUT', `/_index_template/${index}-template`, { index_patterns: [`${index}*`] });
        expect(await ensureIndex(client, { index, template: `${index}-template` })).toMatchObject({ created: true });
        await askServer(server, 'DELETE', `/_index_template/${index}-template`);
      }));

    test('ensureIndex resolves for several callers that create one index at the same time', () =>
      withIndex(async (client, index) => {
        const both = await Promise.all([1, 2, 3, 4].map(() => ensureIndex(client, { index, mapping: priceMapping })));
        expect(both.filter(({ created }) => created)).toHaveLength(1);
      }));

    test('readSeries refuses missing fields, text fields, equal times and invalid intervals', () =>
      withIndex(async (client, index) => {
        await expect(readSeries(client, { index, field: 'Close' })).rejects.toMatchObject({
          code: 'PENSTOCK_INDEX_MISSING',
        });
        await ensureIndex(client, {
          index,
          mapping: mapping<{ Date: string; Close: number; symbol: string }>({
            Date: 'date',
            Close: 'double',
            symbol: 'keyword',
          }),
        });
        await expect(readSeries(client, { index, field: 'Closing', time: 'Date' })).rejects.toMatchObject({
          code: 'PENSTOCK_FIELD_MISSING',
          message: expect.stringContaining('Closing'),
        });
        await expect(readSeries(client, { index, field: 'symbol', time: 'Date' })).rejects.toMatchObject({
          code: 'PENSTOCK_FIELD_MISSING',
          message: expect.stringContaining('keyword'),
        });
        expect((await readSeries(client, { index, field: 'Close', time: 'Date' })).values).toHaveLength(0);
        const twice = ['A', 'B'].map((symbol) => ({ Date: '2020-01-01', Close: 1, symbol }));
        await run(deliver(twice, { id: ({ symbol }) => symbol }), toElasticsearch<object>(client, { index }));
        await askServer(server, 'POST', `/${index}/_refresh`);
        await expect(readSeries(client, { index, field: 'Close', time: 'Date' })).rejects.toMatchObject({
          code: 'PENSTOCK_DUPLICATE_TIME',
        });
        expect(
          (await readSeries(client, { index, field: 'Close', time: 'Date', query: { term: { symbol: 'A' } } })).values,
        ).toHaveLength(1);
        await expect(
          readSeries(client, { index, field: 'Close', time: 'Date', interval: '2month' as '2mo' }),
        ).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
      }));

    test('waits while an index is read-only because the disk is full', () =>
      withIndex(async (client, index) => {
        await ensureIndex(client, { index });
        await askServer(server, 'PUT', `/${index}/_settings`, { 'index.blocks.read_only_allow_delete': true });
        const reasons: string[] = [];
        const sink = toElasticsearch<Price>(client, {
          index,
          retry: { initialDelay: 20, maxDelay: 50 },
          onRetry: ({ reason, attempt }) => {
            reasons.push(reason);
            if (attempt === 3)
              void askServer(server, 'PUT', `/${index}/_settings`, { 'index.blocks.read_only_allow_delete': null });
          },
        });
        await run(deliver(prices(10), { id: ({ Date }) => Date }), sink);
        expect(sink.counts).toMatchObject({ created: 10, rejected: 0 });
        expect(reasons[0]).toMatch(/read-only-allow-delete/);
      }));

    test('stops without a retry if the index blocks writes', () =>
      withIndex(async (client, index) => {
        await ensureIndex(client, { index, settings: { 'blocks.write': true } });
        await expect(run(deliver(prices(10)), toElasticsearch<Price>(client, { index }))).rejects.toMatchObject({
          code: 'PENSTOCK_FORBIDDEN',
        });
      }));

    test('does not replace newer documents by older offsets, and keeps the recorded origin', () =>
      withIndex(async (client, index) => {
        await ensureIndex(client, { index, mapping: priceMapping });
        const versions = {
          index,
          versionType: 'external',
          origin: { topic: 'prices', partitions: 1 },
          id: ({ Date }: Price) => Date,
        } as const;
        const [first, , third] = prices(3) as [Price, Price, Price];
        const write = async (records: readonly Price[], from: number) => {
          const sink = toElasticsearch<Price>(client, versions);
          await run(deliver([...prices(from), ...records], { topic: 'prices', from }), sink);
          return sink.counts;
        };
        expect(await write([first, { ...third, Close: 9 }], 0)).toMatchObject({ created: 2 });
        // This run writes offset 1 again, and offset 2 for the first day.
        expect(
          await write(
            [
              { ...third, Close: 7 },
              { ...first, Close: 8 },
            ],
            1,
          ),
        ).toMatchObject({ unchanged: 1, updated: 1 });
        await ensureIndex(client, { index, mapping: mapping<{ note: string }>({ note: 'keyword' }) });
        const other = toElasticsearch<Price>(client, { ...versions, origin: { topic: 'prices', partitions: 2 } });
        await expect(run(deliver(prices(1), { topic: 'prices' }), other)).rejects.toMatchObject({
          code: 'PENSTOCK_VERSION_ORIGIN_CHANGED',
        });
        const stored = await askServer<{ _source: Price }>(server, 'GET', `/${index}/_doc/${third.Date}`);
        expect(stored['_source'].Close).toBe(9);
      }));

    test('writes through an alias to its current write index, and requires an alias with requireAlias', () =>
      withIndex(async (client, alias) => {
        const [first, second] = [`${alias}-000001`, `${alias}-000002`];
        await ensureIndex(client, { index: first, mapping: priceMapping });
        await askServer(server, 'POST', '/_aliases', {
          actions: [{ add: { index: first, alias, is_write_index: true } }],
        });
        const create = async (records: readonly Price[], index = alias) => {
          const sink = toElasticsearch<Price>(client, {
            index,
            opType: 'create',
            id: ({ Date }) => Date,
            requireAlias: true,
          });
          await run(deliver(records), sink);
          return sink.counts;
        };
        expect(await create(prices(5))).toMatchObject({ created: 5 });
        expect(await create(prices(5))).toMatchObject({ created: 0, unchanged: 5 });
        await askServer(server, 'POST', `/${alias}/_rollover`, { mappings: priceMapping });
        expect(await create(prices(8).slice(5))).toMatchObject({ created: 3 });
        // The new index does not have the documents of the old one.
        expect(await create(prices(1))).toMatchObject({ created: 1 });
        await askServer(server, 'POST', `/${first},${second}/_refresh`);
        const counts = await Promise.all(
          [first, second].map((index) => askServer<{ count: number }>(server, 'GET', `/${index}/_count`)),
        );
        expect(counts.map(({ count }) => count)).toEqual([5, 4]);
        await expect(create(prices(1), first)).rejects.toMatchObject({ code: 'PENSTOCK_INDEX_MISSING' });
      }));

    test('counts a record that an earlier run has created as unchanged', () =>
      withIndex(async (client, index) => {
        const create = async (records: readonly Price[]) => {
          const sink = toElasticsearch<Price>(client, { index, opType: 'create', id: ({ Date }) => Date });
          await run(deliver(records, { onReject: 'skip' }), sink);
          return sink.counts;
        };
        expect(await create(prices(5))).toMatchObject({ created: 5 });
        expect(await create([...prices(5), { ...prices(1)[0]!, Close: 99 }])).toMatchObject({
          unchanged: 5,
          rejected: 1,
        });
      }));
  });
}
