import { sourcesError } from '../../errors.ts';
import type { CommittedOffset, KafkaAdmin } from '../client/kafka-client.ts';
import { KafkaError } from '../kafka-error.ts';

/**
 * Where reading begins: what the group has committed, and the first record where it has not; or whatever is committed,
 * the first record, the end, the first record at or after a time (ms since the Unix epoch), or offsets by partition.
 */
export type StartPosition = 'committed' | 'earliest' | 'latest' | { readonly timestamp: number } | { readonly offsets: Readonly<Record<number, number>> };

/** Where one partition begins, and where it ended at that time. */
export interface PartitionStart {
  readonly partition: number;
  readonly offset: number;
  readonly low: number;
  readonly high: number;
}

/** The first offset of a partition that is there, and the next to be written. */
interface Bound {
  readonly low: number;
  readonly high: number;
}

/** Checks a start position; throws `PENSTOCK_BAD_OPTION`. */
export const checkStart = (from: StartPosition): StartPosition => {
  const isOffset = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (from === 'committed' || from === 'earliest' || from === 'latest') return from;
  if (typeof from === 'object' && from !== null) {
    if ('timestamp' in from && Number.isFinite(from.timestamp)) return from;
    if ('offsets' in from && Object.entries(from.offsets).every(([partition, offset]) => isOffset(Number(partition)) && isOffset(offset))) return from;
  }
  throw sourcesError('PENSTOCK_BAD_OPTION', "from must be 'committed', 'earliest', 'latest', { timestamp: ms since the epoch } or { offsets: { partition: offset } }.");
};

/**
 * Finds where the partitions of a flow begin.
 *
 * `from` holds for a partition that nobody in the group has read since the flow began. Where somebody has, as when a
 * rebalance brings a partition back, what is committed counts: to begin at `from` again would read everything twice.
 */
export class StartPositions {
  readonly #topic: string;
  readonly #group: string;
  readonly #from: StartPosition;
  #before: ReadonlyMap<number, CommittedOffset> | undefined;
  readonly #begun = new Map<number, number>();

  constructor(topic: string, group: string, from: StartPosition) {
    this.#topic = topic;
    this.#group = group;
    this.#from = from;
  }

  /** Looks at what is committed before the group is joined, and throws `PENSTOCK_POSITION_LOST` if it is not there any more: the client would begin elsewhere without a word. */
  async begin(admin: KafkaAdmin): Promise<void> {
    const [bounds, committed] = await Promise.all([admin.bounds(this.#topic), admin.committed(this.#group, this.#topic)]);
    this.#before = committed;
    if (this.#from === 'committed') for (const [partition, offset] of committed) this.#check(partition, offset, bounds.get(partition));
  }

  async find(admin: KafkaAdmin, partitions: readonly number[]): Promise<PartitionStart[]> {
    const [bounds, committed] = await Promise.all([admin.bounds(this.#topic), admin.committed(this.#group, this.#topic)]);
    const times = typeof this.#from === 'object' && 'timestamp' in this.#from ? await admin.offsetsAt(this.#topic, this.#from.timestamp) : undefined;
    return partitions.map((partition) => {
      const bound = bounds.get(partition);
      if (!bound) throw new KafkaError('PENSTOCK_KAFKA_FAILED', `Could not find partition ${partition} of ${this.#topic} yet.`, { retriable: true });
      const { low, high } = bound;
      const at = committed.get(partition);
      // The client itself gives up a lost position as soon as it has joined.
      const untouched = this.#from !== 'committed' && (at === 'lost' || at === this.#before?.get(partition));
      const asked = untouched ? (this.#begun.get(partition) ?? this.#asked(partition, low, high, times)) : undefined;
      const offset = asked ?? at ?? low;
      this.#check(partition, offset, bound);
      return { partition, offset, low, high };
    });
  }

  /** Notes that reading of a partition has begun there. */
  began({ partition, offset }: PartitionStart): void {
    if (!this.#begun.has(partition)) this.#begun.set(partition, offset);
  }

  #check(partition: number, offset: CommittedOffset, bound: Bound | undefined): asserts offset is number {
    if (offset === 'lost' || (bound && (offset < bound.low || offset > bound.high))) throw positionLost(this.#topic, partition, offset, bound);
  }

  #asked(partition: number, low: number, high: number, times: ReadonlyMap<number, number> | undefined): number | undefined {
    if (this.#from === 'earliest') return low;
    if (this.#from === 'latest') return high;
    if (times) return times.get(partition) ?? high;
    return (this.#from as { readonly offsets: Readonly<Record<number, number>> }).offsets[partition];
  }
}

/** The error for a position that the partition does not have any more, or not yet. */
export const positionLost = (topic: string, partition: number, offset: CommittedOffset, bound: Bound | undefined): KafkaError => {
  const has = bound ? `, and has ${bound.low} to ${bound.high}` : '';
  const where =
    offset === 'lost'
      ? `where the group was${has}; a member found no records there before: they were deleted, or the topic was made anew`
      : `offset ${offset}${has}: ${!bound || offset < bound.low ? 'the records between were deleted, by retention or by hand' : 'the topic was made anew, or the offset belongs to another'}`;
  return new KafkaError('PENSTOCK_POSITION_LOST', `Partition ${topic}-${partition} should be read from ${where}. To go on without them, set from to 'earliest' or to offsets that are there.`, { retriable: false });
};
