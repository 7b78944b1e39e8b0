import type { Candle } from '@penstock/stream';
import { expect, test } from 'vitest';
import { seriesOf } from '../../src/index.ts';

const day = 86_400_000;
const candle = (at: number, close: number): Candle => ({
  time: at * day,
  open: close,
  high: close + 2,
  low: close - 2,
  close,
  volume: 10 * at,
});
const candles = [candle(1, 457.33), candle(2, 424.44), candle(4, 394.8)];

test('takes the named field as values, and the times of the rows', () => {
  expect(seriesOf(candles, 'close')).toEqual({
    times: Float64Array.of(day, 2 * day, 4 * day),
    values: Float64Array.of(457.33, 424.44, 394.8),
  });
});

test('takes the results of a function as values', () => {
  expect(seriesOf(candles, ({ high, low }) => high - low).values).toEqual(Float64Array.of(4, 4, 4));
});

test('makes an empty series from an empty list', () => {
  expect(seriesOf<Candle>([], 'volume')).toEqual({ times: new Float64Array(), values: new Float64Array() });
});

test('copies the rows, so later changes to them do not affect the series', () => {
  const rows = [{ time: 1, value: 2 }];
  const series = seriesOf(rows, 'value');
  rows[0]!.value = 3;
  expect(series.values[0]).toBe(2);
});

test('refuses a value that is not a finite number, and names its row', () => {
  const rows = [...candles, candle(5, Number.NaN)];
  expect(() => seriesOf(rows, 'close')).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_SERIES_INVALID',
      message: expect.stringContaining('got NaN at index 3'),
    }),
  );
});

test.each([
  ['value', [{ time: 1, volume: null as unknown as number }]],
  ['time', [{ time: null as unknown as number, volume: 1 }]],
])('refuses null as a %s instead of reading it as 0', (_, rows) => {
  expect(() => seriesOf(rows, 'volume')).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' }));
});

test('refuses rows whose times do not increase', () => {
  expect(() => seriesOf(candles.toReversed(), 'close')).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID', message: expect.stringContaining('index 1') }),
  );
});

test('refuses a second argument that is neither a name nor a function', () => {
  expect(() => seriesOf(candles, undefined as never)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
});
