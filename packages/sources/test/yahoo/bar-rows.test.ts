import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import YahooFinance3 from 'yahoo-finance2';
import YahooFinance4 from 'yahoo-finance2-4';
import { yahooCandles } from '../../src/index.ts';
import type { YahooCandlesOptions, YahooChartClient, YahooInterval } from '../../src/index.ts';
import { collect } from '../scratch-files.ts';
import { chartAnswer } from './chart-answer.ts';

type Row = Parameters<typeof chartAnswer>[2][number];
type Exchange = Parameters<typeof chartAnswer>[3];
const good: Row = [10, 12, 9, 11, 300];
const live: Row = [11, 13, 10, 12.5, 50];
const both = { open: 10, high: 13, low: 9, close: 12.5, volume: 350 };
const newYork = (date: Date | number, from = 14.5, until = 21): Exchange => {
  const midnight = Math.floor(Number(date) / 86_400_000) * 86_400;
  return {
    timeZone: 'America/New_York',
    gmtoffset: -18_000,
    opens: midnight + from * 3_600,
    closes: midnight + until * 3_600,
  };
};

/** Returns the candles of a response, through the real client. */
const read = async (
  interval: YahooInterval,
  instants: readonly number[],
  rows: readonly Row[],
  exchange: Exchange,
  options: Partial<YahooCandlesOptions> = {},
) => {
  const names: Partial<Record<YahooInterval, string>> = { '1h': '60m', '1w': '1wk' };
  const body = chartAnswer('X', instants, rows, { granularity: names[interval] ?? interval, ...exchange });
  const fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } });
  const range = { symbol: 'X', from: Date.UTC(2019, 0, 1), to: Date.UTC(2021, 0, 1) };
  return collect(yahooCandles({ ...range, interval, fetch, onInvalid: 'error', ...options } as YahooCandlesOptions));
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2020, 0, 8, 16, 3, 30) }));
afterEach(() => void vi.useRealTimers());

describe('the time of a bar', () => {
  test('of minutes is its instant', async () => {
    const instants = [Date.UTC(2020, 0, 7, 14, 30), Date.UTC(2020, 0, 7, 14, 35)];
    expect((await read('5m', instants, [good, good], newYork(instants[0]!))).map(({ time }) => time)).toEqual(instants);
  });

  test.each<[YahooInterval, string, readonly number[], readonly number[]]>([
    // Midnight in New York is 05:00 UTC in winter; midnight in Sydney is 13:00 UTC of the day before.
    ['1w', 'America/New_York', [Date.UTC(2019, 11, 23, 5)], [Date.UTC(2019, 11, 23)]],
    ['1w', 'Australia/Sydney', [Date.UTC(2019, 11, 22, 13)], [Date.UTC(2019, 11, 23)]],
    [
      '1mo',
      'America/New_York',
      [Date.UTC(2019, 5, 1, 4), Date.UTC(2019, 10, 1, 4)],
      [Date.UTC(2019, 5, 1), Date.UTC(2019, 10, 1)],
    ],
    ['3mo', 'UTC', [Date.UTC(2019, 1, 1), Date.UTC(2019, 4, 1)], [Date.UTC(2019, 1, 1), Date.UTC(2019, 4, 1)]],
  ])('of %s in %s is its first day at the exchange', async (interval, timeZone, instants, times) => {
    expect(
      (
        await read(
          interval,
          instants,
          instants.map(() => good),
          { timeZone },
        )
      ).map(({ time }) => time),
    ).toEqual(times);
  });

  test('is not computed for bars of another interval, which are an error', async () => {
    await expect(read('1m', [Date.UTC(2020, 0, 7)], [good], { granularity: '1d' })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message: expect.stringContaining('bars of 1m'),
    });
    expect(await read('1h', [Date.UTC(2020, 0, 7)], [good], { granularity: '1h' })).toHaveLength(1);
  });

  test('is in the error for a row that cannot be a candle', async () => {
    const bad: Row = [10, 8, 9, 10, 300];
    await expect(read('5m', [Date.UTC(2020, 0, 7, 14, 35)], [bad], {})).rejects.toMatchObject({
      message: expect.stringContaining('the row of 2020-01-07T14:35 of X'),
    });
  });
});

describe('the last bar', () => {
  const at = (hours: number, minutes = 0, seconds = 0): number => Date.UTC(2020, 0, 8, hours, minutes, seconds);
  const last = async (
    interval: YahooInterval,
    instants: readonly number[],
    lastTrade: number,
    exchange: Exchange = newYork(at(0)),
  ) => {
    const rows = instants.map((_, index) => (index > 0 && index === instants.length - 1 ? live : good));
    const all = { ...exchange, lastTrade: lastTrade / 1_000 };
    return {
      skip: (await read(interval, instants, rows, all)).map(({ time }) => time),
      replace: (await read(interval, instants, rows, all, { liveBar: 'replace' })).at(-1)!,
    };
  };

  test.each<[string, YahooInterval, readonly number[], number, Exchange?]>([
    ['minutes', '5m', [at(15, 55), at(16), at(16, 3, 20)], at(16)],
    ['hours', '1h', [at(14, 30), at(15, 30), at(16, 3, 20)], at(15, 30)],
    ['a week', '1w', [Date.UTC(2019, 11, 30, 5), Date.UTC(2020, 0, 6, 5), at(16, 3, 20)], Date.UTC(2020, 0, 6)],
    ['a month', '1mo', [Date.UTC(2019, 11, 1, 5), Date.UTC(2020, 0, 1, 5), at(16, 3, 20)], Date.UTC(2020, 0, 1)],
    ['a quarter', '3mo', [Date.UTC(2019, 8, 1, 4), Date.UTC(2019, 11, 1, 5), at(16, 3, 20)], Date.UTC(2019, 11, 1)],
  ])('is left out while it is open, or yielded with its latest trades: %s', async (_, interval, instants, time) => {
    const { skip, replace } = await last(interval, instants, instants.at(-1)!);
    expect(skip).toHaveLength(1);
    expect(replace).toMatchObject({ time, ...both });
  });

  test.each<[string, YahooInterval, readonly number[], number]>([
    ['minutes', '5m', [at(15, 45), at(16, 3, 20)], at(16)],
    ['hours, counted from the opening', '1h', [at(14, 30), at(16, 3, 20)], at(15, 30)],
    ['a week', '1w', [Date.UTC(2019, 11, 30, 5), at(16, 3, 20)], Date.UTC(2020, 0, 6)],
    ['a quarter, counted from the one before', '3mo', [Date.UTC(2019, 7, 1, 4), at(16, 3, 20)], Date.UTC(2019, 10, 1)],
  ])(
    'has the time of its start when Yahoo sends only the row of the latest trades: %s',
    async (_, interval, instants, time) => {
      const { skip, replace } = await last(interval, instants, instants.at(-1)!);
      expect(skip).toHaveLength(1);
      expect(replace).toMatchObject({ time, open: 11, close: 12.5, volume: 50 });
    },
  );

  test('is left out while it is open when there is only its own row', async () => {
    expect((await last('5m', [at(15, 55), at(16)], at(16, 3, 20))).skip).toEqual([at(15, 55)]);
    expect((await last('1w', [Date.UTC(2020, 0, 6, 5)], at(16, 3, 20))).skip).toEqual([]);
  });

  test('is yielded after a trade at its end, or an hour after its end', async () => {
    const instants = [at(15, 55), at(16)];
    expect((await last('5m', instants, at(16, 5))).skip).toEqual(instants);
    vi.setSystemTime(at(17, 4, 59));
    expect((await last('5m', instants, at(16, 4))).skip).toEqual([at(15, 55)]);
    vi.setSystemTime(at(17, 5));
    expect((await last('5m', instants, at(16, 4))).skip).toEqual(instants);
  });

  test("is finished when the week ends in the exchange's time zone", async () => {
    // Monday begins in New York at 05:00 UTC.
    const instants = [Date.UTC(2019, 11, 30, 5)];
    const friday = Date.UTC(2020, 0, 3, 21);
    vi.setSystemTime(Date.UTC(2020, 0, 6, 5, 59));
    expect((await last('1w', instants, friday)).skip).toEqual([]);
    vi.setSystemTime(Date.UTC(2020, 0, 6, 6));
    expect((await last('1w', instants, friday)).skip).toEqual([Date.UTC(2019, 11, 30)]);
  });

  test('includes a trade at the close, which also ends it', async () => {
    vi.setSystemTime(at(21, 0, 5));
    const minutes = await last('1m', [at(20, 58), at(20, 59), at(21)], at(21));
    expect(minutes.skip).toEqual([at(20, 58), at(20, 59)]);
    expect(minutes.replace).toMatchObject(both);
    // The hour that begins at 20:30 ends at the close, half an hour later.
    expect((await last('1h', [at(19, 30), at(20, 30)], at(21))).skip).toEqual([at(19, 30), at(20, 30)]);
  });

  test('is not cut at 23:59 when trading never stops, though Yahoo sends that as the end of the session', async () => {
    vi.setSystemTime(at(23, 59, 30));
    const always = { opens: at(0) / 1_000, closes: at(23, 59) / 1_000 };
    expect((await last('1h', [at(22), at(23)], at(23, 59, 20), always)).skip).toEqual([at(22)]);
    expect((await last('1m', [at(23, 58), at(23, 59, 20)], at(23, 59, 20), always)).replace.time).toBe(at(23, 59));
  });

  test('keeps values that only one of its two rows has', async () => {
    const off: Row = [null, null, null, null, null];
    const instants = [at(16), at(16, 3, 20)];
    const exchange = { ...newYork(at(0)), lastTrade: instants[1]! / 1_000 };
    const options = { liveBar: 'replace' } as const;
    expect(await read('5m', instants, [off, live], exchange, options)).toMatchObject([
      { time: at(16), open: 11, high: 13, low: 10, close: 12.5, volume: 50 },
    ]);
    expect(await read('5m', instants, [good, off], exchange, options)).toMatchObject([{ time: at(16), close: 11 }]);
  });
});

describe.each<[number, new (options: object) => YahooChartClient]>([
  [3, YahooFinance3],
  [4, YahooFinance4],
])('a request with version %d of the client', (_, Client) => {
  const client = new Client({
    suppressNotices: ['yahooSurvey'],
    versionCheck: false,
    logger: { ...console, warn() {} },
  });
  const ask = async (interval: YahooInterval, from: number, to: number) => {
    const asked: URL[] = [];
    const server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://localhost');
      asked.push(url);
      const granularity = url.searchParams.get('interval')!;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(chartAnswer('X', [Date.UTC(2019, 11, 2)], [good], { granularity }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const send: typeof fetch = (input, init) => {
      const { pathname, search } = new URL(String(input));
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
    };
    try {
      const candles = yahooCandles({ symbol: 'X', interval, from, to, client, fetch: send, liveBar: 'replace' });
      return { name: candles.name, candles: await collect(candles), query: Object.fromEntries(asked[0]!.searchParams) };
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  const from = Date.UTC(2019, 11, 2);
  const to = Date.UTC(2019, 11, 9);

  test.each<[YahooInterval, string, boolean, number, number]>([
    ['1m', '1m', true, from, to],
    ['2m', '2m', true, from, to],
    ['5m', '5m', true, from, to],
    ['15m', '15m', true, from, to],
    ['30m', '30m', true, from, to],
    ['90m', '90m', true, from, to],
    ['1h', '60m', true, from, to],
    ['1d', '1d', false, Date.UTC(2019, 11, 1), Date.UTC(2019, 11, 10)],
    // The range starts with the bar before it, in the morning of that bar's first day.
    ['1w', '1wk', false, Date.UTC(2019, 10, 25, 10), Date.UTC(2019, 11, 10)],
    ['1mo', '1mo', false, Date.UTC(2019, 10, 1, 10), Date.UTC(2019, 11, 10)],
    ['3mo', '3mo', false, Date.UTC(2019, 6, 1, 10), Date.UTC(2019, 11, 10)],
  ])('has the range and interval that Yahoo expects for %s', async (interval, name, isRegular, period1, period2) => {
    const asked = await ask(interval, from, to);
    expect(asked.name).toBe(interval === '1d' ? 'X' : `X:${interval}`);
    expect(asked.candles).toEqual([{ time: from, open: 10, high: 12, low: 9, close: 11, adjClose: 11, volume: 300 }]);
    expect(asked.query).toMatchObject({
      interval: name,
      includePrePost: String(!isRegular),
      period1: String(period1 / 1_000),
      period2: String(period2 / 1_000),
    });
  });

  test('has a range of whole seconds', async () => {
    expect((await ask('1m', from - 1, from + 1)).query).toMatchObject({
      period1: String(from / 1_000 - 1),
      period2: String(from / 1_000 + 1),
    });
  });
});
