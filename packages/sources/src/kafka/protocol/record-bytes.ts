import { noEntries } from '../../record/header-entries.ts';
import type { OutgoingRecord } from '../client/kafka-client.ts';

type Part = string | Uint8Array | null | undefined;
type Headers = OutgoingRecord['headers'];

// The flags of a record, which Kafka does not use.
const attributes = 0;
// The length that means that a key or value is null.
const none = -1;

/**
 * Encodes records in the format of a record batch, one after another.
 *
 * Format: https://kafka.apache.org/documentation/#record
 *
 * @param times The times of the records, in ms since the Unix epoch.
 * @param base The batch's base time, from which the records' times are counted.
 */
export const recordBytes = (records: readonly OutgoingRecord[], times: Float64Array, base: number): Buffer => {
  const count = records.length;
  const bodies = new Float64Array(count);
  const keys = new Int32Array(count);
  const values = new Int32Array(count);
  let total = 0;
  for (let n = 0; n < count; n += 1) {
    const { key, value, headers } = records[n]!;
    keys[n] = lengthOf(key);
    values[n] = lengthOf(value);
    const body =
      1 +
      sizeOfInt(times[n]! - base) +
      sizeOfInt(n) +
      sizeOfPart(keys[n]!) +
      sizeOfPart(values[n]!) +
      sizeOfHeaders(headers);
    bodies[n] = body;
    total += sizeOfInt(body) + body;
  }
  const bytes = Buffer.allocUnsafe(total);
  let at = 0;
  for (let n = 0; n < count; n += 1) {
    const { key, value, headers } = records[n]!;
    at = writeInt(bytes, at, bodies[n]!);
    bytes[at] = attributes;
    at = writeInt(bytes, at + 1, times[n]! - base);
    at = writeInt(bytes, at, n);
    at = writePart(bytes, at, key, keys[n]!);
    at = writePart(bytes, at, value, values[n]!);
    at = writeHeaders(bytes, at, headers);
  }
  return bytes;
};

const lengthOf = (part: Part): number =>
  part === null || part === undefined ? none : typeof part === 'string' ? Buffer.byteLength(part) : part.length;

const sizeOfPart = (length: number): number => sizeOfInt(length) + Math.max(0, length);

const writePart = (bytes: Buffer, at: number, part: Part, length: number): number => {
  const begin = writeInt(bytes, at, length);
  if (length === none) return begin;
  // Text with as many bytes as characters is ASCII, which is faster to write as Latin-1.
  if (typeof part === 'string') bytes.write(part, begin, length, length === part.length ? 'latin1' : 'utf8');
  else bytes.set(part!, begin);
  return begin + length;
};

const sizeOfHeaders = (headers: Headers = noEntries): number => {
  let size = sizeOfInt(headers.length);
  for (const [name, value] of headers) size += sizeOfPart(lengthOf(name)) + sizeOfPart(lengthOf(value));
  return size;
};

const writeHeaders = (bytes: Buffer, at: number, headers: Headers = noEntries): number => {
  let next = writeInt(bytes, at, headers.length);
  for (const [name, value] of headers) {
    next = writePart(bytes, next, name, lengthOf(name));
    next = writePart(bytes, next, value, lengthOf(value));
  }
  return next;
};

// Integers are zigzag-encoded, so that small negative ones are short, too. They are then written with seven bits per
// byte, the lowest first. Times may exceed 32 bits, so the code uses no bit operations on them.
const zigzag = (value: number): number => (value >= 0 ? value * 2 : value * -2 - 1);

const sizeOfInt = (value: number): number => {
  let size = 1;
  for (let rest = zigzag(value); rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
};

const writeInt = (bytes: Buffer, at: number, value: number): number => {
  let rest = zigzag(value);
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
  bytes[at++] = rest;
  return at;
};
