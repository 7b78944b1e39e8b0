import { checkOptions, type DeadLetter, type DeadLetterSink } from '@penstock/stream';
import { entriesOf, type HeaderEntries } from '../../header-entries.ts';
import { isTime } from '../../record-parts.ts';
import { viewOf } from '../../text-or-bytes.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import { checkConnection, checkName, type KafkaConnection } from '../connection.ts';
import { rawHeaders } from '../consume/raw-headers.ts';
import { encoderOf } from '../produce/encode.ts';
import { OccasionalSender } from '../produce/occasional-sender.ts';
import type { SenderRecord } from '../produce/record-sender.ts';
import { isLetterHeader, letterHeaders } from './letter-headers.ts';

/** Options of {@link deadLetterTopic}. */
export interface DeadLetterTopicOptions {
  readonly topic: string;
  /** The clock for the header of the time; default the system's. */
  readonly now?: () => Date;
}

// A reason may quote a whole record.
const longestReason = 2_000;

/**
 * Sends rejected records to a topic: for a record from Kafka its own key, value and headers, byte for byte; for any
 * other its key, headers, and its value as JSON (a key with half a surrogate pair goes as its JSON text). Headers say why, and from where: `penstock-error-code`,
 * `penstock-error-reason`, `penstock-error-time`, `penstock-source-topic`, `-partition`, `-offset`, and `penstock-id`.
 *
 * A letter has the record's time. Where the topic would delete it for its age, the letter has the time of now, and the
 * record's own in the header `penstock-source-time`, which `redrive` puts back.
 *
 * The topic must be there. It connects for the first record, and lets go soon after the last.
 *
 * @throws `PENSTOCK_BAD_OPTION`; a letter rejects with a {@link KafkaError}.
 *
 * @example
 * ```ts
 * const connection = { brokers: ['localhost:9092'] };
 * const quotes = fromKafka(connection, { topic: 'quotes', group: 'alerts', onReject: deadLetter(deadLetterTopic(connection, { topic: 'quotes-dead' })) });
 * ```
 */
export const deadLetterTopic = (connection: KafkaConnection, options: DeadLetterTopicOptions): DeadLetterSink => {
  checkOptions(options, { topic: true, now: true }, 'deadLetterTopic');
  const sender = new OccasionalSender(checkConnection(connection), { maxBatch: 100, maxBytes: 900_000, maxAge: 5, expired: 'restamp' });
  const topic = checkName(options.topic, 'topic');
  const now = options.now ?? (() => new Date());
  return (letter) => sender.send(topic, recordOf(letter, now()));
};

const json = encoderOf('json');

const recordOf = (letter: DeadLetter, now: Date): SenderRecord => {
  const { id, key, value, time, headers, position, code, reason, raw } = letter;
  const why: HeaderEntries = [
    [letterHeaders.code, code],
    [letterHeaders.reason, (reason instanceof Error ? reason.message : String(reason)).slice(0, longestReason)],
    [letterHeaders.time, now.toISOString()],
    [letterHeaders.topic, position.topic],
    [letterHeaders.partition, String(position.partition)],
    [letterHeaders.offset, String(position.offset)],
    [letterHeaders.id, id],
  ];
  // A record that was a letter before has the older reasons; those of this one stand for it.
  const withReasons = (own: HeaderEntries): HeaderEntries => [...own.filter(([name]) => !isLetterHeader(name)), ...why];
  if (isRaw(raw)) return { key: raw.key, value: raw.value, headers: withReasons(rawHeaders(raw)), timestamp: raw.timestamp };
  // The record may have been rejected for its time.
  const isCarried = time === undefined || (isTime(time) && Number.isInteger(time) && time !== -1);
  const timeEntry: HeaderEntries = isCarried ? [] : [[letterHeaders.sourceTime, String(time)]];
  // The record may have been rejected for a key that UTF-8 cannot hold; its escapes tell it from others.
  const sent = key instanceof Uint8Array ? viewOf(key) : key === null || key.isWellFormed() ? key : JSON.stringify(key);
  return { key: sent, value: value instanceof Uint8Array ? Buffer.from(value) : json(value), headers: [...withReasons(entriesOf(headers)), ...timeEntry], time: isCarried ? time : undefined };
};

/** Whether the record came from Kafka, with its bytes. */
const isRaw = (raw: unknown): raw is RawRecord => {
  const record = raw as Partial<RawRecord> | undefined | null;
  const isBytes = (part: unknown) => part === null || Buffer.isBuffer(part);
  return typeof record === 'object' && record !== null && isBytes(record.key) && isBytes(record.value) && typeof record.timestamp === 'string';
};
