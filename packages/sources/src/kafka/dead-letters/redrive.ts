import { run, toSink } from '@penstock/stream';
import type { FlowOptions, RunOptions, WriteOutcome } from '@penstock/stream';
import { checkFunctions, checkOptions } from '@penstock/stream/internal';
import { sourcesError } from '../../errors.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { kafkaFlow } from '../consume/kafka-flow.ts';
import { KafkaRecord } from '../record/kafka-record.ts';
import type { KafkaRecordInfo } from '../record/kafka-record.ts';
import { timedHeaders } from '../record/event-time.ts';
import { isTime } from '../../record/record-parts.ts';
import { rawHeaders } from '../record/raw-headers.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { OccasionalSender } from '../produce/occasional-sender.ts';
import type { SenderRecord } from '../produce/sender-record.ts';
import { headerText, isLetterHeader, letterHeaders, redrivenHeader } from './letter-headers.ts';

/** Options of {@link redrive}. */
export interface RedriveOptions extends Pick<FlowOptions, 'onReject'>, RunOptions {
  /** The topic with the dead letters. */
  readonly topic: string;
  /**
   * The consumer group whose positions record which letters have been sent back. Default: the topic's name with
   * `-redrive`.
   */
  readonly group?: string;
  /** The topic to send the records to. Default: the topic that each record came from. */
  readonly to?: string;
  /** Selects the letters to send back; the others are skipped permanently. Default: all. */
  readonly filter?: (letter: KafkaRecordInfo) => boolean;
}

/** The result of {@link redrive}. */
export interface Redriven {
  readonly sent: number;
  /** The number of letters that `filter` skipped. */
  readonly passed: number;
}

/**
 * Sends the existing dead letters back to the topics that they came from, with their original key, value and headers.
 * The header `penstock-redriven` counts how often a record was sent back. It ends after the last letter; the next run
 * continues after it.
 *
 * A letter without the topic that it came from is rejected, and by default the run then stops; set `to` for such
 * letters. A letter with the header `penstock-as-text` is also rejected, because it has only a text of the record.
 *
 * @throws `PENSTOCK_BAD_OPTION`; rejects with a {@link KafkaError}, or as `run` does.
 *
 * @example
 * ```ts
 * const { sent } = await redrive(
 *   { brokers: ['localhost:9092'] },
 *   { topic: 'quotes-dead', filter: ({ headers }) => headers['penstock-error-code'] === 'PENSTOCK_UNDECODABLE' },
 * );
 * ```
 */
export const redrive = async (connection: KafkaConnection, options: RedriveOptions): Promise<Redriven> => {
  const checked = checkConnection(connection);
  checkOptions(options, { topic: true, group: true, to: true, filter: true, onReject: true, signal: true }, 'redrive');
  const topic = checkName(options.topic, 'topic');
  const { to, filter, group = `${topic}-redrive`, onReject, signal } = options;
  checkFunctions({ filter });
  const sender = new OccasionalSender(checked, { maxBatch: 500, maxBytes: 900_000, maxAge: 5, expired: 'reject' });
  let sent = 0;
  let passed = 0;
  const back = async (letter: KafkaRecord<unknown>): Promise<WriteOutcome> => {
    if (filter && !filter(letter)) {
      passed += 1;
      return 'unchanged';
    }
    const headers = rawHeaders(letter.raw);
    const asText = headerText(headers, letterHeaders.asText);
    if (asText !== undefined) return { rejected: notTheRecord(letter, asText) };
    const target = to ?? headerText(headers, letterHeaders.topic);
    if (target === undefined)
      return {
        rejected: sourcesError(
          'PENSTOCK_BAD_RECORD',
          `Expected the header ${letterHeaders.topic} at offset ${letter.offset}; it has none. Set the option to.`,
        ),
      };
    try {
      await sender.send(target, recordOf(letter));
    } catch (error) {
      if (error instanceof KafkaError && ['PENSTOCK_RECORD_REFUSED', 'PENSTOCK_RECORD_EXPIRED'].includes(error.code))
        return { rejected: error };
      throw error;
    }
    sent += 1;
    return 'written';
  };
  const letters = kafkaFlow<KafkaRecord<unknown>>(
    checked,
    { topic, group, until: 'end', maxInFlight: 1_000, ...(onReject && { onReject }) },
    (partition, offset, raw) => {
      const letter = new KafkaRecord<unknown>(null, partition, offset, raw);
      return new KafkaRecord(letter, partition, offset, raw);
    },
  );
  await run(
    letters,
    toSink((batch) => Promise.all(batch.map(({ value }) => back(value))), { maxAge: '20ms' }),
    signal ? { signal } : {},
  );
  return { sent, passed };
};

const notTheRecord = ({ offset }: KafkaRecordInfo, asText: string): Error =>
  sourcesError(
    'PENSTOCK_BAD_RECORD',
    `Expected the original record at offset ${offset}; got only a text of its ${asText}, because Kafka or JSON ` +
      `cannot represent it (header ${letterHeaders.asText}). Correct the record at its source and send it from ` +
      'there; skip the letter with filter.',
  );

const recordOf = ({ raw }: { readonly raw: RawRecord }): SenderRecord => {
  const headers = rawHeaders(raw);
  const own = headers.filter(([name]) => !isLetterHeader(name) && name !== redrivenHeader);
  const times = Number(headerText(headers, redrivenHeader) ?? 0) + 1;
  const partition = headerText(headers, letterHeaders.partition);
  const kept = headerText(headers, letterHeaders.sourceTime) ?? raw.timestamp;
  // The letter has a time that is not a valid Kafka timestamp, because its record did not come from Kafka.
  const isOdd = kept !== raw.timestamp && !/^(?!-1$)-?\d+$/.test(kept);
  const time = isOdd && isTime(Number(kept)) ? Number(kept) : undefined;
  return {
    key: raw.key,
    value: raw.value,
    headers: [...(isOdd ? timedHeaders(own, time, false) : own), [redrivenHeader, String(times)]],
    ...(isOdd ? { time } : { timestamp: kept }),
    partition: partition === undefined ? undefined : Number(partition),
  };
};
