import { BollingerBands, EMA, OBV, RSI, SMA } from 'trading-signals';
import { describe, expect, test } from 'vitest';
import { deliver, indicator, run, settle } from '../../src/index.ts';
import type { FlowOperator, Indicated, Indicator } from '../../src/index.ts';
import { codeOf, through, throughCuts } from './run-flow.ts';

/** A reproducible random walk: a linear congruential generator (Numerical Recipes). */
const prices = (length: number): number[] => {
  let seed = 7;
  let price = 100;
  return Array.from({ length }, () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return (price *= 1 + (seed / 4_294_967_296 - 0.5) / 20);
  });
};

const directly = <Result>(one: Indicator<number, Result>, input: readonly number[]) =>
  input.map((price) => {
    const result = one.add(price);
    return one.isStable === false ? null : result;
  });

const cuts = [1, 19, 20, 21, 40, 41, 77, 230, 231, 600];

describe('an indicator of trading-signals', () => {
  const input = prices(900);

  test.each<readonly [string, () => Indicator<number, unknown>, number]>([
    ['SMA(20)', () => new SMA(20), 20],
    ['BollingerBands(20)', () => new BollingerBands(20), 20],
  ])(
    'over a window, %s, gives the same results with its window as history, with and without restarts',
    async (_name, create, history) => {
      const operator = () => indicator(create, { history });
      const { written, values } = await through(input, operator());
      expect(values.map(({ result }) => result)).toEqual(directly(create(), input));
      expect(await throughCuts(input, cuts, operator)).toEqual(new Map(written));
    },
  );

  test.each<readonly [string, () => Indicator<number, number>]>([
    ['EMA(9)', () => new EMA(9)],
    ['RSI(14)', () => new RSI(14)],
  ])(
    'with exponential smoothing, %s, gives the results of all inputs within the precision of a double',
    async (_name, create) => {
      const long = prices(2_500);
      const { values } = await through(long, indicator(create));
      const expected = directly(create(), long);
      expect(values.filter(({ result }) => result !== null).length).toBeGreaterThan(2_400);
      values.forEach(({ result }, n) => {
        if (expected[n] === null) expect(result).toBeNull();
        else expect(Math.abs(result! - expected[n]!) / Math.abs(expected[n]!)).toBeLessThan(1e-12);
      });
    },
  );

  test.each<readonly [string, () => Indicator<number, number>, number]>([
    ['EMA(9)', () => new EMA(9), 30],
    ['RSI(14)', () => new RSI(14), 50],
  ])(
    'with exponential smoothing, %s, gives the same results bit for bit after restarts, also with a short history',
    async (_name, create, history) => {
      const operator = () => indicator(create, { history });
      const { written } = await through(input, operator());
      expect(await throughCuts(input, cuts, operator)).toEqual(new Map(written));
    },
  );

  test('with a cumulative sum keeps all inputs with an infinite history', async () => {
    const candles = input
      .slice(0, 300)
      .map((close, n) => ({ open: close, high: close, low: close, close, volume: n % 13 }));
    const operator = () => indicator(() => new OBV(14), { history: Infinity });
    const whole = new OBV(14);
    const { written, values } = await through(candles, operator());
    expect(values.map(({ result }) => result)).toEqual(candles.map((candle) => whole.add(candle)));
    expect(await throughCuts(candles, [5, 100, 101], operator)).toEqual(new Map(written));
  });

  test('is separate for each key', async () => {
    const rows = input.slice(0, 40).flatMap((price, n) => [
      { symbol: 'a', price },
      { symbol: 'b', price: n },
    ]);
    const operator: FlowOperator<(typeof rows)[number], Indicated<(typeof rows)[number], number>> = indicator(
      () => new SMA(5),
      { input: ({ price }: (typeof rows)[number]) => price, key: ({ symbol }) => symbol },
    );
    const { values } = await through(rows, operator);
    expect(values.filter(({ value }) => value.symbol === 'b').map(({ result }) => result)).toEqual(
      directly(
        new SMA(5),
        Array.from({ length: 40 }, (_, n) => n),
      ),
    );
  });
});

describe('indicator', () => {
  test('stores only the inputs since the last barrier, for an indicator without a snapshot', async () => {
    const saved: number[] = [];
    const size = (snapshot: unknown) =>
      JSON.stringify(snapshot, (_key, value: unknown) =>
        value instanceof Map ? [...(value as Map<string, unknown>)] : value,
      ).length;
    const stateStore = {
      load: async () => undefined,
      save: async (_position: unknown, snapshots: ReadonlyMap<string, unknown>) =>
        void saved.push(size([...snapshots.values()])),
      prune: async () => undefined,
    };
    // A hundred keys: a whole snapshot is taken at the first barrier, and after as many changes as there are keys.
    async function* ticks() {
      for (let n = 0; n < 100; n += 1) for (let round = 0; round < 50; round += 1) yield { key: `k${n}`, price: round };
      for (let round = 0; round < 3; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 15));
        yield { key: 'k1', price: round };
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await run(
      deliver(ticks(), { key: ({ key }) => key, stateStore, commit: async () => {}, commitEvery: 5 }),
      indicator(() => new SMA(5), { input: ({ price }: { key: string; price: number }) => price }),
      settle(),
    );
    expect(saved.some((length) => length > 10_000)).toBe(true);
    expect(saved.at(-1)!).toBeLessThan(200);
  });

  test('leaves out an input for which the indicator threw', async () => {
    let made = 0;
    const create = (): Indicator<number, number> => {
      let sum = 0;
      made += 1;
      return {
        add(input) {
          sum += input;
          if (input === 3) throw new Error('three');
          return sum;
        },
        getRequiredInputs: () => 100,
      };
    };
    const { values } = await through([1, 2, 3, 4], indicator(create), { onReject: 'skip' });
    expect(values.map(({ result }) => result)).toEqual([1, 3, 7]);
    expect(made).toBe(3);
  });

  test('refuses an indicator without history and without getRequiredInputs', () => {
    expect(() => indicator(() => ({ add: (input: number) => input }))).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
    expect(() => indicator(() => new SMA(5), { history: 0 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('fails the flow when two indicators have the same name', async () => {
    const one = () => indicator(() => new SMA(5), { input: ({ value }: Indicated<number, number>) => value });
    expect(
      await codeOf(
        through([1], (flow) =>
          flow.pipe(
            indicator(() => new SMA(5)),
            one(),
          ),
        ),
      ),
    ).toBe('PENSTOCK_STATE_NAME_TAKEN');
  });
});
