import { getLogReturns, getReturns, VWAP } from 'trading-signals';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indicator, LogReturns, Returns, RollingVolatility, Vwap, ZScore } from '../../src/index.ts';
import type { Indicator, VwapInput, VwapOptions } from '../../src/index.ts';
import { throughCuts, through } from '../operators/run-flow.ts';

const results = <Input>(one: Indicator<Input, number>, inputs: readonly Input[]) =>
  inputs.map((input) => one.add(input));

// Hull, Options, Futures, and Other Derivatives, table "Computation of volatility": 21 daily closes.
const hull = [
  20, 20.1, 19.9, 20, 20.5, 20.25, 20.9, 20.9, 20.9, 20.75, 20.75, 21, 21.1, 20.9, 20.9, 21.25, 21.4, 21.4, 21.25,
  21.75, 22,
];
const hour = 3_600_000;
const candles = hull.map((close, n) => ({
  time: n * 5 * hour,
  open: close,
  high: close + 0.3,
  low: close - 0.1,
  close,
  volume: 10 + ((n * n) % 7),
}));

describe('returns', () => {
  // trading-signals gives simple returns in percent.
  test('are those of trading-signals 8.3.0', () => {
    expect(results(new Returns(), hull).slice(1)).toEqual(
      getReturns(hull).map((value) => expect.closeTo(value / 100, 14)),
    );
    expect(results(new LogReturns(), hull).slice(1)).toEqual(
      getLogReturns(hull).map((value) => expect.closeTo(value, 14)),
    );
  });

  test('begin with the second price', () => {
    expect(results(new Returns(), [100, 110, 99])).toEqual([null, expect.closeTo(0.1, 15), expect.closeTo(-0.1, 15)]);
    expect(new LogReturns().add(1)).toBeNull();
  });

  test('refuse a price of 0 and keep their state', () => {
    const one = new Returns();
    one.add(100);
    expect(() => one.add(0)).toThrow(expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }));
    expect(one.add(110)).toBeCloseTo(0.1, 15);
  });
});

describe('RollingVolatility', () => {
  test("gives the result of Hull's example: 0.01216 a day, 19.3 % a year of 252 days", () => {
    expect(results(new RollingVolatility({ window: 20 }), hull).at(-1)).toBeCloseTo(0.01216, 5);
    expect(results(new RollingVolatility({ window: 20, periodsPerYear: 252 }), hull).at(-1)).toBeCloseTo(0.193, 3);
  });

  test('needs one price more than returns', () => {
    const one = new RollingVolatility({ window: 3 });
    expect(results(one, [1, 2, 3]).every((result) => result === null)).toBe(true);
    expect(one.add(4)).not.toBeNull();
    expect(one.getRequiredInputs()).toBe(4);
  });

  test('refuses options out of their range', () => {
    expect(() => new RollingVolatility({ window: 1 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
    expect(() => new RollingVolatility({ window: 5, periodsPerYear: 0 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});

describe('ZScore', () => {
  // Wikipedia, "Standard deviation", basic examples: mean 5, squared deviations 32 in sum, sample variance 32/7.
  test('counts sample standard deviations from the mean', () => {
    expect(results(new ZScore(8), [2, 4, 4, 4, 5, 5, 7, 9]).at(-1)).toBeCloseTo(4 / Math.sqrt(32 / 7), 14);
  });

  test('uses only the last values, and is 0 when they are equal', () => {
    expect(results(new ZScore(4), [1_000, 5, 5, 5, 9]).at(-1)).toBeCloseTo(1.5, 14);
    expect(results(new ZScore(2), [3, 3])).toEqual([null, 0]);
  });

  test('refuses a value that is not a finite number', () => {
    expect(() => new ZScore(2).add(NaN)).toThrow(expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }));
  });
});

describe('Vwap', () => {
  test('gives the result of trading-signals 8.3.0 within a session', () => {
    const day = candles.map((candle, n) => ({ ...candle, time: n * hour }));
    expect(results(new Vwap(), day)).toEqual(
      results(new VWAP(), day).map((value) => (value === null ? expect.anything() : expect.closeTo(value, 12))),
    );
    expect(results(new Vwap(), day)[0]).toBeCloseTo((20.3 + 19.9 + 20) / 3, 12);
  });

  test('starts again with each session', () => {
    const [one] = results(new Vwap(), [candles[5]!]);
    expect(results(new Vwap(), candles.slice(0, 6))[5]).toBe(one);
  });

  const at = (time: string, price: number, volume = 1): VwapInput => ({
    time: Date.parse(time),
    high: price,
    low: price,
    close: price,
    volume,
  });

  // 2024-01-07 was a Sunday.
  test.each<[string, VwapOptions, string, string]>([
    ['weeks from Monday', { session: '1w' }, '2024-01-07T23:59:59Z', '2024-01-08T00:00:00Z'],
    ['days of the time zone', { timeZone: 'America/New_York' }, '2024-01-08T04:59:59Z', '2024-01-08T05:00:00Z'],
    ['months', { session: '1mo' }, '2024-01-31T23:59:59Z', '2024-02-01T00:00:00Z'],
    [
      'days from the origin',
      { timeZone: 'America/New_York', origin: '18:00' },
      '2024-03-10T21:59:59Z',
      '2024-03-10T22:00:00Z',
    ],
    ['days before 1970', {}, '1969-12-30T23:59:59Z', '1969-12-31T00:00:00Z'],
  ])('has sessions of %s', (_what, options, last, first) => {
    const one = new Vwap(options);
    expect(one.add(at(last, 10))).toBe(10);
    expect(one.add(at(first, 20))).toBe(20);
    expect(one.add({ ...at(first, 40), time: Date.parse(first) + 1 })).toBe(30);
  });

  test('gives the same average of a session for any order of its candles', () => {
    const inputs = fc.uniqueArray(
      fc.record({
        hours: fc.integer({ min: -100, max: 100 }),
        price: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        volume: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      }),
      { selector: ({ hours }) => hours, minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(inputs, fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (all, order) => {
        const candlesOf = all.map(({ hours, price, volume }) => ({
          time: hours * hour,
          high: price,
          low: price / 2,
          close: price,
          volume,
        }));
        const finalOf = (given: readonly VwapInput[]) => {
          const one = new Vwap({ timeZone: 'Asia/Kolkata' });
          for (const candle of given) one.add(candle);
          return new Map(
            given.map((candle) => [
              Math.floor((candle.time + 5.5 * hour) / (24 * hour)),
              one.add({ ...candle, volume: 0 }),
            ]),
          );
        };
        const shuffled = candlesOf
          .map((candle, n) => ({ candle, rank: order[n % order.length]! + n / 100 }))
          .toSorted((a, b) => a.rank - b.rank);
        expect(finalOf(shuffled.map(({ candle }) => candle))).toEqual(finalOf(candlesOf));
      }),
      { numRuns: 100 },
    );
  });

  test('keeps the sum of a session when a late candle of an older session comes', () => {
    const one = new Vwap();
    one.add(at('2024-01-01T10:00Z', 10));
    one.add(at('2024-01-02T10:00Z', 100));
    expect(one.add(at('2024-01-01T11:00Z', 20))).toBe(15);
    expect(one.add(at('2024-01-02T11:00Z', 200))).toBe(150);
  });

  test('refuses a candle of a session that is no longer kept, and names maxSessions', () => {
    const one = new Vwap({ maxSessions: 2 });
    for (const day of ['01', '02', '03']) one.add(at(`2024-01-${day}T10:00Z`, 10));
    expect(() => one.add(at('2024-01-01T11:00Z', 20))).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID', message: expect.stringContaining('maxSessions') }),
    );
    expect(one.add(at('2024-01-02T11:00Z', 20))).toBe(15);
    expect(one.add(at('2024-01-03T11:00Z', 20))).toBe(15);
  });

  test.each([457.33, 0.1, 1e15, 1e300, 1e-300, 123_456.789])(
    'of a constant price of %d is exactly that price',
    (price) => {
      const one = new Vwap();
      for (const volume of [0.1, 1 / 3, 7, 1e-3, 99.99])
        expect(one.add({ time: 0, high: price, low: price, close: price, volume })).toBe(price);
    },
  );

  test('refuses a product that is too large for a double, and keeps its state', () => {
    const one = new Vwap();
    one.add(at('2024-01-01T10:00Z', 10));
    expect(() => one.add(at('2024-01-01T11:00Z', 1e300, 1e300))).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }),
    );
    expect(one.add(at('2024-01-01T12:00Z', 20))).toBe(15);
  });

  test.each([
    [457.33, 5e-324],
    [1e-200, 1e-200],
    [-1e-8, 1e-305],
  ])('refuses a price of %d and a volume of %d, whose product loses digits, and keeps its state', (price, volume) => {
    const one = new Vwap();
    one.add(at('2024-01-01T10:00Z', 10));
    expect(() => one.add(at('2024-01-01T11:00Z', price, volume))).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID', message: expect.stringContaining('smaller units') }),
    );
    expect(one.add(at('2024-01-01T12:00Z', 20))).toBe(15);
    expect(one.add(at('2024-01-01T13:00Z', 0, 5e-324))).toBe(15);
  });

  test('refuses stored state with other sessions', () => {
    const { windows, sessions } = new Vwap().snapshot();
    expect(() => new Vwap({ session: '1w' }).restore({ windows, sessions })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_STATE_CORRUPT' }),
    );
    expect(() => new Vwap().restore({ current: 5, money: 1, volume: 1 } as never)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_STATE_CORRUPT' }),
    );
  });

  test.each<VwapOptions>([
    { session: 0 },
    { session: '1x' as '1d' },
    { maxSessions: 0 },
    { timeZone: 'Mars/Base' },
    { origin: '9:30' as '09:30' },
  ])('refuses the options %o', (options) =>
    expect(() => new Vwap(options)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' })),
  );

  test('is null while the volume is 0', () => {
    expect(new Vwap().add({ ...candles[0]!, volume: 0 })).toBeNull();
    expect(() => new Vwap().add({ ...candles[0]!, volume: -1 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }),
    );
  });
});

test.each<readonly [string, () => Indicator<(typeof candles)[number], number>]>([
  ['Returns', () => ofClose(new Returns())],
  ['LogReturns', () => ofClose(new LogReturns())],
  ['RollingVolatility', () => ofClose(new RollingVolatility({ window: 5 }))],
  ['ZScore', () => ofClose(new ZScore(5))],
  ['Vwap', () => new Vwap()],
])('%s gives the same results after restarts', async (_name, create) => {
  const { written } = await through(candles, indicator(create));
  expect(await throughCuts(candles, [1, 2, 6, 7, 15], () => indicator(create))).toEqual(new Map(written));
});

const ofClose = (
  one: Required<Pick<Indicator<number, number>, 'add' | 'snapshot' | 'restore' | 'getRequiredInputs'>>,
): Indicator<(typeof candles)[number], number> => ({
  add: ({ close }) => one.add(close),
  snapshot: () => one.snapshot(),
  restore: (state) => one.restore(state),
});
