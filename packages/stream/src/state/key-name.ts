import type { RecordKey } from '../delivery/record-key.ts';
import { streamError } from '../errors.ts';

/**
 * Stands for a key wherever keys are compared or stored, since a `Map` compares bytes by identity. Text is its own
 * name, so that it costs nothing. A name that begins with NUL says in its second character what follows: `b` the bytes
 * of a key that is no UTF-8, one character each, `t` text that begins with NUL itself.
 */
export type KeyName = string;

/** The name for records that have no key; no key has it. */
export const keylessName: KeyName = '\0';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** The name of a key, or `keylessName`; throws `PENSTOCK_KEY_MISSING`, naming the operator, on anything else. */
export const nameOf = (key: RecordKey | null, operator: string): KeyName => {
  if (typeof key === 'string') return ofText(key);
  if (key === null) return keylessName;
  if (key instanceof Uint8Array) return ofBytes(key);
  throw streamError(
    'PENSTOCK_KEY_MISSING',
    `${operator} expected a key that is a string, a Uint8Array or null; got ${typeof key}. Let the key function ` +
      'return one of them.',
  );
};

/** The key of a name, `null` for `keylessName`. */
export const keyOf = (name: KeyName): RecordKey | null => {
  if (name.charCodeAt(0) !== 0) return name;
  if (name === keylessName) return null;
  return name[1] === 'b'
    ? Uint8Array.from({ length: name.length - 2 }, (_, at) => name.charCodeAt(at + 2))
    : name.slice(2);
};

/** The key of a name in words, for a message. */
export const keyText = (name: KeyName): string => {
  const key = keyOf(name);
  return key instanceof Uint8Array ? `0x${hexOf(key)}` : JSON.stringify(key);
};

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// The first character of '' is NaN.
const ofText = (text: string): KeyName => (text.charCodeAt(0) === 0 ? `\0t${text}` : text);

const ofBytes = (bytes: Uint8Array): KeyName => {
  const text = decoder.decode(bytes);
  // Where bytes are no UTF-8 the decoder puts U+FFFD, which the bytes may also hold.
  if (!text.includes('\uFFFD') || isSame(encoder.encode(text), bytes)) return ofText(text);
  let name = '\0b';
  for (const byte of bytes) name += String.fromCharCode(byte);
  return name;
};

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
