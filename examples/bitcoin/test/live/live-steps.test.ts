import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Trade } from '@penstock/sources/exchange';
import { toSink } from '@penstock/stream';
import { fileStore } from '@penstock/stream/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LiveCounts } from '../../src/live/live-counts.ts';
import { indexTrades } from '../../src/live/live-steps.ts';
import { fromExchange, marketOf } from '../../src/live/live-trade.ts';
import type { LiveTrade } from '../../src/live/live-trade.ts';
import { liveGroup } from '../../src/live/places.ts';
import { isOdd, SimulatedMarket, tradeEvery } from '../../src/live/source/simulated-market.ts';
import { rowIdOf } from '../../src/live/store/documents.ts';
import type { LiveDocuments, LiveIndex, LiveRow } from '../../src/live/store/documents.ts';
import type { LiveStore } from '../../src/live/store/live-store.ts';
import { openMemoryTopic } from '../../src/topic/memory.ts';
import type { Topic } from '../../src/topic/topic.ts';
import { sendAll } from './send-all.ts';
import { plainCandles } from './plain-candles.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 2, 1);

let folder: string;
let topic: Topic<LiveTrade>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-live-'));
  topic = await openMemoryTopic<LiveTrade>('trades');
});
afterEach(async () => {
  await topic.close();
  await rm(folder, { recursive: true, force: true });
});

const market = new SimulatedMarket('BTC/USD');

/** Trades of the first `minutes` minutes of the simulated market. Of 20 trades one is used: one every two seconds. */
const tradesOf = async (minutes: number): Promise<readonly Trade[]> => {
  const from = start / tradeEvery;
  const all = await market.read(from, from + (minutes * minute) / tradeEvery);
  return all.filter((_, n) => n % 20 === 7);
};

const send = (trades: readonly Trade[]) => sendAll(topic.sink(marketOf), trades.map(fromExchange('simulated')));

/** The documents of the store, by index and id. */
const documents = new Map<string, LiveRow>();
beforeEach(() => documents.clear());
const store: LiveStore = {
  name: 'duckdb',
  sink: toSink<LiveRow>(async (batch) => {
    for (const { value } of batch) documents.set(`${value.index} ${rowIdOf(value)}`, value);
  }),
  read: async () => [],
  close: async () => undefined,
};
const stored = <I extends LiveIndex>(index: I): ReadonlyArray<LiveDocuments[I]> =>
  [...documents.values()]
    .flatMap((row) => (row.index === index ? [row.document as LiveDocuments[I]] : []))
    .toSorted((one, other) => one.time - other.time);

/** Runs the step until it has committed all records of the topic. */
const index = async (): Promise<LiveCounts> => {
  const counts = new LiveCounts();
  const stop = new AbortController();
  const places = {
    topic,
    state: fileStore(join(folder, 'state')),
    positions: { load: async () => undefined, save: async () => undefined },
  };
  const onEvent = counts.add.bind(counts);
  const running = indexTrades({ exchange: 'simulated', places, store, signal: stop.signal, onEvent });
  const watch = setInterval(() => {
    void topic.lag(liveGroup).then((lags) => lags.every(({ lag }) => lag === 0) && stop.abort());
  }, 50);
  await running.finally(() => clearInterval(watch));
  return counts;
};

test('candles equal those of the trades, also when some trades are sent twice and a second run continues', async () => {
  const trades = await tradesOf(10);
  // After a kill, a producer sends again what it had not committed.
  await send(trades.slice(0, 140));
  await send(trades.slice(100, 200));
  const first = await index();
  expect(first).toMatchObject({ trades: 200, rejected: 0, late: 0 });
  // 200 trades are six minutes and 40 seconds, and the seventh minute is still open.
  expect(stored('bitcoin_candles_1m')).toEqual(plainCandles('simulated', trades.slice(0, 180), minute));
  await send(trades.slice(190));
  const second = await index();
  expect(second).toMatchObject({ trades: 100, rejected: 0, late: 0 });
  expect(stored('bitcoin_candles_1m')).toEqual(plainCandles('simulated', trades, minute).slice(0, -1));
  // A trade at least two seconds after the end of a second closes it.
  expect(stored('bitcoin_candles_1s')).toEqual(plainCandles('simulated', trades, 1_000).slice(0, -2));
});

test('an invalid trade is skipped and counted', async () => {
  const trades = await tradesOf(2);
  const good = trades.map(fromExchange('simulated'));
  await sendAll(topic.sink(marketOf), [...good.slice(0, 5), { ...good[5]!, price: -1 }, ...good.slice(6)]);
  expect(await index()).toMatchObject({ trades: trades.length - 1, rejected: 1 });
  const rest = trades.filter((_, n) => n !== 5);
  expect(stored('bitcoin_candles_1m')).toEqual(plainCandles('simulated', rest, minute).slice(0, -1));
});

test('anomalies of minutes and forecasts are made', async () => {
  await send(await tradesOf(160));
  const counts = await index();
  // The detector learns from the first hundred minutes and judges none of them.
  const jumps = Array.from({ length: 58 }, (_, n) => start + (100 + n) * minute).filter(isOdd);
  expect(jumps).toHaveLength(2);
  expect(stored('bitcoin_live_anomalies')).toEqual(
    jumps.map((time) => expect.objectContaining({ time, direction: 'higher', kind: 'spike' })),
  );

  const forecasts = stored('bitcoin_live_forecast');
  const closes = stored('bitcoin_candles_1m');
  const made = closes.at(-1)!.time;
  const latest = forecasts.filter((row) => row.made === made);
  expect(latest.map(({ time }) => time)).toEqual(Array.from({ length: 15 }, (_, n) => made + (n + 1) * minute));
  for (const { lower95, lower80, mean, upper80, upper95 } of latest) {
    expect([lower95, lower80, mean, upper80, upper95]).toEqual(
      [lower95, lower80, mean, upper80, upper95].toSorted((a, b) => a - b),
    );
    expect(Math.abs(mean / closes.at(-1)!.close - 1)).toBeLessThan(0.02);
  }
  expect(counts.forecasts).toBeGreaterThan(80);
});
