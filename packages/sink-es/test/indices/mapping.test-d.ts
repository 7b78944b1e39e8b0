import type { Client } from '@elastic/elasticsearch';
import type { Candle, Quote } from '@penstock/stream';
import type { Client as Client8 } from 'elasticsearch-8';
import { describe, expectTypeOf, test } from 'vitest';
import { mapping } from '../../src/index.ts';
import type { ElasticsearchClient, IndexMapping } from '../../src/index.ts';

interface Trade {
  readonly symbol: string;
  readonly at: Date;
  readonly sizes: readonly number[];
  readonly note?: string | null;
  readonly taker: { readonly id: string; readonly fee: number };
  readonly isBuy: boolean;
}

describe('mapping', () => {
  test('accepts a field for each property of the record', () => {
    expectTypeOf(
      mapping<Trade>({
        symbol: 'keyword',
        at: 'date',
        sizes: 'double',
        note: { type: 'text', fields: { raw: { type: 'keyword', ignore_above: 256 } } },
        taker: { properties: { id: 'keyword', fee: 'double' } },
        isBuy: 'boolean',
      }),
    ).toEqualTypeOf<IndexMapping>();
    mapping<Candle>({
      time: 'date',
      open: 'double',
      high: 'double',
      low: 'double',
      close: 'double',
      adjClose: 'double',
      volume: 'double',
    });
  });

  test('refuses a type that cannot hold the property', () => {
    // @ts-expect-error A keyword cannot hold a number.
    mapping<{ close: number }>({ close: 'keyword' });
    // @ts-expect-error A double cannot hold text.
    mapping<{ symbol: string }>({ symbol: { type: 'double' } });
    // @ts-expect-error The type of the array's elements decides.
    mapping<{ sizes: number[] }>({ sizes: 'boolean' });
  });

  test('refuses a missing and an unknown property', () => {
    // @ts-expect-error Volume and the other prices are missing.
    mapping<Candle>({ time: 'date' });
    // @ts-expect-error The record has no property closing.
    mapping<{ close: number }>({ close: 'double', closing: 'double' });
    // @ts-expect-error The mapping of the nested object lacks fee.
    mapping<Pick<Trade, 'taker'>>({ taker: { properties: { id: 'keyword' } } });
    mapping<Pick<Quote, 'ohlcvLastHour'>>({
      ohlcvLastHour: {
        properties: { open: 'double', high: 'double', low: 'double', close: 'double', volume: 'double' },
      },
    });
  });
});

describe('ElasticsearchClient', () => {
  test('accepts the clients of versions 8 and 9', () => {
    expectTypeOf<Client>().toExtend<ElasticsearchClient>();
    expectTypeOf<Client8>().toExtend<ElasticsearchClient>();
  });
});
