import { expect, test } from 'vitest';
import { toEntry } from '../../../src/feed/merge/feed-entry.ts';
import type { FeedOrder } from '../../../src/feed/merge/feed-order.ts';

const cases: ReadonlyArray<readonly [FeedOrder, unknown, unknown, string]> = [
  ['time', '', 0, 'an id that is text'],
  ['time', 17, 0, 'an id that is text'],
  ['rising', 'T-17', 0, 'an id of digits'],
  ['consecutive', '2290000000036455162', 0, '2^53 - 1'],
  ['time', 'a', NaN, 'a time in milliseconds'],
  ['time', 'a', undefined, 'a time in milliseconds'],
  ['time', 'a', 9e15, 'a time in milliseconds'],
];

test.each(cases)("with the order '%s' the id %j at the time %j is rejected", (order, id, time, expected) => {
  expect(() => toEntry(order, 'value', id, time)).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_BAD_RESPONSE',
      message: expect.stringContaining(expected) as string,
    }) as Error,
  );
});

test("any text is a valid id with the order 'time', and 19 digits are with 'rising'", () => {
  expect(toEntry('time', 1, '666042b4-50c6', 5, 7)).toEqual({ value: 1, id: '666042b4-50c6', time: 5, arrived: 7 });
  expect(toEntry('rising', 1, '2290000000036455162', 5).id).toBe('2290000000036455162');
});
