import { streamError } from '../errors.ts';
import type { RecordKey } from '../delivery/record-key.ts';

// The span of a `Date` on either side of the epoch.
const latest = 8.64e15;

/**
 * Checks the result of a source's `id` function and returns it: it must be non-empty text.
 *
 * For writers of a source: reject the record with the error that this throws.
 *
 * @throws `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * toRecordId('btc-1577836800000');
 * ```
 */
export const toRecordId = (id: unknown): string => {
  if (typeof id === 'string' && id !== '') return id;
  throw unfit('id', 'non-empty text', id);
};

/**
 * Checks the result of a source's `key` function and returns it: text or bytes, or `null` for no key. As in Kafka, an
 * empty key differs from no key.
 *
 * @throws `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * toRecordKey(null);
 * ```
 */
export const toRecordKey = (key: unknown): RecordKey | null => {
  if (key === null || typeof key === 'string' || key instanceof Uint8Array) return key;
  throw unfit('key', 'text, a Uint8Array, or null for no key', key);
};

/**
 * Checks the result of a source's `time` function and returns it: milliseconds since the Unix epoch, within the span of
 * a `Date`.
 *
 * @throws `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * toRecordTime(Date.UTC(2020, 0, 1));
 * ```
 */
export const toRecordTime = (time: unknown): number => {
  if (typeof time === 'number' && time >= -latest && time <= latest) return time;
  throw unfit('time', 'a number of ms since the Unix epoch, from -8.64e15 to 8.64e15', time);
};

const unfit = (name: string, expected: string, got: unknown) => {
  // An unhandled rejection would end the process.
  if (got instanceof Promise) got.catch(() => undefined);
  const shown =
    typeof got === 'string'
      ? JSON.stringify(got)
      : got === null || typeof got === 'number' || got === undefined
        ? String(got)
        : kindOf(got);
  return streamError(
    'PENSTOCK_VALUE_INVALID',
    `Expected the ${name} function of the source to return ${expected}; got ${shown}.`,
  );
};

const kindOf = (got: unknown): string => {
  if (typeof got !== 'object') return `a ${typeof got}`;
  if (got instanceof Promise) return 'a promise';
  return got instanceof Date ? 'a Date' : 'an object';
};
