import type { DeadLetterSink } from '@penstock/stream';
import { checkFunctions, checkOptions } from '@penstock/stream/internal';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { OccasionalSender } from '../produce/occasional-sender.ts';
import { letterRecord } from './letter-record.ts';

/** Options of {@link deadLetterTopic}. */
export interface DeadLetterTopicOptions {
  readonly topic: string;
  /** The clock for the header with the time. Default: the system clock. */
  readonly now?: () => Date;
}

/**
 * Makes a sink that sends rejected records to a topic. For a record from Kafka, the letter has its key, value and
 * headers, byte for byte; for any other record, its key, headers, and its value as JSON. Additional headers have the
 * reason and the origin: `penstock-error-code`, `penstock-error-reason`, `penstock-error-time`,
 * `penstock-source-topic`, `-partition`, `-offset`, and `penstock-id`.
 *
 * Parts that Kafka or JSON cannot represent are written as the text of `util.inspect`, such as `{ close: NaN }`,
 * `Map(1) { 'a' => 1 }` or a key with half a surrogate pair. The header `penstock-as-text` then lists these parts,
 * separated by commas: `key`, `value`, `headers`, and `time` (in `penstock-source-time`). `redrive` rejects such a
 * letter, because the text is not the record.
 *
 * A letter has the record's time. If the topic would reject that time, or delete the letter within half of its
 * retention, the letter has the current time instead, and the header `penstock-source-time` has the record's time,
 * which `redrive` restores.
 *
 * The topic must exist. The sink connects at the first letter, and disconnects soon after the last one.
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
  checkFunctions({ now: options.now });
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
