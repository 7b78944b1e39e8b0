import type { Quote } from '@penstock/stream';
import { expectTypeOf, test } from 'vitest';
import { messariQuotes, poll } from '../../src/index.ts';
import type { PollSource } from '../../src/index.ts';

test('yields the values of the function one by one', () => {
  expectTypeOf(poll(messariQuotes({ asset: 'btc' }), { every: '3s' })).toEqualTypeOf<PollSource<Quote>>();
  expectTypeOf(poll(async () => [1, 2], { every: 1 })).toEqualTypeOf<PollSource<number>>();
  expectTypeOf(poll(async (): Promise<string | undefined> => undefined, { every: 1 })).toEqualTypeOf<
    PollSource<string>
  >();
});

test('does not accept a duration with an unknown unit', () => {
  // @ts-expect-error the unit of hours is `h`
  poll(async () => 1, { every: '1 hour' });
});
