// Kafka's clients wrap snappy data in the frames of snappy-java: a magic number, two versions, then blocks with their
// lengths. Source: `org.xerial.snappy.SnappyCodec` and `SnappyOutputStream`.
const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const header = Buffer.concat([magic, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])]);
const blockSize = 32_768;

/** Compresses bytes in the frames of Kafka's own clients. */
export const frameSnappy = async (bytes: Buffer, compress: (block: Buffer) => Promise<Buffer>): Promise<Buffer> => {
  const parts: Buffer[] = [header];
  for (let at = 0; at < bytes.length; at += blockSize) {
    const block = await compress(bytes.subarray(at, at + blockSize));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
};

/** Decompresses framed and plain snappy data; throws `RangeError` for an incomplete frame. */
export const unframeSnappy = async (bytes: Buffer, decompress: (block: Buffer) => Promise<Buffer>): Promise<Buffer> => {
  if (!bytes.subarray(0, magic.length).equals(magic)) return decompress(bytes);
  const blocks: Buffer[] = [];
  for (let at = header.length; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length)
      throw new RangeError(
        `Expected a snappy block of ${length} bytes; got ${bytes.length - at - 4}. The batch is damaged.`,
      );
    blocks.push(await decompress(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(blocks);
};
