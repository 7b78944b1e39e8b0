import type { HeaderValue, RecordHeaders, RecordKey } from '@penstock/stream';
import { entriesOf, hasOwnOrder, headersOf, noHeaders } from '../record/header-entries.ts';
import type { HeaderEntries } from '../record/header-entries.ts';
import { recordJson } from '../record/record-json.ts';
import { checkHeaders, checkKey, checkTime } from '../record/record-parts.ts';
import { textOrBytes } from '../record/text-or-bytes.ts';

/** A record to send to a topic. */
export interface TopicRecord<T> {
  /** Selects the partition in the same way as Kafka. Records without a key go to the partitions in turn. */
  readonly key?: RecordKey | null | undefined;
  readonly value: T;
  readonly headers?: RecordHeaders | undefined;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time?: number | undefined;
}

/** A record as the topic stores it. */
export interface StoredRecord<T> {
  readonly key: RecordKey | null;
  readonly value: T;
  readonly headers: RecordHeaders;
  readonly time: number | undefined;
}

/**
 * Returns the record to store, with defaults for missing parts; throws `PENSTOCK_BAD_RECORD` for a part of the wrong
 * type.
 */
export const toStored = <T>({
  key: given = null,
  value,
  headers = noHeaders,
  time,
}: TopicRecord<T>): StoredRecord<T> => {
  const key = checkKey(given);
  const hasBytes = checkHeaders(headers).some(([, part]) => part instanceof Uint8Array);
  checkTime(time);
  return {
    key: key instanceof Uint8Array ? textOrBytes(key) : key,
    value,
    headers: hasBytes
      ? headersOf(
          entriesOf(headers).map(([name, part]) => [name, part instanceof Uint8Array ? textOrBytes(part) : part]),
        )
      : headers,
    time,
  };
};

/** Returns the line for a partition's file; throws `PENSTOCK_BAD_RECORD` for a value that JSON cannot represent. */
export const encodeRecord = ({ key, value, headers, time }: StoredRecord<unknown>): string => {
  const json = recordJson(value);
  const at = time === undefined ? '' : `,"time":${time}`;
  return `{"key":${JSON.stringify(toPlain(key))},"value":${json},"headers":${headersText(headers)}${at}}\n`;
};

/** Reads a line of a partition's file; throws when the line is not one that {@link encodeRecord} writes. */
export const decodeRecord = <T>(line: string): StoredRecord<T> => {
  const record = JSON.parse(line) as Partial<PlainRecord<T>> | null;
  if (typeof record !== 'object' || record === null || !('value' in record))
    throw new TypeError('it is not an object with a value');
  const { key = null, value, headers = [], time } = record;
  if (time !== undefined && typeof time !== 'number') throw new TypeError('its time is not a number');
  if (typeof headers !== 'object' || headers === null) throw new TypeError('its headers are not an object');
  return { key: fromPlain(key, 'its key'), value: value as T, headers: headersFrom(headers), time };
};

/** A key or header value in JSON; bytes are an object with their base64 text. */
type Plain = string | null | { readonly base64: string };

interface PlainRecord<T> {
  readonly key: Plain;
  readonly value: T;
  readonly headers:
    | Readonly<Record<string, Plain | readonly Plain[]>>
    | ReadonlyArray<readonly [name: string, value: Plain]>;
  readonly time: number | undefined;
}

const toPlain = (part: RecordKey | null): Plain =>
  part instanceof Uint8Array ? { base64: Buffer.from(part).toString('base64') } : part;

const fromPlain = (part: Plain, what: string): HeaderValue => {
  if (part === null || typeof part === 'string') return part;
  if (typeof part === 'object' && typeof part.base64 === 'string')
    return Uint8Array.from(Buffer.from(part.base64, 'base64'));
  throw new TypeError(`${what} is neither a string nor bytes nor null`);
};

// Writes headers as an object, or as a list of pairs when an object would lose their order.
const headersText = (headers: RecordHeaders): string => {
  if (hasOwnOrder(headers)) return JSON.stringify(entriesOf(headers).map(([name, part]) => [name, toPlain(part)]));
  return JSON.stringify(headers, (_name, part: unknown) => (part instanceof Uint8Array ? toPlain(part) : part));
};

const headersFrom = (headers: PlainRecord<unknown>['headers']): RecordHeaders => {
  const entries = Array.isArray(headers)
    ? (headers as ReadonlyArray<readonly [string, Plain]>)
    : pairsOf(headers as Readonly<Record<string, Plain | readonly Plain[]>>);
  return entries.length === 0
    ? noHeaders
    : headersOf(entries.map(([name, part]) => [name, fromPlain(part, `its header ${name}`)]) satisfies HeaderEntries);
};

const pairsOf = (
  headers: Readonly<Record<string, Plain | readonly Plain[]>>,
): ReadonlyArray<readonly [string, Plain]> =>
  Object.entries(headers).flatMap(([name, part]) =>
    Array.isArray(part)
      ? (part as readonly Plain[]).map((each) => [name, each] as const)
      : [[name, part as Plain] as const],
  );
