import type { Lane } from './delivery.ts';
import type { FlowSource } from './flow-source.ts';

/**
 * Why the source sent a barrier.
 *
 * - `started`: the source starts; it has no lanes yet.
 * - `opened`: the source has new lanes.
 * - `interval`: the commit interval is over.
 * - `revoking`: some lanes may be revoked. The barrier marks these lanes only.
 * - `ended`: the source has no more records.
 * - `stopped`: the flow was stopped.
 */
export type BarrierReason = 'started' | 'opened' | 'interval' | 'revoking' | 'ended' | 'stopped';

/** The position and state of one lane when a barrier was sent. */
export interface BarrierMark {
  readonly lane: Lane;
  /** The offset to commit when the barrier completes: the next offset to read. */
  readonly offset: number;
  readonly state: Lane['state'];
}

/**
 * A marker in the flow, across all lanes. It is complete when every delivery before it is settled. Then the flow stores
 * the snapshots that the barrier collected, and after that commits its marks.
 */
export class Barrier {
  declare readonly kind: 'barrier';
  readonly reason: BarrierReason;
  /** The flow that sent it. */
  readonly source: FlowSource;
  /** One mark for each lane of the flow, or only for the lanes that may be revoked. */
  readonly marks: readonly BarrierMark[];
  readonly #onChange: () => void;
  #snapshots = new Map<Lane, Map<string, unknown>>();
  #onCommitted: Array<() => void> = [];
  #holds = 1;
  #arrived = false;

  constructor(reason: BarrierReason, source: FlowSource, marks: readonly BarrierMark[], onChange: () => void) {
    this.reason = reason;
    this.source = source;
    this.marks = marks;
    this.#onChange = onChange;
  }

  /** True when the barrier has reached the end of the flow and nothing holds it. */
  get passed(): boolean {
    return this.#holds === 0;
  }

  /** The snapshots of a lane, by operator. */
  snapshots(lane: Lane): ReadonlyMap<string, unknown> {
    return this.#snapshots.get(lane) ?? new Map<string, unknown>();
  }

  /**
   * Adds the state that an operator has of one lane, whole or as `KeyedChanges` since the last barrier that passed the
   * operator. The operator must not change `state` afterwards.
   */
  save(operator: string, lane: Lane, state: unknown): void {
    const ofLane = this.#snapshots.get(lane) ?? new Map<string, unknown>();
    this.#snapshots.set(lane, ofLane.set(operator, state));
  }

  /** Keeps the barrier from completing until the returned function is called. */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.#onChange();
    };
  }

  /**
   * Calls `work` when the snapshots are stored and the marks are committed; never when the commit fails. Does not wait
   * for lanes that were revoked in the meantime.
   */
  onCommitted(work: () => void): void {
    this.#onCommitted.push(work);
  }

  /** Reports that the marks are committed. The source of the flow calls this once. */
  committed(): void {
    for (const work of this.#onCommitted.splice(0)) work();
  }

  /**
   * Makes the barrier for one branch of a split flow. Snapshots of the branch go to this barrier, and `onPassed` is
   * called when the barrier has passed the whole branch.
   */
  branch(onPassed: () => void): Barrier {
    const branch: Barrier = new Barrier(this.reason, this.source, this.marks, () => {
      if (branch.passed) onPassed();
    });
    branch.#snapshots = this.#snapshots;
    branch.#onCommitted = this.#onCommitted;
    return branch;
  }

  /**
   * Reports that the barrier has reached the end of the flow. The last step of a flow, such as a sink, calls this once.
   */
  arrive(): void {
    if (this.#arrived) return;
    this.#arrived = true;
    this.#holds -= 1;
    this.#onChange();
  }
}

Object.defineProperty(Barrier.prototype, 'kind', { value: 'barrier' });
