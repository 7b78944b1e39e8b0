import { expect, test } from 'vitest';
import { LiveBoard } from '../../src/board/live-board.ts';
import type { LiveEvent } from '../../src/live/live-event.ts';
import type { LiveDocuments } from '../../src/live/store/documents.ts';
import { anomalyAt, candleAt, forecastAt, liveStoreOf, now } from './live-documents.ts';

const minute = 60_000;

type RowEvent = Extract<LiveEvent, { readonly kind: 'row' }>;
type Candle = LiveDocuments['bitcoin_candles_1s'];
const second = (document: Candle): RowEvent => ({ kind: 'row', row: { index: 'bitcoin_candles_1s', document } });

test('without a range, candles are those of the last hour or of the last day', async () => {
  const candles = [-25 * 60, -61, -1].map((ago) => candleAt(now + ago * minute));
  const store = liveStoreOf({ bitcoin_candles_1s: candles, bitcoin_candles_1m: candles });
  const board = new LiveBoard(store, 'simulated', () => now);
  expect((await board.prices('1s')).times).toEqual([now - minute]);
  expect(await board.prices('1m')).toEqual({
    interval: '1m',
    times: [now - 61 * minute, now - minute],
    open: [10, 10],
    high: [14, 14],
    low: [9, 9],
    close: [12, 12],
    volume: [0.5, 0.5],
  });
});

test('a range includes both bounds, and without a lower bound it starts at the first candle', async () => {
  const times = [1, 2, 3, 4].map((n) => now - n * minute).toReversed();
  const board = new LiveBoard(liveStoreOf({ bitcoin_candles_1m: times.map(candleAt) }), 'simulated', () => now);
  expect((await board.prices('1m', { from: times[1]!, to: times[2]! })).times).toEqual(times.slice(1, 3));
  expect((await board.prices('1m', { from: -Infinity, to: times[1]! })).times).toEqual(times.slice(0, 2));
});

test('anomalies are of the last day, the newest first', async () => {
  const times = [now - 1_500 * minute, now - 20 * minute, now - 10 * minute];
  const board = new LiveBoard(liveStoreOf({ bitcoin_live_anomalies: times.map(anomalyAt) }), 'simulated', () => now);
  const { interval, rows } = await board.anomalies();
  expect([interval, rows.map(({ time }) => time)]).toEqual(['1m', [times[2], times[1]]]);
  const { exchange: _exchange, symbol: _symbol, ...row } = anomalyAt(times[2]!);
  expect(rows[0]).toEqual(row);
});

test('a forecast has the minutes after the known ones, and the earlier forecasts of the known ones', async () => {
  const made = now - minute;
  const store = liveStoreOf({
    bitcoin_candles_1m: [made - minute, made].map(candleAt),
    // The store has the latest forecast of each minute: the one for `made` was made a minute earlier.
    bitcoin_live_forecast: [
      forecastAt(made, made - minute, 11),
      forecastAt(made + minute, made, 13),
      forecastAt(made + 2 * minute, made, 14),
    ],
  });
  const forecast = await new LiveBoard(store, 'simulated', () => now).forecast();
  expect(forecast).toMatchObject({
    interval: '1m',
    model: 'theta',
    series: { times: [made - minute, made], actual: [12, 12], train: [null, null], test: [null, 11] },
    ahead: { times: [made + minute, made + 2 * minute], mean: [13, 14], lower80: [12, 13], upper95: [15, 16] },
    loss: [],
  });
});

test('there is no forecast before the first one, nor hours after the last one', async () => {
  expect(await new LiveBoard(liveStoreOf({}), 'simulated', () => now).forecast()).toBeNull();
  const store = liveStoreOf({ bitcoin_live_forecast: [forecastAt(now - 299 * minute, now - 300 * minute, 11)] });
  expect(await new LiveBoard(store, 'simulated', () => now).forecast()).toBeNull();
});

test('a new candle makes an event; an old candle and other rows make none', () => {
  const board = new LiveBoard(liveStoreOf({}), 'simulated', () => now);
  expect(board.candleOf(second(candleAt(now - 2 * minute)))).toEqual({
    name: 'candle',
    data: { interval: '1s', time: now - 2 * minute, open: 10, high: 14, low: 9, close: 12, volume: 0.5 },
  });
  expect(board.candleOf(second(candleAt(now - 2 * minute - 1)))).toBeUndefined();
  const row = { index: 'bitcoin_live_anomalies', document: anomalyAt(now) } as const;
  expect(board.candleOf({ kind: 'row', row })).toBeUndefined();
});
