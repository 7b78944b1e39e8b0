// The polynomial of CRC-32C (Castagnoli) with its bits reversed: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
const polynomial = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value;
});

/** Returns the CRC-32C checksum of the bytes from `from` to the end, as an unsigned number. */
export const crc32c = (bytes: Uint8Array, from: number): number => {
  let crc = -1;
  for (let at = from; at < bytes.length; at += 1) crc = table[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
};
