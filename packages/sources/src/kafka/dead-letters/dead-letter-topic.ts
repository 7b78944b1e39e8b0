import { checkOptions } from '@penstock/stream/internal';
import type { DeadLetterSink } from '@penstock/stream';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { OccasionalSender } from '../produce/occasional-sender.ts';
import { letterRecord } from './letter-record.ts';

/** Options of {@link deadLetterTopic}. */
export interface DeadLetterTopicOptions {
  readonly topic: string;
  /** The clock for the header of the time; default the system's. */
  readonly now?: () => Date;
}

/**
 * Sends rejected records to a topic: for a record from Kafka its own key, value and headers, byte for byte; for any
 * other its key, headers, and its value as JSON. Headers say why, and from where: `penstock-error-code`,
 * `penstock-error-reason`, `penstock-error-time`, `penstock-source-topic`, `-partition`, `-offset`, and `penstock-id`.
 *
 * What Kafka or JSON cannot carry goes as the text of `util.inspect`, such as `{ close: NaN }`, `Map(1) { 'a' => 1 }`
 * or a key with half a surrogate pair. The header `penstock-as-text` then names the parts that are such a text: `key`,
 * `value`, `headers`, and `time` (in `penstock-source-time`), with commas between them. `redrive` rejects such a
 * letter, since the text is not the record.
 *
 * A letter has the record's time. Where the topic would refuse that time, or delete the letter before half of its
 * retention is over, the letter has the time of now, and the record's own in the header `penstock-source-time`, which
 * `redrive` puts back.
 *
 * The topic must be there. It connects for the first record, and lets go soon after the last.
 *
 * @throws `PENSTOCK_BAD_OPTION`; a letter rejects with a {@link KafkaError}.
 *
 * @example
 * ```ts
 * const connection = { brokers: ['localhost:9092'] };
 * const quotes = fromKafka(connection, {
 *   topic: 'quotes',
 *   group: 'alerts',
 *   onReject: deadLetter(deadLetterTopic(connection, { topic: 'quotes-dead' })),
 * });
 * ```
 */
export const deadLetterTopic = (connection: KafkaConnection, options: DeadLetterTopicOptions): DeadLetterSink => {
  checkOptions(options, { topic: true, now: true }, 'deadLetterTopic');
  const sender = new OccasionalSender(checkConnection(connection), {
    maxBatch: 100,
    maxBytes: 900_000,
    maxAge: 5,
    expired: 'restamp',
  });
  const topic = checkName(options.topic, 'topic');
  const now = options.now ?? (() => new Date());
  return (letter) => sender.send(topic, letterRecord(letter, now()));
};
