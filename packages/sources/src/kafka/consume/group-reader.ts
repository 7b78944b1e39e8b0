import { randomBytes } from 'node:crypto';
import type { FlowOutput, LaneOutput, Position } from '@penstock/stream';
import { wait } from '@penstock/stream/internal/rxjs';
import type {
  ConsumerHandlers,
  FetchedBatch,
  KafkaClient,
  KafkaConsumer,
  PositionToCommit,
} from '../client/kafka-client.ts';
import type { CheckedConnection } from '../client/connection.ts';
import type { KafkaError } from '../client/kafka-error.ts';
import { persist } from '../client/retry.ts';
import { BatchReader } from './batch-reader.ts';
import type { HeldPartition } from './batch-reader.ts';
import { isReplaced, noteText } from '../positions/commit-note.ts';
import { positionLost, topicReplaced } from '../positions/start-positions.ts';
import type { PartitionStart, StartPositions } from '../positions/start-positions.ts';
import { Outage } from './outage.ts';
import { Turns } from './turns.ts';
import type { Prepare } from '../record/prepare.ts';

/** Settings of a {@link GroupReader}. */
export interface ReaderSettings {
  readonly topic: string;
  /** Whether to end after the records that a partition had when it was assigned. */
  readonly toEnd: boolean;
  /** Whether credit is limited by bytes, so that it must be checked before each record. */
  readonly byBytes: boolean;
  /** The longest time in milliseconds to let records in flight settle while the group waits to rebalance. */
  readonly settleWithin: number;
  readonly heartbeatInterval: number;
  /** How often to check whether the topic was deleted and created again, in milliseconds. */
  readonly refreshEvery: number;
  /** Whether to commit positions, including those at which reading begins. */
  readonly commits: boolean;
}

// Extra time for a commit, so that a hanging one does not block the whole group.
const commitGrace = 5_000;

/**
 * Reads the partitions that the group assigns to this member.
 *
 * The client's batch handlers wait for credit and send heartbeats meanwhile. Every join raises the epoch. After a wait,
 * a handler checks the epoch and ends immediately if it has changed, because it must not move the position of a
 * partition that was assigned again. A partition that stays with this member keeps its lane and continues with its next
 * record.
 */
export class GroupReader<T> {
  readonly #connection: CheckedConnection;
  readonly #client: KafkaClient;
  readonly #settings: ReaderSettings;
  readonly #starts: StartPositions;
  readonly #output: FlowOutput<T>;
  readonly #turns: Turns;
  readonly #batches: BatchReader<T>;
  readonly #held = new Map<number, HeldPartition<T>>();
  readonly #handling = new Set<FetchedBatch>();
  readonly #interrupted = new WeakSet<FetchedBatch>();
  #consumer: KafkaConsumer | undefined;
  #heartbeats: NodeJS.Timeout | undefined;
  #refreshes: NodeJS.Timeout | undefined;
  readonly #flow = randomBytes(6).toString('base64url');
  /** Whether records of partitions that are no longer assigned were read. */
  #hasRead = false;
  /** Whether the last check of the topic before the end is running. */
  #ending = false;
  #memberId: string | undefined;
  #epoch = 0;
  #joined = false;
  readonly #consuming: Outage;
  readonly #committing: Outage;
  /** Set until the lanes of this epoch are assigned. */
  #taking: Promise<true> | undefined;
  /** Set before a rebalance; resolves when the handlers may end. */
  #moving: Promise<true> | undefined;
  #closing = false;
  #wakes: Array<() => void> = [];
  #finish!: () => void;
  #fail!: (error: unknown) => void;
  readonly #over = new Promise<void>((resolve, reject) => {
    this.#finish = resolve;
    this.#fail = reject;
  });

  constructor(
    connection: CheckedConnection,
    client: KafkaClient,
    settings: ReaderSettings,
    starts: StartPositions,
    output: FlowOutput<T>,
    prepare: Prepare<T>,
  ) {
    this.#connection = connection;
    this.#consuming = new Outage(connection, 'consume');
    this.#committing = new Outage(connection, 'commit');
    this.#client = client;
    this.#settings = settings;
    this.#starts = starts;
    this.#output = output;
    this.#turns = new Turns(output);
    this.#batches = new BatchReader(output, prepare, this.#turns, settings.byBytes);
    this.#over.catch(() => undefined);
  }

  /** The handlers for the client. */
  get handlers(): ConsumerHandlers {
    return {
      assigned: ({ memberId, partitions }) => this.#assigned(memberId, partitions),
      batch: (batch) => this.#handle(batch),
      skipped: (partition, next) => this.#skipped(partition, next),
      // Settle now, because this generation may commit until the group has a new one.
      rebalancing: () => void this.#output.settle({ within: 0 }),
      restarting: (error) => {
        if (!this.#consuming.continues(error)) this.#fail(error);
      },
      crashed: (error) => this.#fail(error),
    };
  }

  /**
   * Reads until the end, a stop or a failure. The member then stays in the group, so that records in flight can still
   * be committed.
   */
  async read(consumer: KafkaConsumer): Promise<void> {
    const { signal } = this.#output;
    if (signal.aborted) return;
    signal.addEventListener('abort', () => this.#end(), { once: true });
    this.#consumer = consumer;
    this.#heartbeats = setInterval(() => void this.#heartbeat(), Math.max(100, this.#settings.heartbeatInterval / 3));
    this.#refreshes = setInterval(() => void this.#lookAtTopic(), this.#settings.refreshEvery);
    consumer.start().catch(this.#fail);
    await this.#over;
  }

  /**
   * Commits positions of assigned partitions. Resolves to the committed positions, or to false when the commit must be
   * repeated later.
   */
  async commit(positions: readonly Position[]): Promise<readonly Position[] | false> {
    const own = positions.filter(({ partition }) => this.#held.has(partition));
    if (own.length === 0 || !this.#consumer) return [];
    try {
      const committed = await this.#consumer.commit(this.#noted(own));
      this.#committing.end();
      return committed && own;
    } catch (thrown) {
      const error = thrown as KafkaError;
      if (error.code === 'PENSTOCK_KAFKA_NOT_ALLOWED') throw error;
      if (!this.#committing.continues(error)) throw error;
      return false;
    }
  }

  /** Leaves the group. */
  async close(): Promise<void> {
    this.#closing = true;
    // A check that starts now would open a new connection.
    clearInterval(this.#refreshes);
    this.#end();
    await this.#consumer?.stop().catch(() => undefined);
    clearInterval(this.#heartbeats);
  }

  #end(): void {
    this.#finish();
    this.#wake();
  }

  #assigned(memberId: string, partitions: readonly number[]): void {
    const epoch = (this.#epoch += 1);
    this.#consuming.end();
    // With another member id, the group had removed this member meanwhile, and other members may have read its
    // partitions.
    const kept = memberId === this.#memberId ? partitions.filter((partition) => this.#held.has(partition)) : [];
    this.#memberId = memberId;
    const lost = [...this.#held.values()].filter(({ partition }) => !kept.includes(partition));
    for (const { partition, next } of lost) {
      this.#held.delete(partition);
      this.#hasRead ||= next > 0;
    }
    // Lost partitions are no longer in `#held`, so nothing of them is committed.
    void this.#output.revoke(lost.map(({ lane }) => lane));
    for (const partition of kept) this.#consumer!.seek(partition, this.#held.get(partition)!.next);
    const fresh = partitions.filter((partition) => !kept.includes(partition));
    this.#moving = undefined;
    this.#taking = this.#take(epoch, fresh).then(() => {
      if (epoch === this.#epoch) {
        this.#taking = undefined;
        this.#checkEnd();
      }
      return true;
    });
    this.#taking.catch((error: unknown) => {
      if (epoch === this.#epoch) this.#fail(error);
    });
    this.#wake();
  }

  /** Announces the lanes of newly assigned partitions. */
  async #take(epoch: number, fresh: readonly number[]): Promise<void> {
    const { signal } = this.#output;
    const current = () => epoch === this.#epoch && !signal.aborted;
    await persist(this.#connection, 'look the topic up', current, signal, () => this.#verify());
    if (!current()) return;
    if (fresh.length > 0 || !this.#joined) {
      const find = () => this.#client.withAdmin((admin) => this.#starts.find(admin, fresh));
      const starts = fresh.length === 0 ? [] : await persist(this.#connection, 'find positions', current, signal, find);
      if (!starts || !current()) return;
      const { topic } = this.#settings;
      const lanes = await this.#output.assign(
        starts.map(({ partition, offset, low }) => ({ topic, partition, offset, earliest: low })),
      );
      if (!current()) return void this.#output.revoke(lanes);
      const chosen = starts.filter(({ chosen }) => chosen);
      // Commit the chosen start. Otherwise a member that takes over a partition before the first commit would choose a
      // start itself, and skip records in flight here.
      if (chosen.length > 0 && this.#settings.commits)
        await persist(this.#connection, 'commit', current, signal, () => this.#consumer!.commit(this.#noted(chosen)));
      if (!current()) return void this.#output.revoke(lanes);
      this.#joined = true;
      for (const [index, start] of starts.entries()) this.#hold(lanes[index]!, start);
    }
  }

  #hold(lane: LaneOutput<T>, start: PartitionStart): void {
    const { partition, offset, high } = start;
    this.#starts.began(start);
    this.#held.set(partition, {
      partition,
      lane,
      end: this.#settings.toEnd ? high : Infinity,
      next: offset,
      astray: 0,
    });
    if (offset >= high) lane.setIdle(true);
    // The partition may have been assigned before, and paused at its end.
    if (this.#settings.toEnd) this.#consumer!.resume(partition);
    // The client may already fetch from another offset. At the end of the partition no batch would come to correct
    // that, so seek now.
    if (!Array.from(this.#handling).some((batch) => batch.partition === partition && batch.from === offset))
      this.#consumer!.seek(partition, offset);
  }

  async #handle(batch: FetchedBatch): Promise<void> {
    const epoch = this.#epoch;
    const stays = () => epoch === this.#epoch && !this.#closing && !this.#moving && !this.#interrupted.has(batch);
    const reads = () => stays() && !this.#output.signal.aborted;
    this.#handling.add(batch);
    try {
      while (this.#taking && reads()) await Promise.race([this.#taking, this.#change()]).catch(() => undefined);
      const held = this.#held.get(batch.partition);
      if (held && reads()) {
        if (batch.from === held.next) {
          await this.#batches.read(batch, held, reads);
          if (epoch === this.#epoch) {
            batch.moveTo(held.next);
            // Pause, or records beyond the end would be fetched repeatedly while other partitions are read.
            if (held.next >= held.end) this.#consumer!.pause(batch.partition);
          }
          this.#checkEnd();
        } else {
          await this.#realign(batch, held, reads);
        }
      }
      // Send the heartbeat here, before the client does: only here can the handler wait for records in flight.
      if (reads() && (await batch.heartbeat()) === 'rebalancing') this.#letMove();
      // While the flow drains, do not end the handler: the client would call it again immediately with the same
      // records.
      while (stays() && this.#output.signal.aborted) await this.#change();
      let moved = false;
      while (this.#moving && !moved && !this.#closing && epoch === this.#epoch)
        moved = await Promise.race([this.#moving, this.#change()]);
    } finally {
      this.#handling.delete(batch);
    }
  }

  /** Handles a fetch that does not begin at the next record, for example one that was running before a join. */
  async #realign(batch: FetchedBatch, held: HeldPartition<T>, reads: () => boolean): Promise<void> {
    held.astray += 1;
    // One such fetch is normal. A second one means that the client cannot fetch from that offset.
    if (held.astray > 1) {
      const { topic } = this.#settings;
      const bounds = await persist(this.#connection, 'find positions', reads, this.#output.signal, () =>
        this.#client.withAdmin((admin) => admin.bounds(topic)),
      ).catch(this.#fail);
      const bound = bounds?.get(batch.partition);
      if (bound && reads() && (held.next < bound.low || held.next > bound.high))
        this.#fail(positionLost(topic, batch.partition, held.next, bound));
    }
    if (reads()) this.#consumer!.seek(batch.partition, held.next);
  }

  #skipped(partition: number, next: number): void {
    const held = this.#held.get(partition);
    if (!held || next <= held.next) return;
    held.next = Math.min(next, held.end);
    held.lane.skipTo(held.next);
    this.#checkEnd();
  }

  async #heartbeat(): Promise<void> {
    for (const batch of Array.from(this.#handling)) {
      const answer = await batch.heartbeat();
      if (answer === 'rebalancing') return this.#letMove();
      if (answer === 'lost') {
        this.#interrupted.add(batch);
        this.#wake();
      }
    }
  }

  /**
   * Stops handing out records. The handlers may end when records in flight are settled and committed, or after
   * `settleWithin`.
   */
  #letMove(): void {
    if (this.#moving) return;
    const { settleWithin } = this.#settings;
    const settled = new AbortController();
    const late = wait(settleWithin + commitGrace, { signal: settled.signal }).catch(() => undefined);
    this.#moving = Promise.race([this.#output.settle({ within: settleWithin }), late])
      .finally(() => settled.abort())
      .then(() => true as const);
    this.#wake();
  }

  #checkEnd(): void {
    // Newly assigned partitions count too.
    const isAtEnd = () =>
      this.#joined && !this.#taking && Array.from(this.#held.values()).every(({ next, end }) => next >= end);
    if (!this.#settings.toEnd || this.#ending || !isAtEnd()) return;
    this.#ending = true;
    void this.#lookAtTopic().then(() => {
      this.#ending = false;
      if (isAtEnd()) this.#finish();
    });
  }

  /**
   * Fails the flow if the topic was deleted and created again. Other errors of the check are ignored: commits contain
   * the topic's id, so the next run detects it.
   */
  async #lookAtTopic(): Promise<void> {
    try {
      await this.#verify();
    } catch (error) {
      if ((error as KafkaError).code === 'PENSTOCK_POSITION_LOST') this.#fail(error);
    }
  }

  /**
   * Rejects with `PENSTOCK_POSITION_LOST` if the topic was deleted and created again, because the positions would skip
   * records of the new topic.
   */
  async #verify(): Promise<void> {
    const { identity: before } = this.#starts;
    const now = before && (await this.#consumer!.identity());
    if (!now || !isReplaced(before, now)) return;
    if (this.#hasRead || Array.from(this.#held.values()).some(({ next }) => next > 0))
      throw topicReplaced(this.#settings.topic);
    await this.#client.withAdmin((admin) => this.#starts.begin(admin));
  }

  #noted(positions: ReadonlyArray<{ readonly partition: number; readonly offset: number }>): PositionToCommit[] {
    const { identity: topic, partitions } = this.#starts;
    const metadata = noteText({ topic, flow: this.#flow, partitions });
    return positions.map(({ partition, offset }) => ({ partition, offset, metadata }));
  }

  /** Resolves to false when something changes that a handler must check. */
  #change(): Promise<false> {
    return new Promise((resolve) => this.#wakes.push(() => resolve(false)));
  }

  #wake(): void {
    this.#turns.wake();
    for (const wake of this.#wakes.splice(0)) wake();
  }
}
