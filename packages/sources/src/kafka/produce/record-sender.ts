import { type Backoff, startTimer } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import type { Subscription } from 'rxjs';
import { type CheckedConnection, reportRetry } from '../client/connection.ts';
import type { KafkaProducer, OutgoingRecord } from '../client/kafka-client.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { backoffOf, firstContact, isRetriable, pause } from '../client/retry.ts';
import { type HeaderEntry, noEntries } from '../../record/header-entries.ts';
import { partitionOf } from '../../record/partitioner.ts';
import { letterHeaders } from '../dead-letters/letter-headers.ts';
import { noTimestamp, timedHeaders, timeHeader, timestampOf } from '../record/event-time.ts';
import { expired, limitsOf, remedy, type TopicLimits, unknownLimits } from './topic-limits.ts';

/** How a {@link RecordSender} gathers; durations in milliseconds. */
export interface SenderSettings {
  readonly maxBatch: number;
  readonly maxBytes: number;
  readonly maxAge: number;
  /** What becomes of a record that the topic would delete for its age; `restamp` gives it the time of now. */
  readonly expired: 'reject' | 'write' | 'restamp';
}

/** What a {@link RecordSender} tells; `E` goes along with each record. */
export interface SenderEvents<E> {
  /** False when a record that waited need not be sent any more. */
  wanted(entry: E): boolean;
  /** A send begins; the result is called when it has ended. */
  sending(entries: readonly E[]): () => void;
  /** All in-sync replicas have the records. */
  sent(entries: readonly E[]): void;
  /** The broker will never take this record. */
  refused(entry: E, error: KafkaError): void;
  /** Nothing more will be sent. */
  failed(error: KafkaError): void;
}

/** A record to send; the partition follows from the key, or is chosen in turn. */
export interface SenderRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: OutgoingRecord['headers'];
  readonly timestamp?: string | undefined;
  /** Event time, in the place of `timestamp`. */
  readonly time?: number | undefined;
  /** Where it should go if it has no key and the topic has that partition. */
  readonly partition?: number | undefined;
  /** What chooses the partition in the place of the key. */
  readonly partitionBy?: string | undefined;
}

interface Entry<E> {
  readonly record: OutgoingRecord;
  readonly bytes: number;
  readonly token: E;
}

interface Queue<E> {
  readonly topic: string;
  readonly partition: number;
  entries: Array<Entry<E>>;
  bytes: number;
  sending: boolean;
  /** The oldest has waited long enough. */
  ripe: boolean;
  timer: Subscription | undefined;
}

// Length fields, offsets and timestamps of one record.
const recordOverhead = 32;

/**
 * Sends records in batches, with at most one batch of a partition under way, its retries included: an idempotent
 * producer numbers the batches of a partition, and a batch that overtook a failed one would take its number, so that
 * the broker would drop it as a repetition. Partitions go side by side.
 */
export class RecordSender<E> {
  readonly #connection: CheckedConnection;
  readonly #settings: SenderSettings;
  readonly #events: SenderEvents<E>;
  readonly #queues = new Map<string, Array<Queue<E>>>();
  readonly #opening = new Map<string, Promise<void>>();
  readonly #sticky = new Map<string, number>();
  /** By topic; `undefined` where the login may not read its settings. */
  readonly #limits = new Map<string, TopicLimits | undefined>();
  readonly #warned = new Set<string>();
  readonly #stopping = new AbortController();
  #early: Array<readonly [topic: string, record: SenderRecord, token: E]> = [];
  #producer: KafkaProducer | undefined;
  #sending = 0;
  #urgent = false;
  #whenIdle: (() => void) | undefined;

  constructor(connection: CheckedConnection, settings: SenderSettings, events: SenderEvents<E>) {
    this.#connection = connection;
    this.#settings = settings;
    this.#events = events;
  }

  /** Connects and looks the topics up; records that came before go out then. */
  async start(open: () => Promise<KafkaProducer>, topics: readonly string[]): Promise<void> {
    const { signal } = this.#stopping;
    let producer: KafkaProducer | undefined;
    try {
      producer = await open();
      await firstContact(this.#connection, signal, () => producer!.connect());
      for (const topic of topics) await this.#open(producer, topic);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      await producer?.disconnect().catch(() => undefined);
      return;
    }
    if (signal.aborted) return void producer.disconnect().catch(() => undefined);
    this.#producer = producer;
    for (const [topic, record, token] of this.#early.splice(0)) this.send(topic, record, token);
    this.#pumpAll();
    // There may have been no record, or none that the topic can keep.
    if (this.#idle()) this.#whenIdle?.();
  }

  /** Makes a topic known that was not among those of {@link start}; rejects with `PENSTOCK_TOPIC_UNKNOWN`. */
  async addTopic(topic: string): Promise<void> {
    if (!this.#producer || this.#queues.has(topic)) return;
    const opening =
      this.#opening.get(topic) ?? this.#open(this.#producer, topic).finally(() => this.#opening.delete(topic));
    this.#opening.set(topic, opening);
    await opening;
  }

  send(topic: string, record: SenderRecord, token: E): void {
    if (!this.#producer) return void this.#early.push([topic, record, token]);
    const queues = this.#queues.get(topic)!;
    const partition = this.#partitionOf(topic, record, queues.length);
    const queue = queues[partition]!;
    const aged = this.#aged(topic, record);
    if (aged instanceof KafkaError) return this.#events.refused(token, aged);
    const { key, value, headers, time } = aged;
    const timestamp = time === undefined ? aged.timestamp : timestampOf(time);
    const bytes = sizeOf(key) + sizeOf(value) + recordOverhead;
    if (queue.entries.length > 0 && queue.bytes + bytes > this.#settings.maxBytes) this.#ripen(queue);
    queue.entries.push({ record: { partition, key, value, headers, timestamp }, bytes, token });
    queue.bytes += bytes;
    if (queue.entries.length === 1) queue.timer ??= startTimer(this.#settings.maxAge, () => this.#ripen(queue));
    this.#pump(queue);
  }

  /** Sends what waits, full batch or not. */
  flush(): void {
    for (const queues of this.#queues.values())
      for (const queue of queues) if (queue.entries.length > 0) this.#ripen(queue);
  }

  /** Sends everything without waiting for more; resolves when nothing waits and nothing is under way. */
  async drain(): Promise<void> {
    this.#urgent = true;
    this.#pumpAll();
    if (!this.#idle()) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
  }

  /** Gives up what waits, and disconnects. */
  async close(): Promise<void> {
    this.#stopping.abort();
    for (const queues of this.#queues.values()) for (const { timer } of queues) timer?.unsubscribe();
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }

  async #open(producer: KafkaProducer, topic: string): Promise<void> {
    const { signal } = this.#stopping;
    const count = await firstContact(this.#connection, signal, () => producer.partitions(topic));
    const config = await firstContact(this.#connection, signal, () => producer.config(topic));
    this.#limits.set(topic, config && limitsOf(config));
    this.#queues.set(
      topic,
      Array.from({ length: count }, (_, partition) => newQueue(topic, partition)),
    );
  }

  /** The record as the topic can keep its time, or why it is not sent. */
  #aged(topic: string, record: SenderRecord): SenderRecord | KafkaError {
    const { timestamp, headers = noEntries } = record;
    const time = record.time ?? (timestamp === undefined || timestamp === noTimestamp ? undefined : Number(timestamp));
    if (time === undefined) return record;
    const known = this.#limits.get(topic);
    const limits = known ?? unknownLimits;
    const now = Date.now();
    const isExpired = now - time > limits.retention || now - time > limits.oldest;
    const { expired: policy } = this.#settings;
    if (policy === 'restamp')
      return limits.stampsArrival || !staysLong(now - time, limits) ? restamped(record, time) : record;
    if (isExpired && policy === 'reject') {
      if (known) return expired(topic, time, known, now);
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
      `The login may not read the settings of the topic ${topic} (DescribeConfigs), so nobody knows whether the ` +
      `broker deletes records of ${new Date(time).toISOString()}. ${remedy}, or allow DescribeConfigs.`;
    if (logger) logger.warn({ topic }, message);
    else process.emitWarning(message, { code: 'PENSTOCK_RETENTION_UNKNOWN' });
  }

  #partitionOf(topic: string, { key, partition, partitionBy }: SenderRecord, count: number): number {
    const by = partitionBy ?? key;
    if (by !== null) return partitionOf(by, count);
    if (partition !== undefined && partition < count) return partition;
    // One partition until its batch goes, so that batches get full.
    const sticky = this.#sticky.get(topic) ?? 0;
    this.#sticky.set(topic, sticky);
    return sticky % count;
  }

  #ripen(queue: Queue<E>): void {
    queue.timer?.unsubscribe();
    queue.timer = undefined;
    queue.ripe = true;
    this.#pump(queue);
  }

  #pumpAll(): void {
    for (const queues of this.#queues.values()) for (const queue of queues) this.#pump(queue);
  }

  #pump(queue: Queue<E>): void {
    const { maxBatch, maxBytes } = this.#settings;
    if (queue.sending || queue.entries.length === 0 || this.#stopping.signal.aborted) return;
    if (!this.#urgent && !queue.ripe && queue.entries.length < maxBatch && queue.bytes < maxBytes) return;
    let count = 0;
    for (
      let bytes = 0;
      count < Math.min(maxBatch, queue.entries.length) &&
      (count === 0 || bytes + queue.entries[count]!.bytes <= maxBytes);
      count += 1
    )
      bytes += queue.entries[count]!.bytes;
    const batch = queue.entries.splice(0, count).filter(({ bytes, token }) => {
      queue.bytes -= bytes;
      return this.#events.wanted(token);
    });
    // What is left came later than what goes, and gets its own time.
    queue.ripe = false;
    queue.timer?.unsubscribe();
    queue.timer = queue.entries.length > 0 ? startTimer(this.#settings.maxAge, () => this.#ripen(queue)) : undefined;
    if (this.#sticky.get(queue.topic) === queue.partition)
      this.#sticky.set(queue.topic, (queue.partition + 1) % this.#queues.get(queue.topic)!.length);
    if (batch.length > 0) void this.#send(queue, batch);
    else if (queue.entries.length > 0) this.#pump(queue);
    else if (this.#idle()) this.#whenIdle?.();
  }

  async #send(queue: Queue<E>, batch: ReadonlyArray<Entry<E>>): Promise<void> {
    queue.sending = true;
    this.#sending += 1;
    const ended = this.#events.sending(batch.map(({ token }) => token));
    try {
      await this.#deliver(queue, batch);
    } catch (error) {
      this.#fail(error);
    } finally {
      ended();
      queue.sending = false;
      this.#sending -= 1;
    }
    this.#grow(queue.topic);
    this.#pump(queue);
    if (this.#idle()) this.#whenIdle?.();
  }

  async #deliver(queue: Queue<E>, batch: ReadonlyArray<Entry<E>>): Promise<void> {
    const { signal } = this.#stopping;
    const { topic, partition } = queue;
    const records = batch.map(({ record }) => record);
    let backoff: Backoff | undefined;
    while (this.#producer && !signal.aborted) {
      try {
        await this.#producer.send(topic, partition, records);
        this.#events.sent(batch.map(({ token }) => token));
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        const error = thrown as KafkaError;
        if (error.code === 'PENSTOCK_RECORD_REFUSED') return await this.#bisect(queue, batch, error);
        if (!isRetriable(error)) throw error;
        backoff ??= backoffOf(this.#connection);
        const wait = backoff.next();
        if (wait === undefined) throw error;
        reportRetry(this.#connection, { what: 'send', error, attempt: backoff.attempt, wait });
        await pause(wait, signal);
      }
    }
  }

  /** The broker refuses a batch as a whole, so the record at fault is found by halving. */
  async #bisect(queue: Queue<E>, batch: ReadonlyArray<Entry<E>>, error: KafkaError): Promise<void> {
    if (batch.length === 1) return this.#events.refused(batch[0]!.token, error);
    const middle = batch.length >> 1;
    await this.#deliver(queue, batch.slice(0, middle));
    await this.#deliver(queue, batch.slice(middle));
  }

  /** Takes up partitions that were added to the topic. */
  #grow(topic: string): void {
    const queues = this.#queues.get(topic)!;
    void this.#producer?.partitions(topic).then(
      (count) => {
        for (let partition = queues.length; partition < count; partition += 1) queues.push(newQueue(topic, partition));
      },
      () => undefined,
    );
  }

  #idle(): boolean {
    if (this.#stopping.signal.aborted) return true;
    if (this.#sending > 0 || this.#early.length > 0 || !this.#producer) return false;
    return [...this.#queues.values()].every((queues) => queues.every(({ entries }) => entries.length === 0));
  }

  #fail(thrown: unknown): void {
    const error =
      thrown instanceof KafkaError
        ? thrown
        : new KafkaError('PENSTOCK_KAFKA_FAILED', `Could not send: ${reasonText(thrown)}.`, {
            retriable: false,
            cause: thrown,
          });
    this.#stopping.abort();
    this.#events.failed(error);
    this.#whenIdle?.();
  }
}

/** Whether a record is taken, whatever the clocks of the brokers say, and kept for at least half of the retention. */
const staysLong = (age: number, { retention, oldest, newest }: TopicLimits): boolean =>
  age <= Math.min(retention, oldest) / 2 && -age <= newest / 2;

// Of a dead letter, whose own time would have it refused, or deleted before anybody looks.
const restamped = ({ headers = noEntries, ...record }: SenderRecord, time: number): SenderRecord => {
  // A letter that was restamped before and is rejected again has its record's time already.
  const hasTime = headers.some(([name]) => name === letterHeaders.sourceTime);
  const sourceTime: HeaderEntry = [letterHeaders.sourceTime, String(time)];
  return { ...record, timestamp: undefined, time: undefined, headers: hasTime ? headers : [...headers, sourceTime] };
};

const newQueue = <E>(topic: string, partition: number): Queue<E> => ({
  topic,
  partition,
  entries: [],
  bytes: 0,
  sending: false,
  ripe: false,
  timer: undefined,
});

const sizeOf = (part: string | Buffer | null): number =>
  part === null ? 0 : typeof part === 'string' ? Buffer.byteLength(part) : part.length;
