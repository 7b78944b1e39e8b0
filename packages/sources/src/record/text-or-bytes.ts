import { isUtf8 } from 'node:buffer';

/** Returns the text of UTF-8 bytes, including a byte order mark, or a copy of bytes that are not UTF-8. */
export const textOrBytes = (bytes: Uint8Array): string | Uint8Array => textOf(viewOf(bytes)) ?? Uint8Array.from(bytes);

/** Returns the text of UTF-8 bytes, or undefined when the bytes are not UTF-8. */
export const textOf = (bytes: Buffer): string | undefined => {
  const text = bytes.toString();
  // Invalid bytes decode to this character, but valid text may contain it too.
  return text.includes('\uFFFD') && !isUtf8(bytes) ? undefined : text;
};

/** Returns a `Buffer` over the same memory. */
export const viewOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
