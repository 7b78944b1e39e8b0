/**
 * Reads the body of a response, decompressed. Returns `undefined` if it has more than `maxBytes`; the rest of the body
 * is then cancelled, so that a long or endless body cannot fill the memory.
 */
export const readBody = async ({ body }: Response, maxBytes: number): Promise<Uint8Array | undefined> => {
  // One buffer instead of a list of chunks: a server may send chunks of one byte, and each chunk is an object.
  let bytes = new Uint8Array(Math.min(maxBytes, 65_536));
  let length = 0;
  for await (const chunk of body ?? []) {
    const needed = length + chunk.length;
    // Leaving the loop cancels the body.
    if (needed > maxBytes) return undefined;
    if (needed > bytes.length) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(needed, 2 * bytes.length)));
      larger.set(bytes);
      bytes = larger;
    }
    bytes.set(chunk, length);
    length = needed;
  }
  return bytes.subarray(0, length);
};
