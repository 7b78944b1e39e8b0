import { Client } from '@elastic/elasticsearch';
import { deliver, run } from '@penstock/stream';
import { describe, expect, inject, test } from 'vitest';
import type { Anomalies, Forecast, Prices } from '../../src/board/api.ts';
import { Board } from '../../src/board/board.ts';
import { PipelineWatch } from '../../src/board/pipeline-watch.ts';
import { readBoard } from '../../src/board/stored-board.ts';
import type { StoredBoard } from '../../src/board/stored-board.ts';
import { anomalyIndex } from '../../src/dashboard/anomaly-documents.ts';
import { saveAnomalies, saveForecast } from '../../src/dashboard/results.ts';
import { serveBoard } from '../../src/server/serve-board.ts';
import { elasticsearchStore } from '../../src/store/elasticsearch-store.ts';
import { openIndex } from '../../src/store/other-index.ts';
import { oddDays, prices, result, stored } from '../board/run-result.ts';

const { signal } = new AbortController();

/** Serves what `reload` reads while `work` asks for it. */
const asking = async (
  reload: () => Promise<StoredBoard>,
  work: (get: <T>(path: string) => Promise<T>) => Promise<void>,
): Promise<void> => {
  const watch = new PipelineWatch([]);
  const board = new Board({ broker: null, store: 'elasticsearch', live: null, version: '1', watch, reload });
  const served = await serveBoard({ board, watch, files: new Map(), port: 0 });
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(new URL(`api/${path}`, served.address))).json()) as T;
  await work(get).finally(() => served.close());
};

describe.each(['elasticsearch7', 'elasticsearch9'] as const)('the page of %s', (version) => {
  const node = inject(version);

  test('shows what a run has left there, and of the last run alone', async () => {
    const store = await elasticsearchStore({ node, template: undefined, apiKey: undefined, onOutage: () => undefined });
    await store.clear();
    await run(deliver(prices, { id: ({ Date }) => Date }), store.sink);
    await saveForecast(store, { ...result, loss: [...result.loss, { epoch: 3, loss: 9, validation: null }] }, signal);
    await saveForecast(store, result, signal);
    await saveAnomalies(store, oddDays, signal);
    const { metrics, ...results } = stored.results;
    const found = await readBoard(store);
    expect(found).toEqual({
      ...stored,
      name: 'elasticsearch',
      results: { ...results, metrics: expect.arrayContaining([...metrics]) },
    });
    expect(found.results.metrics).toHaveLength(metrics.length);
    await asking(
      () => readBoard(store),
      async (get) => {
        expect((await get<Forecast>('forecast')).model).toBe('theta');
        expect((await get<Prices>('prices')).close).toEqual(prices.map(({ Close }) => Close));
      },
    );
    // A server that never had a run has no such index.
    const client = new Client({ node });
    await client.indices.delete({ index: anomalyIndex.index });
    expect((await readBoard(store)).results.anomalies).toEqual([]);
    await client.close();
    await store.close();
  });

  test('shows the candles of any index by days, and the days of it that stand out', async () => {
    const index = `other-${process.pid}-${version}`;
    const client = new Client({ node });
    const start = Date.UTC(2024, 0, 1);
    // Four rows a day for 150 days; the last row of a day is its close.
    const closeOf = (day: number): number => (day === 140 ? 3_000 : 1_000 + 10 * Math.sin(day));
    const rows = Array.from({ length: 600 }, (_, row) => {
      const close = row % 4 === 3 ? closeOf(Math.floor(row / 4)) : 1_000;
      return { when: start + row * 21_600_000, o: close, h: close + 1, l: close - 1, c: close, v: 2 };
    });
    await client.indices.create({ index, mappings: { properties: { when: { type: 'date' } } } });
    await client.bulk({ index, refresh: true, operations: rows.flatMap((row) => [{ index: {} }, row]) });
    const fields = { time: 'when', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' };
    const other = openIndex({ node, index, apiKey: undefined, fields, signal });
    await asking(other.read, async (get) => {
      const days = await get<Prices>('prices');
      expect(days.times).toEqual(Array.from({ length: 150 }, (_, day) => start + day * 86_400_000));
      expect(days.close).toEqual(Array.from({ length: 150 }, (_, day) => closeOf(day)));
      expect([days.high[140], days.volume[140]]).toEqual([3_001, 8]);
      const { rows: odd } = await get<Anomalies>('anomalies');
      expect(odd).toContainEqual(
        expect.objectContaining({ time: start + 140 * 86_400_000, actual: expect.closeTo(3_000, 6), kind: 'spike' }),
      );
      expect(await get('forecast')).toBeNull();
    });
    await other.close();
    await client.indices.delete({ index });
    await client.close();
  });
});
