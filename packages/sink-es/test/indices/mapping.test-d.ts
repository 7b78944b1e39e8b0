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
  test('takes a field for each property of the record', () => {
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
    // @ts-expect-error a number is no keyword
    mapping<{ close: number }>({ close: 'keyword' });
    // @ts-expect-error a text is no double
    mapping<{ symbol: string }>({ symbol: { type: 'double' } });
    // @ts-expect-error the element of an array counts
    mapping<{ sizes: number[] }>({ sizes: 'boolean' });
  });

  test('refuses a forgotten and an unknown property', () => {
    // @ts-expect-error volume and the others are forgotten
    mapping<Candle>({ time: 'date' });
    // @ts-expect-error there is no closing
    mapping<{ close: number }>({ close: 'double', closing: 'double' });
    // @ts-expect-error the nested object lacks fee
    mapping<Pick<Trade, 'taker'>>({ taker: { properties: { id: 'keyword' } } });
    mapping<Pick<Quote, 'ohlcvLastHour'>>({
      ohlcvLastHour: {
        properties: { open: 'double', high: 'double', low: 'double', close: 'double', volume: 'double' },
      },
    });
  });
});

describe('ElasticsearchClient', () => {
  test('is what clients 8 and 9 are', () => {
    expectTypeOf<Client>().toExtend<ElasticsearchClient>();
    expectTypeOf<Client8>().toExtend<ElasticsearchClient>();
  });
});
