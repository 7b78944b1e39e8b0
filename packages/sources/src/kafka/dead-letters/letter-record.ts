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

// A reason may quote a whole record.
const longestReason = 2_000;

/** A dead letter as it is written to Kafka. */
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
  // A record that was a letter before has the reasons of that time, which the new ones replace.
  const own = rawHeaders(raw).filter(([name]) => !isLetterHeader(name) || isRecordHeader(name));
  return { key: raw.key, value: raw.value, headers: [...own, ...why], timestamp: raw.timestamp };
};

const json = encoderOf('json');

/** The parts of a record that did not come from Kafka, each as itself where Kafka can carry it, else as text. */
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
  // The record may have been rejected for its time.
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

/** Whether a part is text whose UTF-8 is its own. */
const isUtf8Text = (part: unknown): part is string => typeof part === 'string' && part.isWellFormed();

const wholeValue = {
  depth: Infinity,
  maxArrayLength: Infinity,
  maxStringLength: Infinity,
  breakLength: Infinity,
  compact: true,
  getters: true,
} as const;

/** Any value as text in which nothing is left out: strings in quotes, numbers such as NaN, the class of an object. */
const textOf = (value: unknown): string => {
  const shownBytes = buffer.INSPECT_MAX_BYTES;
  // A Buffer shows its first 50 bytes unless told otherwise, and no option of inspect does.
  buffer.INSPECT_MAX_BYTES = Infinity;
  try {
    return inspect(value, wholeValue);
  } catch {
    // The value has an inspect method of its own, which throws.
    return inspect(value, { ...wholeValue, customInspect: false });
  } finally {
    buffer.INSPECT_MAX_BYTES = shownBytes;
  }
};

/** An error says why; anything else is shown with all that is in it. */
const reasonOf = (reason: unknown): string =>
  reason instanceof Error || typeof reason === 'string' ? reasonText(reason) : textOf(reason);

/** Whether the record came from Kafka, with its bytes. */
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
