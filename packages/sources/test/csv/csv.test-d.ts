import type { Candle } from '@penstock/stream';
import { expectTypeOf, test } from 'vitest';
import { csv, csvCandles, date, ndjson, number, text, yahooCandles } from '../../src/index.ts';
import type { FileSource, SparseCandle, YahooCandles } from '../../src/index.ts';

const side = (cell: string): 'buy' | 'sell' => (cell === 'buy' ? 'buy' : 'sell');

test('infers a record from its columns', () => {
  const source = csv('x.csv', { columns: { Date: date, Symbol: text, Rate: number, Side: side } });
  expectTypeOf(source).toEqualTypeOf<
    FileSource<{
      readonly Date: number;
      readonly Symbol: string;
      readonly Rate: number;
      readonly Side: 'buy' | 'sell';
    }>
  >();
  expectTypeOf(source.name).toEqualTypeOf<string>();
});

test('does not accept a reader of another type than string', () => {
  // @ts-expect-error the argument of a reader is a cell, which is a string
  csv('x.csv', { columns: { Rate: (cell: number) => cell } });
});

test('infers candles', () => {
  expectTypeOf(csvCandles('x.csv')).toEqualTypeOf<FileSource<Candle>>();
  expectTypeOf(csvCandles('x.csv', { onInvalid: 'error' })).toEqualTypeOf<FileSource<Candle>>();
  expectTypeOf(csvCandles('x.csv', { onInvalid: 'null' })).toEqualTypeOf<FileSource<SparseCandle>>();
  expectTypeOf(csvCandles('x.csv', { onInvalid: 'skip' as 'skip' | 'null' })).toEqualTypeOf<FileSource<SparseCandle>>();
  expectTypeOf(yahooCandles({ symbol: 'x', from: 0, to: 1 })).toEqualTypeOf<YahooCandles>();
  expectTypeOf(yahooCandles({ symbol: 'x', from: 0, to: 1, onInvalid: 'null' })).toEqualTypeOf<
    YahooCandles<SparseCandle>
  >();
});

test('infers a line from its parser', () => {
  expectTypeOf(ndjson('x.ndjson', { parse: (value) => String(value) })).toEqualTypeOf<FileSource<string>>();
});
