/**
 * What a record is partitioned and grouped by: text where its bytes are UTF-8, else the bytes themselves.
 *
 * Two keys are the same when their bytes are. So text and bytes that hold the same UTF-8 are one key.
 *
 * @example
 * ```ts
 * const shown = (key: RecordKey): string =>
 *   typeof key === 'string' ? key : `0x${Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
 * ```
 */
export type RecordKey = string | Uint8Array;
