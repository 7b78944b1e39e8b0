import { Client } from '@elastic/elasticsearch';
import { deliver, run } from '@penstock/stream';
import { describe, expect, inject, test } from 'vitest';
import type { SourceName } from '../../src/prices/ranking.ts';
import { elasticsearchStore } from '../../src/store/elasticsearch-store.ts';
import { documentOf, expectHighestRanks } from '../store/ranked-rows.ts';
import type { Row } from '../store/ranked-rows.ts';

const row = (day: number, source: SourceName, found: number, close: number): Row => ({ day, source, found, close });
const later = 1_700_000_000_000;

describe.each(['elasticsearch7', 'elasticsearch9'] as const)('a row in %s', (version) => {
  test.each<[string, ReadonlyArray<readonly Row[]>]>([
    [
      'closes alone after a file',
      [
        [row(0, 'file', later, 1), row(1, 'file', later, 2)],
        [row(1, 'sample', 0, 3), row(2, 'sample', 0, 4)],
      ],
    ],
    ['a file after closes alone', [[row(0, 'sample', 0, 1), row(1, 'sample', 0, 2)], [row(1, 'file', 5, 3)]]],
    [
      'all sources of one day at once, the highest rank first',
      [[row(0, 'file', 1, 1), row(0, 'yahoo', later, 2), row(0, 'unknown', later, 3), row(0, 'sample', 0, 4)]],
    ],
    [
      'all sources of one day at once, the highest rank last',
      [[row(0, 'sample', 0, 1), row(0, 'unknown', later, 2), row(0, 'yahoo', later, 3), row(0, 'file', 1, 4)]],
    ],
    [
      'the same source twice',
      [
        [row(0, 'yahoo', 1, 1), row(1, 'yahoo', 1, 2)],
        [row(0, 'yahoo', 2, 3)],
        [row(0, 'yahoo', 2, 3)],
        [row(0, 'yahoo', 1, 4)],
      ],
    ],
    ['closes alone twice', [[row(0, 'sample', 0, 1)], [row(0, 'sample', 0, 1), row(1, 'sample', 0, 2)]]],
  ])('stays until one of at least the same rank arrives: %s', async (_what, runs) => {
    const store = await elasticsearchStore({
      node: inject(version),
      template: undefined,
      apiKey: undefined,
      onOutage: () => undefined,
    });
    try {
      await store.clear();
      await expectHighestRanks(store, runs);
    } finally {
      await store.close();
    }
  });

  test('that an earlier version wrote without a source ranks above closes alone, and below all others', async () => {
    const store = await elasticsearchStore({
      node: inject(version),
      template: undefined,
      apiKey: undefined,
      onOutage: () => undefined,
    });
    const client = new Client({ node: inject(version) });
    try {
      await store.clear();
      for (const day of ['2020-01-01', '2020-01-02']) {
        await client.index({
          index: 'bitcoin_kafka',
          id: day,
          document: { Date: day, Close: 1, '@timestamp': Date.parse(day) },
          refresh: true,
        });
      }
      expect((await store.extent()).sources).toEqual({ unknown: 2 });
      await run(
        deliver([row(0, 'sample', 0, 5), row(1, 'yahoo', 0, 5)].map(documentOf), { id: ({ Date }) => Date }),
        store.sink,
      );
      expect(Array.from((await store.closes()).values)).toEqual([1, 5]);
    } finally {
      await store.clear();
      await client.close();
      await store.close();
    }
  });
});
