import type { FlowOutput, LaneOutput, RecordKey, SourceRecord } from '@penstock/stream';
import { toRecordId, toRecordKey, toRecordTime } from '@penstock/stream/internal';
import { setImmediate } from 'node:timers/promises';
import type { ConsumerGroup, Member } from './consumer-group.ts';
import type { OpenTopic } from './open-topic.ts';
import type { StoredRecord } from './topic-record.ts';

/** Options of a {@link TopicReader}. */
export interface TopicReaderOptions<T> {
  readonly until?: 'end';
  readonly id?: (value: T) => string;
  readonly key?: (value: T) => RecordKey | null;
  readonly time?: (value: T) => number;
}

interface Reading<T> {
  readonly partition: number;
  readonly lane: LaneOutput<T>;
  /** The offset at which `until: 'end'` stops. */
  readonly end: number;
  next: number;
}

// Records between two turns of the event loop. Without them, a sink that settles immediately would never let the commit
// timer run.
const burst = 256;

/**
 * Reads the topic for one flow of a group: takes partitions, hands their records out while there is credit, and gives
 * partitions up.
 */
export class TopicReader<T> {
  readonly #topic: OpenTopic<T>;
  readonly #group: ConsumerGroup;
  readonly #member: Member;
  readonly #output: FlowOutput<T>;
  readonly #options: TopicReaderOptions<T>;
  #readings: Array<Reading<T>> = [];
  #asking = false;

  constructor(
    topic: OpenTopic<T>,
    group: ConsumerGroup,
    member: Member,
    output: FlowOutput<T>,
    options: TopicReaderOptions<T>,
  ) {
    this.#topic = topic;
    this.#group = group;
    this.#member = member;
    this.#output = output;
    this.#options = options;
  }

  async read(): Promise<void> {
    const { signal } = this.#output;
    const { bell } = this.#member;
    signal.addEventListener('abort', () => bell.ring(), { once: true });
    this.#group.join(this.#member);
    while (!signal.aborted) {
      this.#topic.checkOpen();
      // There is no await between these checks and `bell.wait()`, so no ring is missed.
      const surplus = this.#group.surplus(this.#member);
      const claimed = surplus.length > 0 ? [] : this.#group.claim(this.#member);
      if (surplus.length > 0) await this.#giveUp(surplus);
      else if (claimed.length > 0) await this.#take(claimed);
      else if (this.#handOut()) await setImmediate();
      else if (this.#output.credit() <= 0) await this.#outOfCredit();
      else if (this.#atEnd()) return;
      else await bell.wait();
    }
  }

  /** Commits the settled records of partitions that other members should read, then releases the partitions. */
  async #giveUp(surplus: readonly number[]): Promise<void> {
    const moved = this.#readings.filter(({ partition }) => surplus.includes(partition));
    this.#readings = this.#readings.filter(({ partition }) => !surplus.includes(partition));
    await this.#output.revoke(moved.map(({ lane }) => lane));
    this.#group.release(this.#member, surplus);
  }

  async #take(claimed: readonly number[]): Promise<void> {
    const starts = claimed.map((partition) => ({
      topic: this.#topic.name,
      partition,
      offset: this.#group.position(partition),
    }));
    const lanes = await this.#output.assign(starts);
    for (const [index, { partition, offset }] of starts.entries()) {
      this.#readings.push({ partition, lane: lanes[index]!, end: this.#topic.end(partition), next: offset });
    }
  }

  /**
   * Hands out one record of each partition in turn while there is credit; returns false when there was nothing to hand
   * out.
   */
  #handOut(): boolean {
    let handed = 0;
    for (let before = -1; before !== handed && handed < burst;) {
      before = handed;
      for (const reading of this.#readings) {
        const record = this.#peek(reading);
        reading.lane.setIdle(record === undefined);
        if (!record) continue;
        if (this.#output.credit() <= 0) return handed > 0;
        this.#hand(reading.lane, record, reading.next++);
        handed += 1;
      }
      // Move the first partition to the end, so that a credit of one record does not always go to the same partition.
      this.#readings.push(...this.#readings.splice(0, 1));
    }
    return handed > 0;
  }

  #hand(lane: LaneOutput<T>, record: StoredRecord<T>, offset: number): void {
    const { id, key, time } = this.#options;
    const { value, headers } = record;
    let handed: SourceRecord<T>;
    try {
      handed = {
        value,
        offset,
        id: id && toRecordId(id(value)),
        key: key ? toRecordKey(key(value)) : record.key,
        time: time ? toRecordTime(time(value)) : record.time,
        headers,
      };
    } catch (error) {
      lane.reject({ ...record, offset }, error);
      return;
    }
    lane.next(handed);
  }

  #peek({ partition, next, end }: Reading<T>) {
    return this.#options.until === 'end' && next >= end ? undefined : this.#topic.records(partition)[next];
  }

  #atEnd(): boolean {
    return (
      this.#options.until === 'end' &&
      !this.#group.awaits(this.#member) &&
      this.#readings.every(({ next, end }) => next >= end)
    );
  }

  /** Waits for credit or any other ring, so that a flow without credit can still give up partitions. */
  async #outOfCredit(): Promise<void> {
    const rung = this.#member.bell.wait();
    if (!this.#asking) {
      this.#asking = true;
      void this.#output.ready().then(() => {
        this.#asking = false;
        this.#member.bell.ring();
      });
    }
    await rung;
  }
}
