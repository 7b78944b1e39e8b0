import { getLogReturns, getReturns, VWAP } from 'trading-signals';
import { describe, expect, test } from 'vitest';
import { indicator, type Indicator, LogReturns, Returns, RollingVolatility, Vwap, ZScore } from '../../src/index.ts';
import { throughCuts, through } from '../operators/run-flow.ts';

const results = <Input>(one: Indicator<Input, number>, inputs: readonly Input[]) => inputs.map((input) => one.add(input));

// Hull, Options, Futures, and Other Derivatives, table "Computation of volatility": 21 daily closes.
const hull = [20, 20.1, 19.9, 20, 20.5, 20.25, 20.9, 20.9, 20.9, 20.75, 20.75, 21, 21.1, 20.9, 20.9, 21.25, 21.4, 21.4, 21.25, 21.75, 22];
const hour = 3_600_000;
const candles = hull.map((close, n) => ({ time: n * 5 * hour, open: close, high: close + 0.3, low: close - 0.1, close, volume: 10 + ((n * n) % 7) }));

describe('returns', () => {
  // Which gives simple returns in percent.
  test('are those of trading-signals 8.3.0', () => {
    expect(results(new Returns(), hull).slice(1)).toEqual(getReturns(hull).map((value) => expect.closeTo(value / 100, 14)));
    expect(results(new LogReturns(), hull).slice(1)).toEqual(getLogReturns(hull).map((value) => expect.closeTo(value, 14)));
  });

  test('begin with the second price', () => {
    expect(results(new Returns(), [100, 110, 99])).toEqual([null, expect.closeTo(0.1, 15), expect.closeTo(-0.1, 15)]);
    expect(new LogReturns().add(1)).toBeNull();
  });

  test('refuse a price of 0 and stay as they were', () => {
    const one = new Returns();
    one.add(100);
    expect(() => one.add(0)).toThrow(expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }));
    expect(one.add(110)).toBeCloseTo(0.1, 15);
  });
});

describe('RollingVolatility', () => {
  test("is that of Hull's example: 0.01216 a day, 19.3 % a year of 252", () => {
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
    expect(() => new RollingVolatility({ window: 1 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    expect(() => new RollingVolatility({ window: 5, periodsPerYear: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});

describe('ZScore', () => {
  // Wikipedia, "Standard deviation", basic examples: mean 5, squared deviations 32 in sum, sample variance 32/7.
  test('counts sample standard deviations from the mean', () => {
    expect(results(new ZScore(8), [2, 4, 4, 4, 5, 5, 7, 9]).at(-1)).toBeCloseTo(4 / Math.sqrt(32 / 7), 14);
  });

  test('looks at the last values only, and is 0 where they are all the same', () => {
    expect(results(new ZScore(4), [1_000, 5, 5, 5, 9]).at(-1)).toBeCloseTo(1.5, 14);
    expect(results(new ZScore(2), [3, 3])).toEqual([null, 0]);
  });

  test('refuses what is not a finite number', () => {
    expect(() => new ZScore(2).add(NaN)).toThrow(expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }));
  });
});

describe('Vwap', () => {
  test('is that of trading-signals 8.3.0 within a session', () => {
    const day = candles.map((candle, n) => ({ ...candle, time: n * hour }));
    expect(results(new Vwap(), day)).toEqual(results(new VWAP(), day).map((value) => (value === null ? expect.anything() : expect.closeTo(value, 12))));
    expect(results(new Vwap(), day)[0]).toBeCloseTo((20.3 + 19.9 + 20) / 3, 12);
  });

  test('begins anew with each session', () => {
    const [one] = results(new Vwap(), [candles[5]!]);
    expect(results(new Vwap(), candles.slice(0, 6))[5]).toBe(one);
  });

  test('is null while nothing was traded', () => {
    expect(new Vwap().add({ ...candles[0]!, volume: 0 })).toBeNull();
    expect(() => new Vwap().add({ ...candles[0]!, volume: -1 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }));
  });
});

test.each<readonly [string, () => Indicator<(typeof candles)[number], number>]>([
  ['Returns', () => ofClose(new Returns())],
  ['LogReturns', () => ofClose(new LogReturns())],
  ['RollingVolatility', () => ofClose(new RollingVolatility({ window: 5 }))],
  ['ZScore', () => ofClose(new ZScore(5))],
  ['Vwap', () => new Vwap()],
])('%s goes on after restarts with the same results', async (_name, create) => {
  const { written } = await through(candles, indicator(create));
  expect(await throughCuts(candles, [1, 2, 6, 7, 15], () => indicator(create))).toEqual(new Map(written));
});

const ofClose = (one: Required<Pick<Indicator<number, number>, 'add' | 'snapshot' | 'restore' | 'getRequiredInputs'>>): Indicator<(typeof candles)[number], number> => ({
  add: ({ close }) => one.add(close),
  snapshot: () => one.snapshot(),
  restore: (state) => one.restore(state),
});
