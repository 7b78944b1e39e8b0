import type { RawRecord } from '../client/kafka-client.ts';

/** A header as the broker sends it; its bytes are a slice of a fetch response. */
export type RawHeader = readonly [name: string, value: Buffer | null];

/**
 * Returns the headers of a record in their original order.
 *
 * kafkajs puts headers into an object, which loses the order of repeated names and of names that are whole numbers.
 * Key, value and headers are slices of one response, so in that case this function reads the headers again from the
 * bytes after the value.
 */
export const rawHeaders = (record: RawRecord): readonly RawHeader[] => {
  const { headers } = record;
  if (headers === undefined) return none;
  const entries: RawHeader[] = [];
  let isOrdered = true;
  for (const [name, value] of Object.entries(headers)) {
    const isList = Array.isArray(value);
    if (isList || /^\d+$/.test(name)) isOrdered = false;
    for (const each of isList ? (value as readonly unknown[]) : [value]) {
      // For a name such as `constructor`, kafkajs also adds the object's inherited member of that name. Skip it.
      if (each === null || Buffer.isBuffer(each)) entries.push([name, each]);
    }
  }
  return isOrdered ? entries : (inOrder(record, entries) ?? entries);
};

const none: readonly RawHeader[] = [];

/** Reads the headers from the bytes after the value; returns undefined if these are not the same headers. */
const inOrder = ({ key, value }: RawRecord, entries: readonly RawHeader[]): readonly RawHeader[] | undefined => {
  const before = value ?? key;
  if (before === null) return undefined;
  // A null value has only its length, which is one byte.
  const start = before.byteOffset + before.length + (value === null ? 1 : 0);
  const found = readHeaders(Buffer.from(before.buffer), start, entries.length);
  const rest = [...entries];
  const isWhole = found.every(([name, bytes]) => {
    const at = rest.findIndex((entry) => entry[0] === name);
    const [same] = at < 0 ? [] : rest.splice(at, 1);
    return (
      same !== undefined &&
      (same[1] === null
        ? bytes === null
        : bytes !== null && bytes.byteOffset === same[1].byteOffset && bytes.length === same[1].length)
    );
  });
  return isWhole && rest.length === 0 ? found : undefined;
};

/** Format: https://kafka.apache.org/documentation/#recordheader */
const readHeaders = (bytes: Buffer, start: number, most: number): RawHeader[] => {
  let at = start;
  // A length has seven bits per byte, the lowest first; the lowest bit of all is the sign.
  const readLength = (): number => {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++] ?? 0;
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
  };
  const readPart = (): Buffer | null => {
    const length = readLength();
    if (length < 0) return null;
    const part = bytes.subarray(at, at + length);
    at += length;
    return part;
  };
  const count = readLength();
  if (count !== most) return [];
  return Array.from({ length: count }, () => [String(readPart()), readPart()] as const);
};
