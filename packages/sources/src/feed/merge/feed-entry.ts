import { sourcesError } from '../../errors.ts';
import { isWholeNumber } from './feed-order.ts';
import type { FeedOrder, Placed } from './feed-order.ts';

/** A value of a feed, such as a trade, with its id and time. */
export interface FeedEntry<T> extends Placed {
  readonly value: T;
  /** When it came from the socket, by the flow's clock; -Infinity for an entry of a backfill. */
  readonly arrived: number;
}

// The largest time of a `Date`, before and after the epoch.
const latest = 8.64e15;

/** Checks the id and time of an entry against the order of its feed; throws `PENSTOCK_BAD_RESPONSE`. */
export const toEntry = <T>(
  order: FeedOrder,
  value: T,
  id: unknown,
  time: unknown,
  arrived = -Infinity,
): FeedEntry<T> => {
  if (typeof id !== 'string' || id === '') throw unfit('an id that is text and not empty', id);
  if (order !== 'time' && !isWholeNumber(id)) throw unfit(`an id of digits in a feed of order '${order}'`, id);
  if (order === 'consecutive' && !Number.isSafeInteger(Number(id)))
    throw unfit("an id up to 2^53 - 1 in a feed of order 'consecutive'", id);
  if (typeof time !== 'number' || !(time >= -latest && time <= latest))
    throw unfit('a time in milliseconds since the Unix epoch', time);
  return { value, id, time, arrived };
};

const unfit = (expected: string, got: unknown) =>
  sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected ${expected}; got ${shown(got)}. A feed needs it to order values and to find repeated ones. Correct the ` +
      'options id, time or order of webSocketFeed, or use another exchange.',
  );

const shown = (got: unknown): string => {
  if (typeof got === 'string') return JSON.stringify(got.slice(0, 64));
  return typeof got === 'number' || got === undefined || got === null ? String(got) : typeof got;
};
