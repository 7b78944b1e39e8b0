import type { DeadLetter } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import buffer from 'node:buffer';
import { inspect } from 'node:util';
import { entriesOf } from '../../record/header-entries.ts';
import type { HeaderEntries, HeaderEntry } from '../../record/header-entries.ts';
import { isTime } from '../../record/record-parts.ts';
import { viewOf } from '../../record/text-or-bytes.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import { rawHeaders } from '../record/raw-headers.ts';
import { encoderOf } from '../record/encode.ts';
import type { SenderRecord } from '../produce/sender-record.ts';
import { isLetterHeader, isRecordHeader, letterHeaders } from './letter-headers.ts';

// The text of a reason may contain a whole record.
const longestReason = 2_000;

/** Turns a dead letter into the record to send. */
export const letterRecord = (letter: DeadLetter, now: Date): SenderRecord => {
  const { id, position, code, reason, raw } = letter;
  const why: HeaderEntries = [
    [letterHeaders.code, code],
    [letterHeaders.reason, reasonOf(reason).slice(0, longestReason)],
    [letterHeaders.time, now.toISOString()],
    [letterHeaders.topic, position.topic],
    [letterHeaders.partition, String(position.partition)],
    [letterHeaders.offset, String(position.offset)],
    [letterHeaders.id, isUtf8Text(id) ? id : textOf(id)],
  ];
  if (!isRaw(raw)) {
    const { headers, ...parts } = partsOf(letter);
    return { ...parts, headers: [...headers.filter(([name]) => !isLetterHeader(name)), ...why, ...parts.notes] };
  }
  // If the record is itself a letter, replace its old headers by the new ones.
  const own = rawHeaders(raw).filter(([name]) => !isLetterHeader(name) || isRecordHeader(name));
  return { key: raw.key, value: raw.value, headers: [...own, ...why], timestamp: raw.timestamp };
};

const json = encoderOf('json');

/** Returns the parts of a record that did not come from Kafka. Parts that Kafka cannot represent become text. */
const partsOf = ({ key, value, headers, time }: DeadLetter) => {
  const asText = new Set<string>();
  const described = (part: string, given: unknown): string => {
    asText.add(part);
    return textOf(given);
  };
  const sentHeaders = entriesOf(headers ?? {}).map(([name, each]): HeaderEntry => [
    isUtf8Text(name) ? name : described('headers', name),
    each === null || each instanceof Uint8Array || isUtf8Text(each) ? each : described('headers', each),
  ]);
  const sentKey =
    key instanceof Uint8Array ? viewOf(key) : key === null || isUtf8Text(key) ? key : described('key', key);
  const sentValue =
    value instanceof Uint8Array ? Buffer.from(value) : jsonOf(value, (given) => described('value', given));
  // The record may have been rejected because of its time.
  const isValid = time === undefined || (typeof time === 'number' && isTime(time));
  const isCarried = isValid && (time === undefined || (Number.isInteger(time) && time !== -1));
  const notes: HeaderEntry[] = [];
  if (!isCarried) notes.push([letterHeaders.sourceTime, isValid ? String(time) : described('time', time)]);
  if (asText.size > 0) notes.push([letterHeaders.asText, [...asText].join(',')]);
  return { key: sentKey, value: sentValue, headers: sentHeaders, time: isCarried ? time : undefined, notes };
};

const jsonOf = (value: unknown, otherwise: (value: unknown) => string): string | Buffer | null => {
  try {
    return json(value);
  } catch {
    return otherwise(value);
  }
};

/** Returns whether a part is text that UTF-8 can represent. */
const isUtf8Text = (part: unknown): part is string => typeof part === 'string' && part.isWellFormed();

const wholeValue = {
  depth: Infinity,
  maxArrayLength: Infinity,
  maxStringLength: Infinity,
  breakLength: Infinity,
  compact: true,
  getters: true,
} as const;

/** Returns any value as complete text, with quoted strings, numbers such as NaN, and the class of an object. */
const textOf = (value: unknown): string => {
  const shownBytes = buffer.INSPECT_MAX_BYTES;
  // By default, inspect shows only the first 50 bytes of a Buffer, and it has no option to change that.
  buffer.INSPECT_MAX_BYTES = Infinity;
  try {
    return inspect(value, wholeValue);
  } catch {
    // The value's own inspect method throws.
    return inspect(value, { ...wholeValue, customInspect: false });
  } finally {
    buffer.INSPECT_MAX_BYTES = shownBytes;
  }
};

/** Returns the message of an error or a string, and the complete text of any other reason. */
const reasonOf = (reason: unknown): string =>
  reason instanceof Error || typeof reason === 'string' ? reasonText(reason) : textOf(reason);

/** Returns whether the record came from Kafka, with its bytes. */
const isRaw = (raw: unknown): raw is RawRecord => {
  const record = raw as Partial<RawRecord> | undefined | null;
  const isBytes = (part: unknown) => part === null || Buffer.isBuffer(part);
  return (
    typeof record === 'object' &&
    record !== null &&
    isBytes(record.key) &&
    isBytes(record.value) &&
    typeof record.timestamp === 'string'
  );
};
