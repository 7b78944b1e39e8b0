import { expect, test } from 'vitest';
import { comparePlaces, follows } from '../../../src/feed/merge/feed-order.ts';
import type { FeedOrder } from '../../../src/feed/merge/feed-order.ts';

const sorted = (order: FeedOrder, places: ReadonlyArray<readonly [string, number]>) =>
  places
    .map(([id, time]) => ({ id, time }))
    .toSorted(comparePlaces(order))
    .map(({ id }) => id);

test('ids of digits are compared as numbers, of any length and with leading zeros', () => {
  expect(
    sorted('rising', [
      ['10', 0],
      ['9', 1],
      ['2290000000036455162', 2],
      ['2290000000036455161', 3],
      ['007', 4],
    ]),
  ).toEqual(['007', '9', '10', '2290000000036455161', '2290000000036455162']);
});

test("with the order 'time', ids order the entries of one instant", () => {
  expect(
    sorted('time', [
      ['b', 2],
      ['c', 1],
      ['a', 2],
      ['10', 3],
      ['9', 3],
    ]),
  ).toEqual(['c', 'a', 'b', '9', '10']);
});

test('only consecutive ids show that nothing is between two of them', () => {
  const [a, b, c] = [7, 8, 9].map((id) => ({ id: String(id), time: 0 }));
  expect(follows('consecutive', a!, b!)).toBe(true);
  expect(follows('consecutive', a!, c!)).toBe(false);
  expect(follows('rising', a!, b!)).toBe(false);
});
