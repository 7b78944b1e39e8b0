import { expectTypeOf, test } from 'vitest';
import { count, first, hopping, mean, ohlc, stddev, sum, tumbling } from '../../src/index.ts';
import type { Aggregate, Candle, EmptyCandle, Flow, RecordKey, TradeCandle, WindowResult } from '../../src/index.ts';
import type { Tick } from './feed.ts';

declare const ticks: Flow<Tick>;
declare const candles: Flow<Candle>;
declare const longest: Aggregate<Tick, readonly string[], string>;

test('results have the types of their aggregates', () => {
  expectTypeOf(ticks.pipe(tumbling({ interval: '1m', aggregate: count() }))).toEqualTypeOf<
    Flow<WindowResult<number>>
  >();
  expectTypeOf(ticks.pipe(tumbling({ interval: '1m', aggregate: longest }))).toEqualTypeOf<
    Flow<WindowResult<readonly string[]>>
  >();
  expectTypeOf(
    ticks.pipe(
      tumbling({
        interval: '1m',
        aggregate: { n: count(), key: first(({ key }) => key), spread: stddev(({ price }) => price) },
      }),
    ),
  ).toEqualTypeOf<Flow<WindowResult<{ n: number; key: RecordKey; spread: number | null }>>>();
  expectTypeOf(
    ticks.pipe(hopping({ interval: '1h', every: '5m', aggregate: mean(({ price }) => price) })),
  ).toEqualTypeOf<Flow<WindowResult<number>>>();
});

test('options have the type of the value', () => {
  ticks.pipe(
    tumbling({ interval: '1m', key: ({ key }) => key, time: ({ time }) => time, aggregate: sum(({ size }) => size) }),
  );
  // @ts-expect-error there is no such field
  ticks.pipe(tumbling({ interval: '1m', aggregate: sum(({ volume }) => volume) }));
  // @ts-expect-error not a duration
  tumbling({ interval: '1 minute', aggregate: count() });
});

test('gaps decide whether candles may be empty', () => {
  expectTypeOf(ticks.pipe(ohlc({ interval: '1m', price: ({ price }) => price }))).toEqualTypeOf<Flow<TradeCandle>>();
  expectTypeOf(ticks.pipe(ohlc({ interval: '1m', gaps: 'carry', price: ({ price }) => price }))).toEqualTypeOf<
    Flow<TradeCandle>
  >();
  expectTypeOf(ticks.pipe(ohlc({ interval: '1m', gaps: 'null', price: ({ price }) => price }))).toEqualTypeOf<
    Flow<TradeCandle | EmptyCandle>
  >();
  expectTypeOf(candles.pipe(ohlc({ interval: '1d' }))).toEqualTypeOf<Flow<TradeCandle>>();
  expectTypeOf(candles.pipe(ohlc({ interval: '1d', gaps: 'null' }))).toEqualTypeOf<Flow<TradeCandle | EmptyCandle>>();
  // @ts-expect-error ticks are not candles: they need a price
  ticks.pipe(ohlc({ interval: '1m' }));
});
