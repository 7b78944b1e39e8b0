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
  /** True when `#due` contains the snapshots of this mark, because this barrier or a later one is complete. */
  taken: boolean;
}

/** An offset that a lane may be committed to, and the operator state for it that is not stored yet. */
interface Due {
  readonly offset: number;
  snapshots: Snapshots | undefined;
}

/**
 * Commits positions, each the next offset to read; resolves when they are durable. Resolves with `false`, or with the
 * committed positions, when the others cannot be committed now.
 */
export type CommitPositions = (positions: readonly Position[]) => Promise<readonly Position[] | false | void>;

/** The part of a flow that {@link Committer} uses. */
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
 * Makes the barriers of a flow and commits its lanes. Without operator state it commits the settled prefix of each
 * lane; with operator state it commits the marks of complete barriers.
 */
export class Committer {
  readonly #commit: CommitPositions | undefined;
  readonly #store: StateStore | undefined;
  readonly #flow: CommittingFlow;
  #sent: SentBarrier[] = [];
  /** Complete barriers whose commit is not confirmed yet. */
  #complete: SentBarrier[] = [];
  readonly #due = new Map<SourceLane, Due>();
  #commits: Promise<void> = Promise.resolve();
  #waiting = false;

  /** @param commit Undefined when the source commits nothing. */
  constructor(commit: CommitPositions | undefined, store: StateStore | undefined, flow: CommittingFlow) {
    this.#commit = commit;
    this.#store = store;
    this.#flow = flow;
  }

  /** True when operators keep state. */
  get stateful(): boolean {
    return this.#flow.operators.size > 0;
  }

  /** True while a sent barrier is not complete. */
  get pending(): boolean {
    return this.#sent.length > 0;
  }

  /** True while a lane may be committed further than the source has committed it. */
  get behind(): boolean {
    if (!this.#commit) return false;
    for (const lane of this.#flow.lanes.values()) {
      if ((this.stateful ? (this.#due.get(lane)?.offset ?? -1) : lane.ledger.position) > lane.committed) return true;
    }
    return false;
  }

  /** Makes a barrier with the current positions of the lanes. Send it before the next record. */
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

  /** Finds the barriers that are complete. With operator state it also commits them. */
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
   * Commits the settled prefixes when there is no operator state. An acknowledgement then means that the effect is
   * durable, so the commit need not wait for a barrier.
   */
  commitSettled(): void {
    if (!this.stateful) void this.commit();
  }

  /** Commits. Runs one commit at a time; all calls during a commit share the next one. */
  commit(): Promise<void> {
    if (this.#waiting) return this.#commits;
    this.#waiting = true;
    this.#commits = this.#commits.then(async () => {
      this.#waiting = false;
      if (this.#flow.isOver()) return;
      try {
        await this.#commitNow();
      } catch (cause) {
        // In a microtask: `onFailed` closes the flow, and closing waits for this commit to end.
        queueMicrotask(() => this.#flow.onFailed(cause));
      }
    });
    return this.#commits;
  }

  /** Resolves when no commit is running. */
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
   * Marks the position that a complete barrier has for a lane as due for a commit. A snapshot may hold only the changes
   * since the previous barrier, so the snapshots of all earlier barriers are combined first. This is needed because a
   * barrier of a few lanes may complete before an earlier barrier of all lanes.
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

  /** @param complete The barriers that were complete when the commit began, so their snapshots are stored. */
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
    // Snapshots that become due from now on are changes to the ones being stored.
    due.snapshots = undefined;
    if (lane.savedAt === offset && [...snapshots.values()].every(isUnchanged)) return;
    await this.#store.save({ topic: lane.topic, partition: lane.partition, offset }, snapshots, lane.savedAt);
    lane.savedAt = offset;
  }

  /** Adds an entry for every operator, so that a later run can tell an operator without state from a new operator. */
  #named(snapshots: Snapshots): Snapshots {
    const named = new Map(snapshots);
    for (const operator of this.#flow.operators) if (!named.has(operator)) named.set(operator, undefined);
    return named;
  }
}

const isComplete = ({ barrier, marks }: SentBarrier): boolean =>
  barrier.passed && marks.every(({ lane, sequence }) => lane.state === 'revoked' || lane.ledger.head >= sequence);
