import type { CcxtExchange } from '@penstock/sources/exchange';
import { afterAll, expect, test } from 'vitest';
import { binanceShape } from '../../../packages/sources/test/exchange/binance-shape.ts';
import { krakenShape } from '../../../packages/sources/test/exchange/kraken-shape.ts';
import { LoopbackExchange } from '../../../packages/sources/test/exchange/loopback-exchange.ts';
import type { LoopbackShape } from '../../../packages/sources/test/exchange/loopback-exchange.ts';
import { LoopbackMarket } from '../../../packages/sources/test/exchange/loopback-market.ts';
import { binanceAt, krakenAt } from '../../../packages/sources/test/exchange/reading.ts';
import { checkExchange } from '../src/check-exchange.ts';
import { hasPassed, reportText } from '../src/report-text.ts';

const opened: LoopbackExchange[] = [];
afterAll(async () => {
  await Promise.all(opened.map((exchange) => exchange.close()));
});

const kraken = { name: 'kraken', symbol: 'BTC/USD', shape: krakenShape, at: krakenAt };
const binance = { name: 'binance', symbol: 'BTC/USDT', shape: binanceShape, at: binanceAt };

interface Place {
  readonly name: string;
  readonly symbol: string;
  readonly shape: LoopbackShape;
  readonly at: (host: string) => CcxtExchange;
}

/** Starts a check of an exchange that traded for a hundred seconds, until twenty seconds ago. */
const start = async ({ name, symbol, shape, at }: Place, watchFor: number, signal = new AbortController().signal) => {
  const loopback = await LoopbackExchange.open(shape, Date.now() - 120_000);
  opened.push(loopback);
  loopback.market.trade(100, 1_000);
  const { host } = loopback;
  const connected: number[] = [];
  const report = checkExchange({
    name,
    symbol,
    open: () => at(host),
    watchFor,
    connectWithin: 10_000,
    answerWithin: 10_000,
    signal,
    onConnected: (after) => void connected.push(after),
  });
  await loopback.subscribed();
  return { loopback, report, connected };
};

/** The shape of an exchange whose REST numbers its trades in another way. */
const shifted = (shape: LoopbackShape, by: number): LoopbackShape => ({
  ...shape,
  rest(path, query, market, faults) {
    const other = new LoopbackMarket(0);
    other.trades.push(...market.trades.map((trade) => ({ ...trade, id: trade.id + by })));
    return shape.rest(path, query, other, faults);
  },
});

test.concurrent.each([kraken, binance])(
  'trades of $name have the same ids in REST, also after an outage',
  async (place) => {
    const { loopback, report, connected } = await start(place, 2_000);
    loopback.trade(30);
    loopback.cut();
    loopback.trade(10);
    await loopback.subscribed();
    loopback.trade(5);
    const { ids, candles, latency, ...seen } = await report;
    expect(seen).toMatchObject({ exchange: place.name, symbol: place.symbol, trades: 45, gaps: 0, reconnects: 1 });
    expect(connected).toEqual([seen.connectedAfter]);
    expect(seen.tradesPerSecond).toBeCloseTo((45 / seen.watched) * 1_000);
    expect(ids).toMatchObject({ verdict: 'same', contradicting: 0 });
    // REST may have given some of the later trades first.
    expect(ids!.agreeing).toBeGreaterThan(0);
    expect(ids!.compared).toBe(ids!.agreeing);
    expect(latency!.median).toBeGreaterThan(19_000);
    expect(latency!.p95).toBeGreaterThanOrEqual(latency!.median - 1_000);
    if (place === kraken) {
      expect(candles).toMatchObject({ gaps: 0, failure: null });
      expect(candles!.candles).toBeGreaterThanOrEqual(2);
    }
  },
);

test.each([
  ['of another range', 1_000_000],
  ['of other trades', 3],
])('ids of REST %s are reported as different', async (_, by) => {
  const { loopback, report } = await start({ ...kraken, shape: shifted(krakenShape, by) }, 200);
  loopback.trade(30);
  const seen = await report;
  expect(seen.ids).toMatchObject({ verdict: 'different', agreeing: 0, contradicting: by === 3 ? 27 : 0 });
  expect(hasPassed([seen])).toBe(false);
  expect(reportText(seen)).toContain('ids      DIFFERENT: of 30 trades of the socket, REST has 0 by id');
});

test('an exchange that cannot be reached is reported with the reason', async () => {
  const loopback = await LoopbackExchange.open(krakenShape);
  const { host } = loopback;
  await loopback.close();
  const report = await checkExchange({
    ...kraken,
    open: () => krakenAt(host),
    watchFor: 60_000,
    connectWithin: 200,
    answerWithin: 60_000,
    signal: new AbortController().signal,
    onConnected: () => expect.unreachable(),
  });
  expect(report).toMatchObject({ connectedAfter: null, trades: 0, ids: null, candles: null });
  expect(report.failure).toMatch(/^kraken: /);
  expect(reportText(report)).toMatch(/^kraken BTC\/USD: not reached: kraken: /);
  expect(hasPassed([report])).toBe(false);
});

test('a quiet exchange passes, and its ids are not compared', async () => {
  const { report } = await start(kraken, 100);
  const seen = await report;
  expect(seen).toMatchObject({ trades: 0, latency: null, ids: null });
  expect(hasPassed([seen])).toBe(true);
  expect(reportText(seen)).toContain('not compared: no trade came by the socket');
});

test('a stopped check returns its results so far', async () => {
  const stop = new AbortController();
  const { report } = await start(kraken, 60_000, stop.signal);
  stop.abort();
  const seen = await report;
  expect(seen.connectedAfter).not.toBeNull();
  expect(seen).toMatchObject({ ids: null, candles: null });
  expect(reportText(seen)).toContain('not compared: stopped');
});
