import { noEntries } from '../../record/header-entries.ts';
import type { HeaderEntry } from '../../record/header-entries.ts';
import type { CheckedConnection } from '../client/connection.ts';
import { letterHeaders } from '../dead-letters/letter-headers.ts';
import { noTimestamp, timedHeaders, timeHeader } from '../record/event-time.ts';
import type { SenderRecord } from './sender-record.ts';
import { expired, remedy, unknownLimits } from './topic-limits.ts';
import type { TopicLimits } from './topic-limits.ts';

/** What to do with a record that the topic would delete because of its age; `restamp` gives it the current time. */
export type ExpiredPolicy = 'reject' | 'write' | 'restamp';

/** Adapts records to the time settings of their topics. */
export class RecordAge {
  readonly #policy: ExpiredPolicy;
  readonly #connection: CheckedConnection;
  /** Topics about which a warning was emitted. */
  readonly #warned = new Set<string>();

  constructor(policy: ExpiredPolicy, connection: CheckedConnection) {
    this.#policy = policy;
    this.#connection = connection;
  }

  /**
   * Returns the record in a form in which the topic keeps its time.
   *
   * @param known Undefined when the login may not read the topic's settings.
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
    // A redriven record may have a header with a time that a timestamp cannot represent.
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

/**
 * Returns whether the topic accepts a record, even if the brokers' clocks differ, and keeps it for at least half of the
 * retention.
 */
const staysLong = (age: number, { retention, oldest, newest }: TopicLimits): boolean =>
  age <= Math.min(retention, oldest) / 2 && -age <= newest / 2;

// With its record's time, a dead letter could be rejected, or deleted before anyone reads it.
const restamped = ({ headers = noEntries, ...record }: SenderRecord, time: number): SenderRecord => {
  // A letter that was already restamped has its record's time in the header.
  const hasTime = headers.some(([name]) => name === letterHeaders.sourceTime);
  const sourceTime: HeaderEntry = [letterHeaders.sourceTime, String(time)];
  return { ...record, timestamp: undefined, time: undefined, headers: hasTime ? headers : [...headers, sourceTime] };
};
