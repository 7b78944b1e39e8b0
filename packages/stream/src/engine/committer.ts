import { combineSnapshots } from '../state/combine-snapshots.ts';
import { isUnchanged } from '../state/keyed-changes.ts';
import type { Snapshots, StateStore } from '../state/state-store.ts';
import { Barrier } from '../delivery/barrier.ts';
import type { BarrierReason } from '../delivery/barrier.ts';
import type { Position } from '../delivery/position.ts';
import type { FlowSource } from '../delivery/flow-source.ts';
import type { SourceLane } from './lanes/source-lane.ts';

interface SentBarrier {
  readonly barrier: Barrier;
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly lane: SourceLane;
  readonly sequence: number;
  readonly offset: number;
  /** Its snapshots are part of what is due, since this barrier or a later one is complete. */
  taken: boolean;
}

/** What a lane may be committed to, with the operator state that belongs there as far as it is not stored yet. */
interface Due {
  readonly offset: number;
  snapshots: Snapshots | undefined;
}

/**
 * Commits positions, each the next offset to read; resolves when they are durable. `false`, or some of the positions,
 * says that the others could not be committed for now.
 */
export type CommitPositions = (positions: readonly Position[]) => Promise<readonly Position[] | false | void>;

/** What {@link Committer} needs of its flow. */
export interface CommittingFlow {
  readonly source: FlowSource;
  /** By `topic-partition`. */
  readonly lanes: ReadonlyMap<string, SourceLane>;
  /** Names of the operators that snapshot state. */
  readonly operators: ReadonlySet<string>;
  readonly isOver: () => boolean;
  readonly now: () => number;
  readonly onCommitted: (durationMs: number) => void;
  readonly onFailed: (cause: unknown) => void;
}

/**
 * Draws barriers across the lanes, and commits: what is settled, or with operator state what a complete barrier marks.
 */
export class Committer {
  readonly #commit: CommitPositions | undefined;
  readonly #store: StateStore | undefined;
  readonly #flow: CommittingFlow;
  #sent: SentBarrier[] = [];
  /** Complete, and not committed as far as is known. */
  #complete: SentBarrier[] = [];
  readonly #due = new Map<SourceLane, Due>();
  #commits: Promise<void> = Promise.resolve();
  #waiting = false;

  /** @param commit absent where the source commits nothing. */
  constructor(commit: CommitPositions | undefined, store: StateStore | undefined, flow: CommittingFlow) {
    this.#commit = commit;
    this.#store = store;
    this.#flow = flow;
  }

  /** True where operators keep state. */
  get stateful(): boolean {
    return this.#flow.operators.size > 0;
  }

  /** True while a barrier is on its way. */
  get pending(): boolean {
    return this.#sent.length > 0;
  }

  /** True while there is something to commit that the source has not committed. */
  get behind(): boolean {
    if (!this.#commit) return false;
    for (const lane of this.#flow.lanes.values()) {
      if ((this.stateful ? (this.#due.get(lane)?.offset ?? -1) : lane.ledger.position) > lane.committed) return true;
    }
    return false;
  }

  /** Makes a barrier of the lanes as they stand; it counts from now on, so send it at once. */
  draw(reason: BarrierReason, lanes: Iterable<SourceLane>, onChange: () => void): Barrier {
    const marks = Array.from(lanes, (lane) => ({
      lane,
      sequence: lane.ledger.tail,
      offset: lane.ledger.next,
      state: lane.state,
      taken: false,
    }));
    const barrier = new Barrier(reason, this.#flow.source, marks, onChange);
    this.#sent.push({ barrier, marks });
    return barrier;
  }

  /** Takes up the barriers that are complete by now. */
  look(): void {
    if (this.#sent.length === 0) return;
    const complete = this.#sent.filter(isComplete);
    if (complete.length === 0) return;
    if (this.stateful) for (const sent of complete) for (const { lane } of sent.marks) this.#take(lane, sent);
    this.#sent = this.#sent.filter((sent) => !complete.includes(sent));
    this.#complete.push(...complete);
    if (!this.stateful) return;
    void this.commit();
  }

  /**
   * Without operator state an acknowledgement means durable, so the settled prefix may go before a barrier completes.
   */
  commitSettled(): void {
    if (!this.stateful) void this.commit();
  }

  /** One commit at a time; asks that come while one runs are served by the next. */
  commit(): Promise<void> {
    if (this.#waiting) return this.#commits;
    this.#waiting = true;
    this.#commits = this.#commits.then(async () => {
      this.#waiting = false;
      if (this.#flow.isOver()) return;
      try {
        await this.#commitNow();
      } catch (cause) {
        // Not from within the commit itself, whose end closing waits for.
        queueMicrotask(() => this.#flow.onFailed(cause));
      }
    });
    return this.#commits;
  }

  /** Resolves when no commit is under way. */
  async idle(): Promise<void> {
    await this.#commits;
  }

  async #commitNow(): Promise<void> {
    const due: Array<readonly [SourceLane, Due]> = this.stateful
      ? [...this.#due]
      : Array.from(this.#flow.lanes.values(), (lane) => [lane, { offset: lane.ledger.position, snapshots: undefined }]);
    const complete = [...this.#complete];
    const began = this.#flow.now();
    await Promise.all(due.map(([lane, one]) => this.#save(lane, one)));
    const changed = due.filter(([lane, { offset }]) => lane.state !== 'revoked' && offset > lane.committed);
    if (this.#flow.isOver()) return;
    const positions = changed.map(([lane, { offset }]) => ({ topic: lane.topic, partition: lane.partition, offset }));
    const taken = changed.length === 0 ? undefined : await this.#commit?.(positions);
    if (this.#commit && changed.length > 0 && taken !== false) this.#flow.onCommitted(this.#flow.now() - began);
    for (const [index, [lane, { offset }]] of changed.entries()) {
      if (taken === false) continue;
      if (
        taken &&
        !taken.some((one) => one.topic === lane.topic && one.partition === lane.partition && one.offset >= offset)
      )
        continue;
      lane.committed = offset;
      if (this.stateful) await this.#store?.prune(positions[index]!);
    }
    this.#tellCommitted(complete);
    for (const [lane, one] of due)
      if ((lane.committed >= one.offset || lane.state === 'revoked') && this.#due.get(lane) === one)
        this.#due.delete(lane);
  }

  /**
   * Makes a complete barrier's position of a lane due. Snapshots may be changes since the barrier before, so those of
   * every earlier one go in first: a barrier across few lanes may overtake one across all.
   */
  #take(lane: SourceLane, complete: SentBarrier): void {
    for (const { barrier, marks } of this.#sent) {
      const mark = marks.find((one) => one.lane === lane);
      if (mark && !mark.taken) {
        mark.taken = true;
        const snapshots = this.#named(barrier.snapshots(lane));
        const before = this.#due.get(lane)?.snapshots;
        this.#due.set(lane, {
          offset: mark.offset,
          snapshots: before ? combineSnapshots(before, snapshots) : snapshots,
        });
      }
      if (barrier === complete.barrier) return;
    }
  }

  /** @param complete The barriers that were complete when the commit began: their snapshots are stored. */
  #tellCommitted(complete: readonly SentBarrier[]): void {
    const isCommitted = ({ marks }: SentBarrier): boolean =>
      marks.every(({ lane, offset }) => lane.state === 'revoked' || lane.committed >= offset);
    const committed = complete.filter(isCommitted);
    if (committed.length === 0) return;
    this.#complete = this.#complete.filter((sent) => !committed.includes(sent));
    for (const { barrier } of committed) barrier.committed();
  }

  async #save(lane: SourceLane, due: Due): Promise<void> {
    const { offset, snapshots } = due;
    if (!this.#store || !snapshots || lane.state === 'revoked') return;
    // What comes due from here on adds to what is being stored.
    due.snapshots = undefined;
    if (lane.savedAt === offset && [...snapshots.values()].every(isUnchanged)) return;
    await this.#store.save({ topic: lane.topic, partition: lane.partition, offset }, snapshots, lane.savedAt);
    lane.savedAt = offset;
  }

  /** Every operator has an entry, so that a later run can tell an operator without state from a new one. */
  #named(snapshots: Snapshots): Snapshots {
    const named = new Map(snapshots);
    for (const operator of this.#flow.operators) if (!named.has(operator)) named.set(operator, undefined);
    return named;
  }
}

const isComplete = ({ barrier, marks }: SentBarrier): boolean =>
  barrier.passed && marks.every(({ lane, sequence }) => lane.state === 'revoked' || lane.ledger.head >= sequence);
