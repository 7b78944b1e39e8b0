import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { yahooCandles } from '../../src/index.ts';
import type {
  CandleIssue,
  SparseCandle,
  YahooCandlesOptions,
  YahooChart,
  YahooChartClient,
  YahooChartMeta,
} from '../../src/index.ts';
import { collect } from '../scratch-files.ts';
import { warningsOf } from '../warnings.ts';
import { chartAnswer } from './chart-answer.ts';

type Row = Parameters<typeof chartAnswer>[2][number];
const day = (date: number, month = 1): number => Date.UTC(2020, month - 1, date);
const good: Row = [10, 12, 9, 11, 300];
const range = { symbol: 'X', from: day(1), to: Date.UTC(2021, 0, 1) };

/** Returns the candles of a response, through the real client. */
const read = async (
  instants: readonly number[],
  rows: readonly Row[],
  exchange?: Parameters<typeof chartAnswer>[3],
  options: Partial<YahooCandlesOptions> = {},
): Promise<SparseCandle[]> => {
  const body = chartAnswer('X', instants, rows, exchange);
  const fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } });
  return collect(yahooCandles({ ...range, fetch, ...options } as YahooCandlesOptions));
};

describe('yahooCandles, for rows that cannot be candles,', () => {
  const three = [day(1), day(2), day(3)];

  test.each<[string, Row, string, Partial<SparseCandle>]>([
    ['a null low', [10, 12, null, 11, 300], 'low; got null', { low: null }],
    ['a null volume', [10, 12, 9, 11, null], 'volume', { volume: null }],
    [
      'a null close, and so a null adjusted close',
      [10, 12, 9, null, 300],
      'close; got null',
      { close: null, adjClose: null },
    ],
    ['an open of 0', [0, 12, 9, 11, 300], 'open other than 0', { open: null }],
    ['only a close', [0, 0, 0, 11, 300], 'low other than 0', { open: null, high: null, low: null }],
    ['no price but 0', [0, 0, 0, 0, 300], 'close other than 0', { open: null, high: null, low: null, close: null }],
    ['a high below the low', [10, 8, 9, 10, 300], 'high to be at least low', { high: null, low: null }],
    ['a close above the high', [10, 12, 9, 13, 300], 'close to lie between', { close: null }],
    ['a negative volume', [10, 12, 9, 11, -1], 'volume', { volume: null }],
  ])('reads on after %s', async (_, row, reason, nulled) => {
    const issues: CandleIssue[] = [];
    const rows = [good, row, good];
    expect((await read(three, rows, {}, { onIssue: (issue) => issues.push(issue) })).map(({ time }) => time)).toEqual([
      day(1),
      day(3),
    ]);
    expect(issues).toEqual([
      {
        where: 'the row of 2020-01-02 of X',
        row: expect.objectContaining({ time: day(2), open: row[0] }),
        reason: expect.stringContaining(reason),
      },
    ]);
    const sparse = await read(three, rows, {}, { onInvalid: 'null', onIssue: () => undefined });
    expect(sparse).toHaveLength(3);
    expect(sparse[1]).toMatchObject({ time: day(2), ...nulled });
    await expect(read(three, rows, {}, { onInvalid: 'error' })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_CANDLE',
      message: expect.stringContaining('the row of 2020-01-02 of X'),
    });
  });

  test('accepts negative prices, as those of oil in April 2020', async () => {
    const april = [day(17, 4), day(20, 4), day(21, 4)];
    const rows: readonly Row[] = [
      [19.5, 20.5, 17.3, 18.3, 300],
      [17.7, 17.9, -40.3, -37.6, 200],
      [-14, 13.9, -16.7, 10, 100],
    ];
    expect((await read(april, rows, {}, { onInvalid: 'error' })).map(({ low }) => low)).toEqual([17.3, -40.3, -16.7]);
  });

  test('emits one process warning with their number when there is no onIssue', async () => {
    const rows: readonly Row[] = [good, [0, 12, 9, 11, 300], [10, 12, null, 11, 300]];
    expect(await warningsOf(() => read(three, rows))).toEqual([
      expect.stringMatching(
        /^PENSTOCK_BAD_CANDLE: 2 of 3 rows of X .* were left out. The first is the row of 2020-01-02 of X/,
      ),
    ]);
    expect(await warningsOf(() => read(three, rows, {}, { onIssue: () => undefined }))).toEqual([]);
  });

  test('does not report days whose values are all null, whatever onInvalid is', async () => {
    const rows: readonly Row[] = [good, [null, null, null, null, null], good];
    for (const onInvalid of ['skip', 'error'] as const) {
      expect(
        (await read(three, rows, {}, { onInvalid, onIssue: () => expect.unreachable() })).map(({ time }) => time),
      ).toEqual([day(1), day(3)]);
    }
    const kept = await read(three, rows, {}, { onInvalid: 'null', onIssue: () => expect.unreachable() });
    expect(kept[1]).toEqual({
      time: day(2),
      open: null,
      high: null,
      low: null,
      close: null,
      adjClose: null,
      volume: null,
    });
  });

  test('reports a second row of a day within the history and leaves it out', async () => {
    const issues: string[] = [];
    const later: Row = [10, 12, 9, 11.5, 400];
    expect(
      (
        await read([day(1), day(1), day(2)], [good, later, good], {}, { onIssue: ({ reason }) => issues.push(reason) })
      ).map(({ time, close }) => [time, close]),
    ).toEqual([
      [day(1), 11],
      [day(2), 11],
    ]);
    expect(issues).toEqual(['Expected one row for each time; got a second for 2020-01-01T00:00:00.000Z.']);
  });

  test('sorts rows that are out of order', async () => {
    expect(
      (await read([day(3), day(1), day(2)], [good, good, good], {}, { onInvalid: 'error' })).map(({ time }) => time),
    ).toEqual(three);
  });
});

describe('the day of a candle', () => {
  test.each([
    // Opening times of the exchanges: 10:00, 9:30, 9:00 and 8:00 in their own time zones, in winter and in summer.
    [
      'Sydney, ahead of UTC by 11 hours',
      'Australia/Sydney',
      [Date.UTC(2020, 0, 1, 23), Date.UTC(2020, 0, 2, 23)],
      [day(2), day(3)],
    ],
    [
      'Sydney over the end of summer time',
      'Australia/Sydney',
      [Date.UTC(2020, 3, 2, 23), Date.UTC(2020, 3, 6, 0)],
      [day(3, 4), day(6, 4)],
    ],
    ['Auckland', 'Pacific/Auckland', [Date.UTC(2020, 0, 1, 21), Date.UTC(2020, 0, 2, 21)], [day(2), day(3)]],
    ['Tokyo, at midnight UTC', 'Asia/Tokyo', [Date.UTC(2020, 0, 6, 0), Date.UTC(2020, 0, 7, 0)], [day(6), day(7)]],
    ['New York', 'America/New_York', [Date.UTC(2020, 0, 2, 14, 30), Date.UTC(2020, 6, 2, 13, 30)], [day(2), day(2, 7)]],
    [
      'a currency in London, whose summer days begin at 23:00 UTC',
      'Europe/London',
      [Date.UTC(2020, 0, 2), Date.UTC(2020, 6, 1, 23)],
      [day(2), day(2, 7)],
    ],
  ])("is that of the exchange's time zone: %s", async (_, timeZone, instants, days) => {
    expect(
      (
        await read(
          instants,
          instants.map(() => good),
          { timeZone },
        )
      ).map(({ time }) => time),
    ).toEqual(days);
  });

  test('decides whether the candle is in the range', async () => {
    const instants = [Date.UTC(2020, 0, 1, 23), Date.UTC(2020, 0, 2, 23), Date.UTC(2020, 0, 3, 23)];
    const options = { from: day(2), to: day(4) };
    expect(
      (await read(instants, [good, good, good], { timeZone: 'Australia/Sydney' }, options)).map(({ time }) => time),
    ).toEqual([day(2), day(3)]);
  });

  const chart = async (instants: readonly number[], meta?: YahooChartMeta) => {
    const quotes = instants.map((instant) => ({
      date: new Date(instant),
      open: 10,
      high: 12,
      low: 9,
      close: 11,
      volume: 300,
    }));
    const client: YahooChartClient = { chart: async (): Promise<YahooChart> => ({ quotes, ...(meta && { meta }) }) };
    return (await collect(yahooCandles({ ...range, client }))).map(({ time }) => time);
  };

  test("follows today's offset when the time zone is unknown, and UTC when there is no offset either", async () => {
    const instants = [Date.UTC(2020, 0, 1, 23), Date.UTC(2020, 0, 2, 23)];
    expect(await chart(instants, { gmtoffset: 39_600 })).toEqual([day(2), day(3)]);
    expect(await chart(instants, { exchangeTimezoneName: 'Mars/Olympus', gmtoffset: 39_600 })).toEqual([
      day(2),
      day(3),
    ]);
    expect(await chart(instants)).toEqual([day(1), day(2)]);
  });
});

describe('the live bar', () => {
  // New York trades from 14:30 to 21:00 UTC in winter.
  const [opens, closes] = [Date.UTC(2020, 0, 3, 14, 30), Date.UTC(2020, 0, 3, 21)];
  const before = Date.UTC(2020, 0, 2, 14, 30);
  const live: Row = [10, 13, 9, 12.5, 400];
  const read3 = async (
    instants: readonly number[],
    rows: readonly Row[],
    lastTrade: number,
    liveBar?: 'skip' | 'replace',
  ) =>
    (
      await read(
        instants,
        rows,
        {
          timeZone: 'America/New_York',
          gmtoffset: -18_000,
          lastTrade: lastTrade / 1_000,
          opens: opens / 1_000,
          closes: closes / 1_000,
        },
        { onInvalid: 'error', ...(liveBar && { liveBar }) },
      )
    ).map(({ time, close }) => [time, close]);
  const now = Date.UTC(2020, 0, 3, 18);

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now }));
  afterEach(() => void vi.useRealTimers());

  test("is left out beside the day's regular row, or replaces it", async () => {
    const instants = [before, opens, now];
    expect(await read3(instants, [good, good, live], now)).toEqual([
      [day(2), 11],
      [day(3), 11],
    ]);
    expect(await read3(instants, [good, good, live], now, 'replace')).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
  });

  test('is left out when it is the only row of the day, or is the candle of the day', async () => {
    expect(await read3([before, now], [good, live], now)).toEqual([[day(2), 11]]);
    expect(await read3([before, now], [good, live], now, 'replace')).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
  });

  test.each([closes, closes + 1_000])('is the candle of the day after the exchange has closed', async (instant) => {
    expect(await read3([before, instant], [good, live], instant)).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
    expect(await read3([before, opens, instant], [good, good, live], instant)).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
  });

  test('is the candle of a day whose last trade was long before the close', async () => {
    // Yahoo may delay prices by half an hour, so trades before the close may still be missing.
    vi.setSystemTime(closes + 30 * 60_000);
    expect(await read3([before, now], [good, live], now)).toEqual([[day(2), 11]]);
    vi.setSystemTime(closes + 60 * 60_000);
    expect(await read3([before, now], [good, live], now)).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
    expect(await read3([before, opens, now], [good, good, live], now)).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
  });

  test('does not exist when the last row has the time of the opening', async () => {
    expect(await read3([before, opens], [good, live], opens)).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
    expect(await read3([before, opens], [good, live], now)).toEqual([
      [day(2), 11],
      [day(3), 12.5],
    ]);
  });

  test('is the second row of a day, even if it does not have the time of the last trade', async () => {
    expect(await read3([before, opens, now], [good, good, live], now + 60_000)).toEqual([
      [day(2), 11],
      [day(3), 11],
    ]);
  });

  test("can only be 'skip' or 'replace'", () => {
    expect(() => yahooCandles({ ...range, liveBar: 'keep' as 'skip' })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
