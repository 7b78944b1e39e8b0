import type { HeaderValue, RecordHeaders, RecordKey } from '@penstock/stream';
import { sourcesError } from '../errors.ts';
import { entriesOf } from './header-entries.ts';
import type { HeaderEntries } from './header-entries.ts';

/**
 * Returns text that UTF-8 can represent; throws `PENSTOCK_BAD_RECORD` for half a surrogate pair, because different
 * texts with one would become the same bytes.
 */
export const checkText = (text: string, what: string): string => {
  if (text.isWellFormed()) return text;
  throw sourcesError(
    'PENSTOCK_BAD_RECORD',
    `Expected ${what} that UTF-8 can represent; got ${JSON.stringify(text.slice(0, 80))} with half a surrogate pair. ` +
      'Send bytes, or call toWellFormed() on the text.',
  );
};

/** Returns a valid key; throws `PENSTOCK_BAD_RECORD` for anything else. */
export const checkKey = (key: unknown): RecordKey | null => {
  if (typeof key === 'string') return checkText(key, 'a key');
  if (key === null || key instanceof Uint8Array) return key;
  throw sourcesError(
    'PENSTOCK_BAD_RECORD',
    `A record's key must be a string, a Uint8Array or null; got ${typeof key}.`,
  );
};

/** Returns the entries of valid headers; throws `PENSTOCK_BAD_RECORD` for anything else. */
export const checkHeaders = (headers: RecordHeaders): HeaderEntries => {
  const entries = entriesOf(headers);
  for (const [name, value] of entries) {
    checkText(name, 'the name of a header');
    if (!isHeaderValue(value))
      throw sourcesError(
        'PENSTOCK_BAD_RECORD',
        `The header ${name} must be a string, a Uint8Array, null or a list of them; got ${typeof value}.`,
      );
    if (typeof value === 'string') checkText(value, `a value of the header ${name}`);
  }
  return entries;
};

// The range of a `Date`, in ms.
const farthestTime = 8.64e15;

export const isTime = (time: number): boolean => Math.abs(time) <= farthestTime;

/** Returns a valid event time; throws `PENSTOCK_BAD_RECORD` for anything else. */
export const checkTime = (time: number | undefined): number | undefined => {
  if (time === undefined || (typeof time === 'number' && isTime(time))) return time;
  throw sourcesError(
    'PENSTOCK_BAD_RECORD',
    `A record's time must be a number of ms since the Unix epoch, within 8.64e15 of it; got ${String(time)}. ` +
      'Correct the time function, or leave the time undefined.',
  );
};

const isHeaderValue = (value: unknown): value is HeaderValue =>
  value === null || typeof value === 'string' || value instanceof Uint8Array;
