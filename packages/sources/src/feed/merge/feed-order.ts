/**
 * How the entries of a feed are ordered.
 *
 * - `'consecutive'`: ids are whole numbers, each one more than the one before, so a missing entry shows immediately;
 * - `'rising'`: ids are whole numbers of any length that rise, possibly by more than one;
 * - `'time'`: ids are any text; entries are ordered by time, and by id if times are equal.
 */
export type FeedOrder = 'consecutive' | 'rising' | 'time';

/** The id and time of an entry, which give its place in the feed. */
export interface Placed {
  /** The entry's id, the same from the socket and from a backfill. */
  readonly id: string;
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
}

/** Compares two entries: negative if `a` is before `b`, 0 if both are the same entry. */
export type ComparePlaces = (a: Placed, b: Placed) => number;

/** Returns the comparison function of an order. */
export const comparePlaces = (order: FeedOrder): ComparePlaces =>
  order === 'time' ? (a, b) => a.time - b.time || compareIds(a.id, b.id) : (a, b) => compareIds(a.id, b.id);

/** Returns whether `b` is certainly the next entry after `a`. */
export const follows = (order: FeedOrder, a: Placed, b: Placed): boolean =>
  order === 'consecutive' && Number(b.id) === Number(a.id) + 1;

/** Returns whether the text consists of decimal digits. */
export const isWholeNumber = (id: string): boolean => {
  for (let at = 0; at < id.length; at += 1) if (!isDigit(id.charCodeAt(at))) return false;
  return id !== '';
};

// Some exchanges have ids of 19 digits, which a number cannot represent exactly. So compare text: without leading
// zeros, the longer one is the larger.
const compareIds = (a: string, b: string): number => {
  if (a === b) return 0;
  if (isWholeNumber(a) && isWholeNumber(b)) {
    const [left, right] = [withoutZeros(a), withoutZeros(b)];
    if (left.length !== right.length) return left.length - right.length;
    if (left !== right) return left < right ? -1 : 1;
  }
  return a < b ? -1 : 1;
};

const zero = 48;
const isDigit = (code: number): boolean => code >= zero && code <= zero + 9;

const withoutZeros = (digits: string): string =>
  digits.charCodeAt(0) === zero && digits.length > 1 ? digits.replace(/^0+(?=.)/, '') : digits;
