import { isUtf8 } from 'node:buffer';

/** Text where the bytes are UTF-8, else a copy of them; a byte order mark stays. */
export const textOrBytes = (bytes: Uint8Array): string | Uint8Array => textOf(viewOf(bytes)) ?? Uint8Array.from(bytes);

/** The text of UTF-8, `undefined` where the bytes are something else. */
export const textOf = (bytes: Buffer): string | undefined => {
  const text = bytes.toString();
  // Bytes that are no UTF-8 become this character, which may also have been sent.
  return text.includes('\uFFFD') && !isUtf8(bytes) ? undefined : text;
};

/** The same bytes as a `Buffer`. */
export const viewOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
