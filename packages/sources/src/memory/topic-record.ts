import { sourcesError } from '../errors.ts';

/** A record to be sent to a topic. */
export interface TopicRecord<T> {
  /** Chooses the partition, as Kafka does; without one the partitions take turns. */
  readonly key?: string | null | undefined;
  readonly value: T;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time?: number | undefined;
}

/** A record as a topic keeps it. */
export interface StoredRecord<T> {
  readonly key: string | null;
  readonly value: T;
  readonly headers: Readonly<Record<string, string>>;
  readonly time: number | undefined;
}

const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

/** The record as it is kept, with absent parts filled in; throws `PENSTOCK_BAD_RECORD` on a part of the wrong kind. */
export const toStored = <T>({ key, value, headers, time }: TopicRecord<T>): StoredRecord<T> => {
  if (key !== undefined && key !== null && typeof key !== 'string') {
    throw sourcesError('PENSTOCK_BAD_RECORD', `A record's key must be a string or null; got ${typeof key}.`);
  }
  if (time !== undefined && !Number.isFinite(time)) {
    throw sourcesError('PENSTOCK_BAD_RECORD', `A record's time must be a finite number of ms since the Unix epoch; got ${String(time)}.`);
  }
  return { key: key ?? null, value, headers: headers ?? noHeaders, time };
};

/** One line of a partition's file; throws `PENSTOCK_BAD_RECORD` on a value that JSON cannot carry. */
export const encodeRecord = ({ key, value, headers, time }: StoredRecord<unknown>): string => {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw sourcesError('PENSTOCK_BAD_RECORD', 'A topic with a directory keeps values as JSON, and this value cannot be written as JSON.', cause);
  }
  if (json === undefined) {
    throw sourcesError('PENSTOCK_BAD_RECORD', `A topic with a directory keeps values as JSON; got ${typeof value}, which has none. Send null for no value.`);
  }
  return `{"key":${JSON.stringify(key)},"value":${json},"headers":${JSON.stringify(headers)}${time === undefined ? '' : `,"time":${time}`}}\n`;
};

/** Reads one line of a partition's file; throws when it is not what {@link encodeRecord} writes. */
export const decodeRecord = <T>(line: string): StoredRecord<T> => {
  const record = JSON.parse(line) as Partial<StoredRecord<T>> | null;
  if (typeof record !== 'object' || record === null || !('value' in record)) throw new TypeError('it is not an object with a value');
  const { key = null, value, headers = noHeaders, time } = record;
  if (key !== null && typeof key !== 'string') throw new TypeError('its key is neither a string nor null');
  if (time !== undefined && typeof time !== 'number') throw new TypeError('its time is not a number');
  if (typeof headers !== 'object' || headers === null) throw new TypeError('its headers are not an object');
  return { key, value: value as T, headers, time };
};
