/**
 * The key by which records are partitioned and grouped: text when its bytes are UTF-8, else the bytes.
 *
 * Two keys are equal when their bytes are equal. So text and an array of its UTF-8 bytes are the same key.
 *
 * @example
 * ```ts
 * const shown = (key: RecordKey): string =>
 *   typeof key === 'string' ? key : `0x${Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
 * ```
 */
export type RecordKey = string | Uint8Array;
