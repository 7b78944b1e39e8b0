import { noEntries } from '../../record/header-entries.ts';
import type { HeaderEntry } from '../../record/header-entries.ts';
import type { CheckedConnection } from '../client/connection.ts';
import { letterHeaders } from '../dead-letters/letter-headers.ts';
import { noTimestamp, timedHeaders, timeHeader } from '../record/event-time.ts';
import type { SenderRecord } from './sender-record.ts';
import { expired, remedy, unknownLimits } from './topic-limits.ts';
import type { TopicLimits } from './topic-limits.ts';

/** What becomes of a record that the topic would delete for its age; `restamp` gives it the time of now. */
export type ExpiredPolicy = 'reject' | 'write' | 'restamp';

/** Makes records fit what their topics do with times. */
export class RecordAge {
  readonly #policy: ExpiredPolicy;
  readonly #connection: CheckedConnection;
  /** Topics about which a warning was given. */
  readonly #warned = new Set<string>();

  constructor(policy: ExpiredPolicy, connection: CheckedConnection) {
    this.#policy = policy;
    this.#connection = connection;
  }

  /**
   * The record as the topic can keep its time.
   *
   * @param known `undefined` where the login may not read the settings of the topic.
   * @throws `PENSTOCK_RECORD_EXPIRED`
   */
  fit(topic: string, record: SenderRecord, known: TopicLimits | undefined): SenderRecord {
    const { timestamp, headers = noEntries } = record;
    const time = record.time ?? (timestamp === undefined || timestamp === noTimestamp ? undefined : Number(timestamp));
    if (time === undefined) return record;
    const limits = known ?? unknownLimits;
    const now = Date.now();
    const isExpired = now - time > limits.retention || now - time > limits.oldest;
    if (this.#policy === 'restamp')
      return limits.stampsArrival || !staysLong(now - time, limits) ? restamped(record, time) : record;
    if (isExpired && this.#policy === 'reject') {
      if (known) throw expired(topic, time, known, now);
      this.#warn(topic, time);
    }
    // A record that is sent back may have a header with a time that its timestamp could not hold.
    if (!limits.stampsArrival || (record.time === undefined && headers.some(([name]) => name === timeHeader)))
      return record;
    return { ...record, headers: timedHeaders(headers, time, true) };
  }

  #warn(topic: string, time: number): void {
    if (this.#warned.has(topic)) return;
    this.#warned.add(topic);
    const { logger } = this.#connection;
    const message =
      `The login may not read the settings of the topic ${topic} (DescribeConfigs), so it is unknown whether the ` +
      `broker deletes records of ${new Date(time).toISOString()}. ${remedy}, or allow DescribeConfigs.`;
    if (logger) logger.warn({ topic }, message);
    else process.emitWarning(message, { code: 'PENSTOCK_RETENTION_UNKNOWN' });
  }
}

/** Whether a record is taken, whatever the clocks of the brokers say, and kept for at least half of the retention. */
const staysLong = (age: number, { retention, oldest, newest }: TopicLimits): boolean =>
  age <= Math.min(retention, oldest) / 2 && -age <= newest / 2;

// A dead letter with its record's own time could be refused, or deleted before anybody looks.
const restamped = ({ headers = noEntries, ...record }: SenderRecord, time: number): SenderRecord => {
  // A letter that was restamped before and is rejected again has its record's time already.
  const hasTime = headers.some(([name]) => name === letterHeaders.sourceTime);
  const sourceTime: HeaderEntry = [letterHeaders.sourceTime, String(time)];
  return { ...record, timestamp: undefined, time: undefined, headers: hasTime ? headers : [...headers, sourceTime] };
};
