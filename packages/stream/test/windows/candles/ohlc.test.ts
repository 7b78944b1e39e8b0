import { describe, expect, test } from 'vitest';
import { count, deliver, hopping, ohlc, run, settle, tapValue, tumbling } from '../../../src/index.ts';
import type { Candle, EmptyCandle, Interval, TradeCandle } from '../../../src/index.ts';
import { feed, tick } from '../feed.ts';
import type { Step, Tick } from '../feed.ts';

const price = ({ price: at }: Tick) => at;
const volume = ({ size }: Tick) => size;

const candlesOf = async <C extends TradeCandle | EmptyCandle>(
  ticks: readonly Tick[],
  operator: Parameters<typeof run<Tick, C>>[1],
) => {
  const candles: C[] = [];
  const counts = await run(
    feed(
      ticks.map((one): Step => [0, one]),
      { onReject: 'skip' },
    ),
    operator as never,
    tapValue((candle: C) => void candles.push(candle)),
    settle(),
  );
  return { candles, counts };
};

describe('gaps', () => {
  const ticks = [tick(1, 'k', 5), tick(31, 'k', 6), tick(32, 'k', 4)];
  const ends = [
    { time: 0, open: 5, high: 5, low: 5, close: 5, volume: 1, trades: 1 },
    { time: 30, open: 6, high: 6, low: 4, close: 4, volume: 2, trades: 2 },
  ];

  test('are not filled by default', async () => {
    expect((await candlesOf(ticks, ohlc({ interval: 10, price, volume }))).candles).toEqual(ends);
  });
  test('are filled with the last close', async () => {
    const flat = { open: 5, high: 5, low: 5, close: 5, volume: 0, trades: 0 };
    expect((await candlesOf(ticks, ohlc({ interval: 10, gaps: 'carry', price, volume }))).candles).toEqual([
      ends[0],
      { time: 10, ...flat },
      { time: 20, ...flat },
      ends[1],
    ]);
  });
  test('are filled with empty candles', async () => {
    const empty = { open: null, high: null, low: null, close: null, volume: 0, trades: 0 };
    expect((await candlesOf(ticks, ohlc({ interval: 10, gaps: 'null', price, volume }))).candles).toEqual([
      ends[0],
      { time: 10, ...empty },
      { time: 20, ...empty },
      ends[1],
    ]);
  });
  test('are not filled when they are longer than maxGap', async () => {
    expect((await candlesOf(ticks, ohlc({ interval: 10, gaps: 'carry', maxGap: 1, price, volume }))).candles).toEqual(
      ends,
    );
  });
  test('are filled separately for each key', async () => {
    const { candles } = await candlesOf(
      [tick(1, 'a'), tick(11, 'b'), tick(21, 'a')],
      ohlc({ interval: 10, gaps: 'carry', price }),
    );
    expect(candles.map(({ time }) => time)).toEqual([0, 10, 10, 20]);
  });
});

describe('open and close', () => {
  const openAndClose = async (ticks: readonly Tick[], order?: (value: Tick) => number) => {
    const { candles } = await candlesOf(ticks, ohlc({ interval: 10, lateness: 10, price, ...(order && { order }) }));
    return candles.map(({ open, close }) => [open, close]);
  };
  test('are chosen by event time, for any order of arrival', async () => {
    expect(await openAndClose([tick(5, 'k', 5), tick(9, 'k', 9), tick(1, 'k', 1), tick(7, 'k', 7)])).toEqual([[1, 9]]);
  });
  test('are chosen by position at equal times', async () => {
    expect(await openAndClose([tick(5, 'k', 1), tick(5, 'k', 2), tick(5, 'k', 3)])).toEqual([[1, 3]]);
  });
  test('are chosen by `order` at equal times', async () => {
    expect(
      await openAndClose([tick(5, 'k', 1, 30), tick(5, 'k', 2, 10), tick(5, 'k', 3, 20)], ({ size }) => size),
    ).toEqual([[2, 1]]);
  });
});

test.each([NaN, Infinity, '5' as never, null as never])(
  'a price of %s rejects its tick and leaves the candle unchanged',
  async (bad) => {
    const { candles, counts } = await candlesOf(
      [tick(1, 'k', 5), tick(2, 'k', bad), tick(3, 'k', 6)],
      ohlc({ interval: 10, price, volume }),
    );
    expect(candles).toEqual([{ time: 0, open: 5, high: 6, low: 5, close: 6, volume: 2, trades: 2 }]);
    expect(counts.rejected).toBe(1);
  },
);

test('an invalid volume also leaves the candle unchanged', async () => {
  const { candles } = await candlesOf([tick(1, 'k', 5), tick(2, 'k', 9, NaN)], ohlc({ interval: 10, price, volume }));
  expect(candles).toEqual([{ time: 0, open: 5, high: 5, low: 5, close: 5, volume: 1, trades: 1 }]);
});

test('days of a time zone follow its clock, and have 23 hours when clocks change', async () => {
  // 2024-03-10 in New York lasts from 05:00Z to 04:00Z of the next day.
  const times = ['2024-03-10T04:59:59Z', '2024-03-10T05:00:00Z', '2024-03-11T03:59:59Z', '2024-03-11T04:00:00Z'].map(
    (time) => Date.parse(time),
  );
  const { candles } = await candlesOf(
    times.map((time, n) => tick(time, 'k', n)),
    ohlc({ interval: '1d', timeZone: 'America/New_York', price }),
  );
  expect(candles.map(({ time, open, close }) => [new Date(time).toISOString(), open, close])).toEqual([
    ['2024-03-09T05:00:00.000Z', 0, 0],
    ['2024-03-10T05:00:00.000Z', 1, 2],
    ['2024-03-11T04:00:00.000Z', 3, 3],
  ]);
});

test('candles without a number of trades give candles without one', async () => {
  const days: Candle[] = [1, 2, 3].map((day) => ({
    time: Date.UTC(2024, 0, day),
    open: day,
    high: day + 2,
    low: day - 1,
    close: day + 1,
    volume: 10,
  }));
  const months: TradeCandle[] = [];
  await run(
    deliver(days, { time: ({ time }) => time }),
    ohlc({ interval: '1mo' }),
    tapValue((candle) => void months.push(candle)),
    settle(),
  );
  expect(months).toEqual([
    { time: Date.UTC(2024, 0, 1), open: 1, high: 5, low: 0, close: 4, volume: 30, trades: null },
  ]);
});

describe('adjClose', () => {
  const candle = (time: number, close: number, adjClose?: number | null): Candle => ({
    time,
    open: close,
    high: close,
    low: close,
    close,
    volume: 1,
    ...(adjClose !== undefined && { adjClose: adjClose as number }),
  });
  const adjusted = async (candles: readonly Candle[], options: { gaps?: 'carry' } = {}) => {
    const results: unknown[] = [];
    const { rejected } = await run(
      deliver(candles, { time: ({ time }) => time, onReject: 'skip' }),
      ohlc({ interval: 10, lateness: 100, ...options }),
      tapValue(({ close, adjClose }) => void results.push([close, adjClose])),
      settle(),
    );
    return { results, rejected };
  };
  test('is that of the candle that gives the close, for any order of arrival', async () => {
    expect((await adjusted([candle(7, 3, 2.5), candle(1, 1, 0.5), candle(4, 2, 1.5)])).results).toEqual([[3, 2.5]]);
  });
  test.each([undefined, null])(
    'is missing when the last candle has %s, since an older one would not match its close',
    async (missing) => {
      const { results } = await adjusted([candle(1, 1, 0.5), candle(4, 2, missing)]);
      expect(results).toEqual([[2, undefined]]);
      expect((await adjusted([candle(1, 1, missing), candle(4, 2, 1.5)])).results).toEqual([[2, 1.5]]);
    },
  );
  test('is carried over a gap', async () => {
    expect((await adjusted([candle(1, 1, 0.5), candle(21, 2, 1.5)], { gaps: 'carry' })).results).toEqual([
      [1, 0.5],
      [1, 0.5],
      [2, 1.5],
    ]);
  });
  test('rejects its candle when it is not a finite number', async () => {
    expect(await adjusted([candle(1, 1, 0.5), candle(4, 2, NaN)])).toEqual({ results: [[1, 0.5]], rejected: 1 });
  });
});

describe('candles of a time zone', () => {
  const idsOf = async (
    timeZone: string,
    interval: Interval,
    from: string,
    to: string,
    gaps: 'carry' | 'null',
    maxGap = 10,
  ) => {
    const ids: string[] = [];
    const starts: string[] = [];
    const ticks = [tick(Date.parse(from), 'k'), tick(Date.parse(to), 'k')];
    await run(
      feed(ticks.map((one): Step => [0, one])),
      ohlc({ interval, timeZone, gaps: gaps as 'carry', maxGap, price }),
      tapValue(({ time }: TradeCandle, { id }) => void (ids.push(id), starts.push(new Date(time).toISOString()))),
      settle(),
    );
    expect(new Set(ids).size).toBe(ids.length);
    return starts;
  };

  // Dates from the IANA time-zone database.
  test.each<[string, Interval, string, string, string[]]>([
    // 2011-12-30 is skipped.
    [
      'Pacific/Apia',
      '1d',
      '2011-12-28T12:00Z',
      '2012-01-01T12:00Z',
      ['2011-12-28T10:00', '2011-12-29T10:00', '2011-12-30T10:00', '2011-12-31T10:00', '2012-01-01T10:00'],
    ],
    // 1993-08-21 is skipped.
    [
      'Pacific/Kwajalein',
      '1d',
      '1993-08-20T00:00Z',
      '1993-08-22T13:00Z',
      ['1993-08-19T12:00', '1993-08-20T12:00', '1993-08-21T12:00', '1993-08-22T12:00'],
    ],
    // Clocks were set back by a day on 1867-10-19, so this day lasts for two.
    [
      'America/Juneau',
      '1d',
      '1867-10-17T12:00Z',
      '1867-10-20T12:00Z',
      ['1867-10-17T08:57:41', '1867-10-18T08:57:41', '1867-10-20T08:57:41'],
    ],
    // The clock shows the hour from midnight twice.
    [
      'America/Havana',
      '1h',
      '2024-11-03T03:00Z',
      '2024-11-03T06:30Z',
      ['2024-11-03T03:00', '2024-11-03T04:00', '2024-11-03T05:00', '2024-11-03T06:00'],
    ],
    // Clocks are set back from midnight to 23:00.
    [
      'Asia/Beirut',
      '1d',
      '2024-10-25T22:00Z',
      '2024-10-27T23:00Z',
      ['2024-10-25T21:00', '2024-10-26T22:00', '2024-10-27T22:00'],
    ],
    // 02:00 is skipped.
    [
      'America/New_York',
      '1h',
      '2024-03-10T06:00Z',
      '2024-03-10T09:00Z',
      ['2024-03-10T06:00', '2024-03-10T07:00', '2024-03-10T08:00', '2024-03-10T09:00'],
    ],
  ])('%s has each %s once, and each carried candle its own id', async (timeZone, interval, from, to, starts) => {
    const expected = starts.map((start) => new Date(`${start}Z`).toISOString());
    expect(await idsOf(timeZone, interval, from, to, 'carry')).toEqual(expected);
    expect(await idsOf(timeZone, interval, from, to, 'null')).toEqual(expected);
  });

  test('a skipped day does not count towards maxGap', async () => {
    expect(await idsOf('Pacific/Apia', '1d', '2011-12-29T12:00Z', '2012-01-01T12:00Z', 'carry', 2)).toHaveLength(4);
    expect(await idsOf('Pacific/Apia', '1d', '2011-12-29T12:00Z', '2012-01-01T12:00Z', 'carry', 1)).toHaveLength(2);
  });

  test('overlapping windows do not begin on a skipped day', async () => {
    const spans: string[] = [];
    const ids: string[] = [];
    const operator = hopping({ interval: '3d', every: '1d', timeZone: 'Pacific/Apia', aggregate: count() });
    await run(
      feed([[0, tick(Date.parse('2011-12-31T12:00Z'))]]),
      operator,
      tapValue(
        ({ start, end }, { id }) =>
          void (ids.push(id), spans.push(`${new Date(start).toISOString()} ${(end - start) / 3_600_000}`)),
      ),
      settle(),
    );
    // 2012-01-01 begins at 12-31T10:00Z. A window from the 30th would begin at the same instant as the one from the
    // 31st.
    expect(spans).toEqual(['2011-12-30T10:00:00.000Z 72', '2011-12-31T10:00:00.000Z 72']);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('bars begin at the origin', async () => {
  const times = ['2024-03-08T14:29Z', '2024-03-08T14:30Z', '2024-03-11T13:29Z', '2024-03-11T13:30Z'].map((time) =>
    Date.parse(time),
  );
  const { candles } = await candlesOf(
    times.map((time) => tick(time)),
    ohlc({ interval: '1h', timeZone: 'America/New_York', origin: '09:30', price }),
  );
  expect(candles.map(({ time }) => new Date(time).toISOString())).toEqual([
    '2024-03-08T13:30:00.000Z',
    '2024-03-08T14:30:00.000Z',
    '2024-03-11T12:30:00.000Z',
    '2024-03-11T13:30:00.000Z',
  ]);
  expect(() => tumbling({ interval: '1h', origin: '9:30' as '09:30', aggregate: count() })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
  );
});

test('refuses options out of their range', () => {
  const bad = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' });
  expect(() => ohlc({ interval: 10, price, gaps: 'fill' as 'carry' })).toThrow(bad);
  expect(() => ohlc({ interval: 10, price, maxGap: 0 })).toThrow(bad);
  expect(() => ohlc({ interval: 10, price, maxOpen: 0 })).toThrow(bad);
  expect(() => ohlc({ interval: 10, price, onFull: 'error' as 'reject' })).toThrow(bad);
  expect(() => ohlc({ interval: 10, price, lateness: -1 })).toThrow(bad);
  expect(() => ohlc({ interval: 10, price, updateEvery: 0 })).toThrow(bad);
});
