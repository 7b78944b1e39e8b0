import { describe, expect, test } from 'vitest';
import { exchangeCandles } from '../../src/exchange/index.ts';
import type { CandleReport, CcxtExchange, ExchangeCandlesOptions } from '../../src/exchange/index.ts';
import { openKraken } from './reading.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

type Row = readonly [number, number, number, number, number, number];
const row = (bar: number, price = 100 + bar): Row => [start + bar * minute, price, price + 2, price - 2, price + 1, 5];
const rows = (from: number, to: number): Row[] => Array.from({ length: to - from }, (_, n) => row(from + n));

/** Makes an exchange with these rows and this clock, which decides whether the last row is finished. */
const exchangeOf = (
  all: readonly Row[],
  { now = start + 10_000 * minute, answer }: { now?: number; answer?: (since: number, limit: number) => Row[] } = {},
) => {
  const asked: number[] = [];
  const exchange = {
    id: 'loop',
    has: { fetchOHLCV: true, fetchTime: true },
    timeframes: { '1m': 1, '1M': 43_200 },
    watchTrades: () => undefined,
    loadMarkets: async () => ({ 'BTC/USD': {} }),
    fetchTime: async () => now,
    fetchOHLCV: async (_symbol: string, _timeframe: string, since: number, limit: number) => {
      asked.push((since - start) / minute);
      return answer ? answer(since, limit) : all.filter(([time]) => time >= since).slice(0, limit);
    },
  };
  return { exchange: exchange as unknown as CcxtExchange, asked };
};

const read = async (options: Omit<ExchangeCandlesOptions, 'symbol' | 'interval' | 'from'> & { from?: number }) => {
  const reports: CandleReport[] = [];
  const times: number[] = [];
  const candles = exchangeCandles({
    symbol: 'BTC/USD',
    interval: '1m',
    from: start,
    retry: { initialDelay: 1, maxDelay: 2 },
    onReport: (report) => void reports.push(report),
    ...options,
  });
  for await (const { time } of candles) times.push((time - start) / minute);
  return { times, reports: reports.filter(({ kind }) => kind !== 'progress'), all: reports };
};

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test('successive pages have no gap and no repeated candle', async () => {
  const { exchange, asked } = exchangeOf(rows(0, 25));
  const { times, reports, all } = await read({ exchange, pageSize: 10, to: start + 25 * minute });
  expect(times).toEqual(upTo(25));
  expect(asked).toEqual([0, 10, 20]);
  expect(reports).toEqual([]);
  expect(all.filter(({ kind }) => kind === 'progress')).toEqual(
    [10, 20, 25].map((candles) => ({ kind: 'progress', until: start + candles * minute, candles })),
  );
});

test('pages that overlap, are newest first or repeat a row yield each candle once', async () => {
  const all = rows(0, 30);
  const answer = (since: number) => {
    const from = Math.max(0, (since - start) / minute - 3);
    return [...all.slice(from, from + 12), ...all.slice(from, from + 2)].toReversed();
  };
  const { times } = await read({ exchange: exchangeOf(all, { answer }).exchange, to: start + 30 * minute });
  expect(times).toEqual(upTo(30));
});

test.each([8, 30])('a page of %i with only the newest candles is completed before it is yielded', async (pageSize) => {
  const all = rows(0, 95);
  // Like an exchange that returns at most 7 rows, the newest ones.
  const answer = (since: number, limit: number) =>
    all.filter(([time]) => time >= since && time < since + limit * minute).slice(-7);
  const { times, reports } = await read({
    exchange: exchangeOf(all, { answer }).exchange,
    pageSize,
    to: start + 95 * minute,
  });
  expect(times).toEqual(upTo(95));
  expect(reports).toEqual([]);
});

test('a gap without candles is skipped and reported', async () => {
  const all = [...rows(0, 5), ...rows(240, 245)];
  // Like exchanges that return a limited time from the start on.
  const answer = (since: number, limit: number) =>
    all.filter(([time]) => time >= since && time < since + limit * minute);
  const { times, reports } = await read({
    exchange: exchangeOf(all, { answer }).exchange,
    pageSize: 100,
    to: start + 245 * minute,
  });
  expect(times).toEqual([...upTo(5), 240, 241, 242, 243, 244]);
  expect(reports).toEqual([{ kind: 'gap', after: start + 4 * minute, before: start + 240 * minute }]);
});

test('a history that begins later than from is reported', async () => {
  const { times, reports } = await read({ exchange: exchangeOf(rows(50, 53)).exchange, to: start + 53 * minute });
  expect(times).toEqual([50, 51, 52]);
  expect(reports).toEqual([{ kind: 'begins', time: start + 50 * minute }]);
});

describe("the last candle, while it is open by the exchange's clock,", () => {
  const now = start + 9.5 * minute;

  test('is left out', async () => {
    const { times } = await read({ exchange: exchangeOf(rows(0, 10), { now }).exchange });
    expect(times).toEqual(upTo(9));
  });

  test("is yielded with unfinished: 'include'", async () => {
    const { times } = await read({ exchange: exchangeOf(rows(0, 10), { now }).exchange, unfinished: 'include' });
    expect(times).toEqual(upTo(10));
  });
});

test('a row that cannot be a candle is left out and reported', async () => {
  const issues: string[] = [];
  const all = rows(0, 3).with(1, [start + minute, 1, 0.5, 2, 1, 1]);
  const { times } = await read({
    exchange: exchangeOf(all).exchange,
    to: start + 3 * minute,
    onIssue: ({ where }) => void issues.push(where),
  });
  expect(times).toEqual([0, 2]);
  expect(issues).toEqual(['the candle of 2026-01-01T00:01:00.000Z of BTC/USD']);
});

test('a transient failure is reported and retried; a permanent one ends the iteration', async () => {
  let failures = 2;
  class NetworkError extends Error {}
  class BadSymbol extends Error {}
  const answer = (): Row[] => {
    if (failures-- > 0) throw new NetworkError('connection reset');
    return rows(0, 2);
  };
  const { times, reports } = await read({ exchange: exchangeOf([], { answer }).exchange, to: start + 2 * minute });
  expect(times).toEqual([0, 1]);
  expect(reports).toMatchObject([
    { kind: 'retry', attempt: 1, error: { code: 'PENSTOCK_UNAVAILABLE' } },
    { kind: 'retry', attempt: 2 },
  ]);
  const refuses = () => {
    throw new BadSymbol('no such pair');
  };
  await expect(read({ exchange: exchangeOf([], { answer: refuses }).exchange })).rejects.toMatchObject({
    code: 'PENSTOCK_SYMBOL_UNKNOWN',
  });
});

test('a value that is not an exchange is rejected, and the error does not ask for WebSockets', () => {
  expect(() =>
    exchangeCandles({ exchange: {} as CcxtExchange, symbol: 'BTC/USD', interval: '1m', from: start }),
  ).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining('an exchange of ccxt;') }),
  );
});

test('an interval that the exchange does not have is rejected, and the error lists those that it has', async () => {
  const { exchange } = exchangeOf([]);
  const candles = exchangeCandles({ exchange, symbol: 'BTC/USD', interval: '7m', from: start });
  await expect(candles[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'PENSTOCK_BAD_OPTION',
    message: expect.stringContaining("1m, 1M (1M is '1mo')"),
  });
});

test.each<[string, object]>([
  ['exchange', { exchange: 'No Exchange' }],
  ['symbol', { symbol: '' }],
  ['interval', { interval: 'a while' }],
  ['from', { from: NaN }],
  ['to', { to: start }],
  ['unfinished', { unfinished: 'keep' }],
  ['pageSize', { pageSize: 1 }],
  ['initialDelay', { retry: { initialDelay: -1 } }],
  ['onReport', { onReport: 'print' }],
])('an invalid %s is rejected when called', (option, changes) => {
  expect(() =>
    exchangeCandles({ exchange: 'kraken', symbol: 'BTC/USD', interval: '1m', from: start, ...changes }),
  ).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(option) as string,
    }) as Error,
  );
});

test('months have the length of the calendar', async () => {
  const all = Array.from({ length: 3 }, (_, month): Row => [Date.UTC(2026, month), 1, 2, 1, 2, 1]);
  const { exchange } = exchangeOf(all, { now: Date.UTC(2027, 0) });
  const reports: CandleReport[] = [];
  const candles = exchangeCandles({
    exchange,
    symbol: 'BTC/USD',
    interval: '1mo',
    from: start,
    to: Date.UTC(2026, 3),
    onReport: (report) => void reports.push(report),
  });
  const times: number[] = [];
  for await (const { time } of candles) times.push(time);
  expect(times).toEqual(all.map(([time]) => time));
  expect(reports.filter(({ kind }) => kind === 'gap')).toEqual([]);
});

test('an abort ends the iteration during a request', async () => {
  const stop = new AbortController();
  const { exchange } = exchangeOf([]);
  Object.assign(exchange, { fetchOHLCV: () => new Promise(() => undefined) });
  const reading = read({ exchange, signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 5);
  await expect(reading).rejects.toThrow('enough');
});

test('the pages of a loopback Kraken are read through ccxt', async () => {
  const { loopback, exchange } = await openKraken();
  loopback.trade(600, 1_000);
  const { times, reports } = await read({ exchange, to: start + 9 * minute });
  await loopback.close();
  expect(times).toEqual(upTo(9));
  expect(reports).toEqual([]);
});
