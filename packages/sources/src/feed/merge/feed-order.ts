/**
 * How the entries of a feed are ordered, and what their ids tell.
 *
 * - `'consecutive'`: ids are whole numbers, each one more than the one before, so a missing one shows at once;
 * - `'rising'`: ids are whole numbers of any length that rise, with or without holes;
 * - `'time'`: ids are any text; entries go by time, and by id where times are equal.
 */
export type FeedOrder = 'consecutive' | 'rising' | 'time';

/** Where an entry stands in its feed. */
export interface Placed {
  /** The same whenever and however the entry comes. */
  readonly id: string;
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
}

/** Negative where `a` stands before `b`, 0 where both are one entry. */
export type ComparePlaces = (a: Placed, b: Placed) => number;

/** The order of a feed as a function. */
export const comparePlaces = (order: FeedOrder): ComparePlaces =>
  order === 'time' ? (a, b) => a.time - b.time || compareIds(a.id, b.id) : (a, b) => compareIds(a.id, b.id);

/** True where `b` is the entry after `a` beyond doubt. */
export const follows = (order: FeedOrder, a: Placed, b: Placed): boolean =>
  order === 'consecutive' && Number(b.id) === Number(a.id) + 1;

/** True for text of decimal digits. */
export const isWholeNumber = (id: string): boolean => {
  for (let at = 0; at < id.length; at += 1) if (!isDigit(id.charCodeAt(at))) return false;
  return id !== '';
};

// Ids of 19 digits are in use, which a number does not hold. Without leading zeros the longer one is the larger.
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
