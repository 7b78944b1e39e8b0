import type { Candle, Series } from '@penstock/stream';
import { expectTypeOf, test } from 'vitest';
import { seriesOf } from '../../src/index.ts';

test('a field that is not a number, or that is optional, does not compile', () => {
  const candles: Candle[] = [];
  expectTypeOf(seriesOf(candles, 'close')).toEqualTypeOf<Series>();
  // @ts-expect-error: adjClose is optional.
  seriesOf(candles, 'adjClose');
  // @ts-expect-error: there is no such field.
  seriesOf(candles, 'price');
});
