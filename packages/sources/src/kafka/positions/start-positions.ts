import { sourcesError } from '../../errors.ts';
import type { CommittedPosition, KafkaAdmin, TopicIdentity } from '../client/kafka-client.ts';
import { isTime } from '../../record/record-parts.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { isReplaced, judge, readNote } from './commit-note.ts';

/**
 * Where reading of a topic begins.
 *
 * - `'committed'`: the group's committed offset; the first record in partitions without one.
 * - `'earliest'`: the first record; committed offsets are ignored.
 * - `'latest'`: the end of the partition when the flow began; committed offsets are ignored.
 * - `{ timestamp }`: the first record at or after a time in ms since the Unix epoch, within ±8.64e15; the end if there
 *   is none.
 * - `{ offsets }`: an offset for each listed partition; other partitions begin as with `'committed'`.
 *
 * It applies to the partitions that the topic has when the flow begins, until the group commits in them. A partition
 * that is added later is read from its first record.
 */
export type StartPosition =
  | 'committed'
  | 'earliest'
  | 'latest'
  | { readonly timestamp: number }
  | { readonly offsets: Readonly<Record<number, number>> };

/** Where reading of a partition begins, and the bounds of the partition at that time. */
export interface PartitionStart {
  readonly partition: number;
  readonly offset: number;
  readonly low: number;
  readonly high: number;
  /** Whether the position comes from `from`. Other members of the group do not know it until it is committed. */
  readonly chosen: boolean;
}

/** The first offset of a partition, and the next to be written. */
interface Bound {
  readonly low: number;
  readonly high: number;
}

/** A committed offset. `'lost'` and `'replaced'` mean that the topic no longer has the committed position. */
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
    "from must be 'committed', 'earliest', 'latest', { timestamp: ms since the epoch, within ±8.64e15 } or { " +
      'offsets: { partition: offset } }; got something else.',
  );
};

const areOffsets = (offsets: Readonly<Record<number, number>>): boolean =>
  typeof offsets === 'object' &&
  offsets !== null &&
  Object.entries(offsets).every(
    ([partition, offset]) => /^\d+$/.test(partition) && Number.isSafeInteger(offset) && offset >= 0,
  );

/**
 * Finds where reading of a flow's partitions begins.
 *
 * `from` applies to a partition that no member of the group has read since the flow began. If another member has read
 * it, as when a rebalance moves a partition here, the committed offset applies: to begin at `from` again would read
 * everything twice or skip that member's records in flight.
 */
export class StartPositions {
  readonly #topic: string;
  readonly #group: string;
  readonly #from: StartPosition;
  /** The topic's identity when the flow began. */
  #identity: TopicIdentity | undefined;
  #partitions = 0;
  #before: ReadonlyMap<number, CommittedPosition> = new Map();
  /** The offsets that the option `from` gives, for the partitions that the topic had when the flow began. */
  #asked: ReadonlyMap<number, number> = new Map();
  /** Whether `from` is `'latest'` and other members of the group read the topic, which may have records in flight. */
  #joins = false;
  readonly #begun = new Map<number, number>();

  constructor(topic: string, group: string, from: StartPosition) {
    this.#topic = topic;
    this.#group = group;
    this.#from = from;
  }

  /** The topic to which positions belong; undefined when the broker has no topic ids. */
  get identity(): TopicIdentity | undefined {
    return this.#identity;
  }

  /** The number of partitions of the topic when the flow began. */
  get partitions(): number {
    return this.#partitions;
  }

  /**
   * Reads the topic's state before the flow joins the group. Rejects with `PENSTOCK_POSITION_LOST` if a committed
   * position no longer exists, because the client would silently begin elsewhere.
   */
  async begin(admin: KafkaAdmin): Promise<void> {
    const from = this.#from;
    this.#begun.clear();
    // Read the identity before the bounds. If the topic is created again in between, the old identity shows that later.
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
    // No record of the former topic has been read, otherwise the flow would have failed.
    if (identity && this.#identity && isReplaced(this.#identity, identity)) await this.begin(admin);
    const [bounds, committed] = await Promise.all([
      admin.bounds(this.#topic),
      admin.committed(this.#group, this.#topic),
    ]);
    return partitions.map((partition) => {
      const bound = bounds.get(partition);
      if (!bound)
        throw new KafkaError(
          'PENSTOCK_KAFKA_FAILED',
          `Expected partition ${partition} of ${this.#topic}; the brokers do not know it yet. Try again.`,
          { retriable: true },
        );
      const { low, high } = bound;
      const position = committed.get(partition);
      const at = judge(position, this.#identity);
      const asked = this.#begun.get(partition) ?? this.#askedOf(partition, at, committed);
      // The client replaces a lost position as soon as it has joined.
      const untouched =
        asked !== undefined && (typeof at !== 'number' || isSame(position, this.#before.get(partition)));
      const offset = untouched ? asked : (at ?? low);
      this.#check(partition, offset, bound);
      return { partition, offset, low, high, chosen: untouched };
    });
  }

  /** Records where reading of a partition has begun. */
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
    // The records in flight of those members come after their committed offset.
    if (typeof at === 'number') return asked > at ? undefined : asked;
    // The partition was added after those members began, and they have not read it yet.
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

/** Returns the smallest number of partitions that the members which have committed saw when they began. */
const partitionsOf = (committed: ReadonlyMap<number, CommittedPosition>): number =>
  Math.min(...Array.from(committed.values(), ({ metadata }) => readNote(metadata)?.partitions ?? Infinity));

const isSame = (one: CommittedPosition | undefined, other: CommittedPosition | undefined): boolean =>
  one?.offset === other?.offset && one?.metadata === other?.metadata;

/** Makes the error for a position that the partition does not have. */
export const positionLost = (
  topic: string,
  partition: number,
  offset: CommittedOffset,
  bound: Bound | undefined,
): KafkaError => {
  // A flow may also begin at `high`, where the next record will be.
  const valid = bound ? `; valid offsets are ${bound.low} to ${bound.high}` : '';
  const where =
    offset === 'lost'
      ? `the group's committed position, which no longer exists${valid}. The records were deleted, or the topic was ` +
        'deleted and created again'
      : offset === 'replaced'
        ? `the group's committed position, but that belongs to a deleted topic of the same name${valid}`
        : !bound
          ? `offset ${offset}, but the topic has no such partition`
          : `offset ${offset}${valid}. ` +
            (offset < bound.low
              ? 'The records before these were deleted, by retention or by hand'
              : 'The topic was deleted and created again, or the offset belongs to another topic');
  return new KafkaError(
    'PENSTOCK_POSITION_LOST',
    `Expected to read partition ${topic}-${partition} from ${where}. To start elsewhere, set from to ` +
      "'earliest' or to existing offsets.",
    { retriable: false },
  );
};

/** Makes the error for a topic that was deleted and created again while a flow read it. */
export const topicReplaced = (topic: string): KafkaError =>
  new KafkaError(
    'PENSTOCK_POSITION_LOST',
    `The topic ${topic} was deleted and created again while the flow read it, so its positions belong to the ` +
      'deleted topic. Restart the flow to read the new topic. If it then fails with this error again, set from to ' +
      `'earliest' or to existing offsets.`,
    { retriable: false },
  );
