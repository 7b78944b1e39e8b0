import { streamError } from '../errors.ts';
import type { RecordKey } from '../delivery/record-key.ts';

// The span of a `Date` on either side of the epoch.
const latest = 8.64e15;

/**
 * What a source's `id` function returned, checked: text that is not empty.
 *
 * For writers of a source: what it throws is the reason to reject the record with.
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
  throw unfit('id', 'text that is not empty', id);
};

/**
 * What a source's `key` function returned, checked: text or bytes, or `null` for none. An empty key is a key, as in
 * Kafka.
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
 * What a source's `time` function returned, checked: milliseconds since the Unix epoch within the span of a `Date`.
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
  // A rejection that nobody looks at would end the process.
  if (got instanceof Promise) got.catch(() => undefined);
  const shown =
    typeof got === 'string'
      ? JSON.stringify(got)
      : got === null || typeof got === 'number' || got === undefined
        ? String(got)
        : kindOf(got);
  return streamError(
    'PENSTOCK_VALUE_INVALID',
    `The function ${name} of the source must return ${expected}; got ${shown}.`,
  );
};

const kindOf = (got: unknown): string => {
  if (typeof got !== 'object') return `a ${typeof got}`;
  if (got instanceof Promise) return 'a promise';
  return got instanceof Date ? 'a Date' : 'an object';
};
