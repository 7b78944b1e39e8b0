const m = 0x5bd1e995;

/**
 * Returns the 32-bit MurmurHash2 of bytes with the seed of Kafka's Java client, as a signed integer.
 *
 * Kafka's default partitioner hashes a record's key in the same way, so a key gets the same partition here and there.
 * @param length The number of bytes to hash. Default: all.
 *
 * Source: `org.apache.kafka.common.utils.Utils.murmur2`, after Austin Appleby's MurmurHash2.
 *
 * @example
 * ```ts
 * murmur2(new TextEncoder().encode('21')); // -973932308
 * ```
 */
export const murmur2 = (bytes: Uint8Array, length = bytes.length): number => {
  const whole = length & ~3;
  let hash = 0x9747b28c ^ length;
  for (let at = 0; at < whole; at += 4) {
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    word = Math.imul(word, m);
    word ^= word >>> 24;
    hash = Math.imul(hash, m) ^ Math.imul(word, m);
  }
  if (length > whole) {
    if (length - whole > 2) hash ^= bytes[whole + 2]! << 16;
    if (length - whole > 1) hash ^= bytes[whole + 1]! << 8;
    hash = Math.imul(hash ^ bytes[whole]!, m);
  }
  hash = Math.imul(hash ^ (hash >>> 13), m);
  return hash ^ (hash >>> 15);
};

const encoder = new TextEncoder();
// A shared buffer for keys that fit into it whatever their characters, so that no buffer is allocated per key.
const scratch = new Uint8Array(1_024);
const bytesPerUnit = 3;

const hashOf = (key: string): number =>
  key.length * bytesPerUnit <= scratch.length
    ? murmur2(scratch, encoder.encodeInto(key, scratch).written)
    : murmur2(encoder.encode(key));

/**
 * Returns the partition of a key, from 0, in the same way as Kafka's default partitioner, which drops the hash's sign
 * bit.
 */
export const partitionOf = (key: string | Uint8Array, partitions: number): number =>
  ((typeof key === 'string' ? hashOf(key) : murmur2(key)) & 0x7fffffff) % partitions;
