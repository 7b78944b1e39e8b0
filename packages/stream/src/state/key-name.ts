import type { RecordKey } from '../delivery/record-key.ts';
import { streamError } from '../errors.ts';

/**
 * A string that represents a key where keys are compared or stored, since a `Map` compares byte arrays by identity.
 *
 * A text key is its own name, which costs nothing. Names with a first character NUL are special. `\0b` is followed by
 * the bytes of a key that is not UTF-8, one character each. `\0t` is followed by a text key that itself begins with
 * NUL.
 */
export type KeyName = string;

/** The name for records without a key. No key has this name. */
export const keylessName: KeyName = '\0';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Returns the name of a key, or `keylessName` for `null`.
 *
 * @param operator The name of the operator, for the message.
 * @throws `PENSTOCK_KEY_MISSING` when `key` is of another type.
 */
export const nameOf = (key: RecordKey | null, operator: string): KeyName => {
  if (typeof key === 'string') return ofText(key);
  if (key === null) return keylessName;
  if (key instanceof Uint8Array) return ofBytes(key);
  throw streamError(
    'PENSTOCK_KEY_MISSING',
    `${operator} expected a key that is a string, a Uint8Array or null; got ${typeof key}. Change the key function ` +
      'to return one of them.',
  );
};

/** Returns the key of a name; `null` for `keylessName`. */
export const keyOf = (name: KeyName): RecordKey | null => {
  if (name.charCodeAt(0) !== 0) return name;
  if (name === keylessName) return null;
  return name[1] === 'b'
    ? Uint8Array.from({ length: name.length - 2 }, (_, at) => name.charCodeAt(at + 2))
    : name.slice(2);
};

/** Formats the key of a name for a message. */
export const keyText = (name: KeyName): string => {
  const key = keyOf(name);
  return key instanceof Uint8Array ? `0x${hexOf(key)}` : JSON.stringify(key);
};

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// `charCodeAt(0)` of '' is NaN, so the empty key is its own name.
const ofText = (text: string): KeyName => (text.charCodeAt(0) === 0 ? `\0t${text}` : text);

const ofBytes = (bytes: Uint8Array): KeyName => {
  const text = decoder.decode(bytes);
  // The decoder writes U+FFFD for invalid bytes. Valid UTF-8 may also contain U+FFFD, so compare the bytes.
  if (!text.includes('\uFFFD') || isSame(encoder.encode(text), bytes)) return ofText(text);
  let name = '\0b';
  for (const byte of bytes) name += String.fromCharCode(byte);
  return name;
};

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
