import { sourcesError } from '../../errors.ts';
import type { CommittedPosition, KafkaAdmin, TopicIdentity } from '../client/kafka-client.ts';
import { isTime } from '../../record/record-parts.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { isReplaced, judge, readNote } from './commit-note.ts';

/**
 * Where reading begins.
 *
 * - `'committed'`: what the group has committed, and the first record where it has not.
 * - `'earliest'`: the first record, whatever is committed.
 * - `'latest'`: the end as it was when the flow began, whatever is committed.
 * - `{ timestamp }`: the first record at or after a time, ms since the Unix epoch within ±8.64e15; the end where there
 *   is none.
 * - `{ offsets }`: offsets by partition; the others as for `'committed'`.
 *
 * It holds for the partitions that the topic has when the flow begins, until the group commits in them. A partition
 * that is added later begins at its first record.
 */
export type StartPosition =
  | 'committed'
  | 'earliest'
  | 'latest'
  | { readonly timestamp: number }
  | { readonly offsets: Readonly<Record<number, number>> };

/** Where one partition begins, and where it ended at that time. */
export interface PartitionStart {
  readonly partition: number;
  readonly offset: number;
  readonly low: number;
  readonly high: number;
  /** The position follows from `from`, and other members of the group do not know it before it is committed. */
  readonly chosen: boolean;
}

/** The first offset of a partition that is there, and the next to be written. */
interface Bound {
  readonly low: number;
  readonly high: number;
}

/** `'lost'` and `'replaced'`: there was a position, and the topic does not have it. */
type CommittedOffset = number | 'lost' | 'replaced';

/** Checks a start position; throws `PENSTOCK_BAD_OPTION`. */
export const checkStart = (from: StartPosition): StartPosition => {
  if (from === 'committed' || from === 'earliest' || from === 'latest') return from;
  if (typeof from === 'object' && from !== null && Object.keys(from).length === 1) {
    if ('timestamp' in from && typeof from.timestamp === 'number' && isTime(from.timestamp)) return from;
    if ('offsets' in from && areOffsets(from.offsets)) return from;
  }
  throw sourcesError(
    'PENSTOCK_BAD_OPTION',
    "from must be 'committed', 'earliest', 'latest', { timestamp: ms since the epoch, within 8.64e15 of it } or { " +
      'offsets: { partition: offset } }.',
  );
};

const areOffsets = (offsets: Readonly<Record<number, number>>): boolean =>
  typeof offsets === 'object' &&
  offsets !== null &&
  Object.entries(offsets).every(
    ([partition, offset]) => /^\d+$/.test(partition) && Number.isSafeInteger(offset) && offset >= 0,
  );

/**
 * Finds where the partitions of a flow begin.
 *
 * `from` holds for a partition that nobody in the group has read since the flow began. Where another member has, as
 * when a rebalance brings a partition, what is committed counts: to begin at `from` again would read everything twice
 * or skip what that member had in flight.
 */
export class StartPositions {
  readonly #topic: string;
  readonly #group: string;
  readonly #from: StartPosition;
  /** The topic as it was when the flow began. */
  #identity: TopicIdentity | undefined;
  #partitions = 0;
  #before: ReadonlyMap<number, CommittedPosition> = new Map();
  /** Where `from` puts the partitions that the topic had when the flow began. */
  #asked: ReadonlyMap<number, number> = new Map();
  /** It begins at the end of a topic that other members are reading: they may have records in flight. */
  #joins = false;
  readonly #begun = new Map<number, number>();

  constructor(topic: string, group: string, from: StartPosition) {
    this.#topic = topic;
    this.#group = group;
    this.#from = from;
  }

  /** The topic that positions count in; `undefined` where the broker does not tell. */
  get identity(): TopicIdentity | undefined {
    return this.#identity;
  }

  /** How many partitions the topic had when the flow began. */
  get partitions(): number {
    return this.#partitions;
  }

  /**
   * Looks at the topic before the group is joined, and throws `PENSTOCK_POSITION_LOST` if what is committed is not
   * there any more: the client would begin elsewhere without a word.
   */
  async begin(admin: KafkaAdmin): Promise<void> {
    const from = this.#from;
    this.#begun.clear();
    // Before the bounds: of a topic that is made anew in between, the old identity then tells.
    this.#identity = await admin.identity(this.#topic);
    const [bounds, committed] = await Promise.all([
      admin.bounds(this.#topic),
      admin.committed(this.#group, this.#topic),
    ]);
    this.#before = committed;
    this.#partitions = bounds.size;
    if (from === 'committed') {
      for (const [partition, position] of committed)
        this.#check(partition, judge(position, this.#identity), bounds.get(partition));
      return;
    }
    const times =
      typeof from === 'object' && 'timestamp' in from ? await admin.offsetsAt(this.#topic, from.timestamp) : undefined;
    this.#asked = askedOf(from, bounds, times);
    for (const [partition, offset] of this.#asked)
      if (!bounds.has(partition)) throw positionLost(this.#topic, partition, offset, undefined);
    this.#joins = from === 'latest' && (await admin.hasMembers(this.#group));
  }

  async find(admin: KafkaAdmin, partitions: readonly number[]): Promise<PartitionStart[]> {
    const identity = await admin.identity(this.#topic);
    // Nothing had been read of the former topic, or the flow would have failed.
    if (identity && this.#identity && isReplaced(this.#identity, identity)) await this.begin(admin);
    const [bounds, committed] = await Promise.all([
      admin.bounds(this.#topic),
      admin.committed(this.#group, this.#topic),
    ]);
    return partitions.map((partition) => {
      const bound = bounds.get(partition);
      if (!bound)
        throw new KafkaError('PENSTOCK_KAFKA_FAILED', `Could not find partition ${partition} of ${this.#topic} yet.`, {
          retriable: true,
        });
      const { low, high } = bound;
      const position = committed.get(partition);
      const at = judge(position, this.#identity);
      const asked = this.#begun.get(partition) ?? this.#askedOf(partition, at, committed);
      // The client itself gives up a lost position as soon as it has joined.
      const untouched =
        asked !== undefined && (typeof at !== 'number' || isSame(position, this.#before.get(partition)));
      const offset = untouched ? asked : (at ?? low);
      this.#check(partition, offset, bound);
      return { partition, offset, low, high, chosen: untouched };
    });
  }

  /** Notes that reading of a partition has begun there. */
  began({ partition, offset, chosen }: PartitionStart): void {
    if (chosen && !this.#begun.has(partition)) this.#begun.set(partition, offset);
  }

  #askedOf(
    partition: number,
    at: CommittedOffset | undefined,
    committed: ReadonlyMap<number, CommittedPosition>,
  ): number | undefined {
    const asked = this.#asked.get(partition);
    if (asked === undefined || !this.#joins) return asked;
    // What those members have in flight comes after what they have committed.
    if (typeof at === 'number') return asked > at ? undefined : asked;
    // Added since those members began, and not taken up yet.
    return partition >= partitionsOf(committed) ? undefined : asked;
  }

  #check(partition: number, offset: CommittedOffset | undefined, bound: Bound | undefined): asserts offset is number {
    if (typeof offset !== 'number' || (bound && (offset < bound.low || offset > bound.high)))
      throw positionLost(this.#topic, partition, offset ?? 'lost', bound);
  }
}

const askedOf = (
  from: StartPosition,
  bounds: ReadonlyMap<number, Bound>,
  times: ReadonlyMap<number, number> | undefined,
): ReadonlyMap<number, number> => {
  if (typeof from === 'object' && 'offsets' in from)
    return new Map(Object.entries(from.offsets).map(([partition, offset]) => [Number(partition), offset]));
  return new Map(
    Array.from(bounds, ([partition, { low, high }]) => [
      partition,
      from === 'earliest' ? low : (times?.get(partition) ?? high),
    ]),
  );
};

/** How many partitions the topic had when the first of the members that have committed began. */
const partitionsOf = (committed: ReadonlyMap<number, CommittedPosition>): number =>
  Math.min(...Array.from(committed.values(), ({ metadata }) => readNote(metadata)?.partitions ?? Infinity));

const isSame = (one: CommittedPosition | undefined, other: CommittedPosition | undefined): boolean =>
  one?.offset === other?.offset && one?.metadata === other?.metadata;

/** The error for a position that the partition does not have any more, or not yet. */
export const positionLost = (
  topic: string,
  partition: number,
  offset: CommittedOffset,
  bound: Bound | undefined,
): KafkaError => {
  const has = bound ? `, and has ${bound.low} to ${bound.high}` : '';
  const where =
    offset === 'lost'
      ? `where the group was${has}; a member found no records there before: they were deleted, or the topic was ` +
        'made anew'
      : offset === 'replaced'
        ? `where the group was in a topic of that name that was deleted; another was created${has}`
        : !bound
          ? `offset ${offset}; the topic has no such partition`
          : `offset ${offset}${has}: ` +
            (offset < bound.low
              ? 'the records between were deleted, by retention or by hand'
              : 'the topic was made anew, or the offset belongs to another');
  return new KafkaError(
    'PENSTOCK_POSITION_LOST',
    `Partition ${topic}-${partition} should be read from ${where}. To go on without them, set from to 'earliest' ` +
      'or to offsets that are there.',
    { retriable: false },
  );
};

/** The error for a topic that was deleted and created anew while a flow read it. */
export const topicReplaced = (topic: string): KafkaError =>
  new KafkaError(
    'PENSTOCK_POSITION_LOST',
    `The topic ${topic} was deleted and created anew while the flow read it, so its positions belong to the ` +
      'deleted topic. To read the new topic, start the flow again; if it reports this once more, with from set to ' +
      `'earliest' or to offsets that are there.`,
    { retriable: false },
  );
