import { type } from 'arktype';
import * as v from 'valibot';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { RSI, MACD, EMA, ATR, BollingerBands } from 'trading-signals';
import {
  dedupe,
  groupByKey,
  indicator,
  joinAsOf,
  mapValue,
  rateLimit,
  replay,
  RollingVolatility,
  run,
  scanByKey,
  settle,
  validate,
  Vwap,
} from '../../src/index.ts';
import type { AsOf, Candle, Flow, Indicated } from '../../src/index.ts';

declare const numbers: Flow<number>;
declare const unknowns: Flow<unknown>;

test('scanByKey has the type of its state', () => {
  expectTypeOf(
    numbers.pipe(
      scanByKey((list: readonly number[], n: number) => [...list, n], { seed: () => [] as readonly number[] }),
    ),
  ).toEqualTypeOf<Flow<readonly number[]>>();
  // @ts-expect-error the seed is of another type than the state
  scanByKey((sum: number, n: number) => sum + n, { seed: () => 'none' });
});

test('groupByKey has the type of its pipelines', () => {
  expectTypeOf(
    numbers.pipe(groupByKey((flow: Flow<number>, name) => flow.pipe(mapValue((n) => `${name}${n}`)))),
  ).toEqualTypeOf<Flow<string>>();
});

test('joinAsOf pairs both types, and the other may be undefined', () => {
  const texts = null! as Flow<string>;
  expectTypeOf(numbers.pipe(joinAsOf(texts))).toEqualTypeOf<Flow<AsOf<number, string>>>();
  expectTypeOf(numbers.pipe(joinAsOf([{ at: 1 }], { otherTime: ({ at }) => at }))).toEqualTypeOf<
    Flow<AsOf<number, { at: number }>>
  >();
});

test('rateLimit and replay keep the type', () => {
  expectTypeOf(numbers.pipe(rateLimit({ limit: 1 }))).toEqualTypeOf<Flow<number>>();
  expectTypeOf(numbers.pipe(replay({ speed: 60 }))).toEqualTypeOf<Flow<number>>();
});

test('dedupe keeps the type', () => {
  expectTypeOf(numbers.pipe(dedupe({ by: (n) => String(n) }))).toEqualTypeOf<Flow<number>>();
});

test('validate has the output type of the schema, for any library', () => {
  expectTypeOf(unknowns.pipe(validate(z.object({ price: z.coerce.number() })))).toEqualTypeOf<
    Flow<{ price: number }>
  >();
  expectTypeOf(unknowns.pipe(validate(v.object({ price: v.pipe(v.string(), v.transform(Number)) })))).toEqualTypeOf<
    Flow<{ price: number }>
  >();
  expectTypeOf(unknowns.pipe(validate(type({ price: 'number' })))).toEqualTypeOf<Flow<{ price: number }>>();
  expectTypeOf(numbers.pipe(validate(z.number().transform(String)))).toEqualTypeOf<Flow<string>>();
  void run(numbers, validate(z.string()), settle<string>());
});

test('indicator pairs the value with the result of the indicator, from trading-signals or not', () => {
  const candles = null! as Flow<Candle>;
  expectTypeOf(numbers.pipe(indicator(() => new RSI(14)))).toEqualTypeOf<Flow<Indicated<number, number>>>();
  expectTypeOf(numbers.pipe(indicator(() => new MACD(new EMA(2), new EMA(5), new EMA(9))))).toExtend<
    Flow<Indicated<number, { macd: number }>>
  >();
  expectTypeOf(numbers.pipe(indicator(() => new BollingerBands(20)))).toExtend<
    Flow<Indicated<number, { upper: number }>>
  >();
  expectTypeOf(candles.pipe(indicator(() => new ATR(14)))).toEqualTypeOf<Flow<Indicated<Candle, number>>>();
  expectTypeOf(candles.pipe(indicator(() => new Vwap()))).toEqualTypeOf<Flow<Indicated<Candle, number>>>();
  expectTypeOf(
    candles.pipe(indicator(() => new RollingVolatility({ window: 30 }), { input: ({ close }: Candle) => close })),
  ).toEqualTypeOf<Flow<Indicated<Candle, number>>>();
  // @ts-expect-error an indicator of numbers does not take candles
  candles.pipe(indicator(() => new RSI(14)));
});
