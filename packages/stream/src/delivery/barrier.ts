import type { Lane } from './delivery.ts';
import type { FlowSource } from './flow-source.ts';

/**
 * Why a barrier was sent: when the source starts, which has no lanes yet; on new lanes; at the commit interval; before
 * lanes may be taken away; at the end; or on a stop. One before a revocation marks the lanes that may go; the others
 * are not affected.
 */
export type BarrierReason = 'started' | 'opened' | 'interval' | 'revoking' | 'ended' | 'stopped';

/** Where one lane stood when a barrier was sent. */
export interface BarrierMark {
  readonly lane: Lane;
  /** The offset to commit when the barrier completes: the next one to be read. */
  readonly offset: number;
  readonly state: Lane['state'];
}

/**
 * A line across all lanes: it completes when everything before it is settled, and its marks are
 * committed only then, after the snapshots that it collected have been stored.
 */
export class Barrier {
  declare readonly kind: 'barrier';
  readonly reason: BarrierReason;
  /** The flow that sent it. */
  readonly source: FlowSource;
  /** All lanes of the flow, or those that are taken away. */
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

  /** True when it has reached the end of the flow and nothing holds it. */
  get passed(): boolean {
    return this.#holds === 0;
  }

  /** The snapshots taken of a lane, by operator. */
  snapshots(lane: Lane): ReadonlyMap<string, unknown> {
    return this.#snapshots.get(lane) ?? new Map<string, unknown>();
  }

  /**
   * Takes an operator's state of one lane as it is now, or the `KeyedChanges` since the last barrier that passed
   * the operator; the operator must not change `state` afterwards.
   */
  save(operator: string, lane: Lane, state: unknown): void {
    const ofLane = this.#snapshots.get(lane) ?? new Map<string, unknown>();
    this.#snapshots.set(lane, ofLane.set(operator, state));
  }

  /** Keeps it from completing until the returned function is called. */
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
   * Calls `work` once its marks are committed, after the snapshots were stored; never if that does not happen. Lanes
   * that were revoked meanwhile are not waited for.
   */
  onCommitted(work: () => void): void {
    this.#onCommitted.push(work);
  }

  /** Says that its marks are committed; the source of the flow calls it once. */
  committed(): void {
    for (const work of this.#onCommitted.splice(0)) work();
  }

  /**
   * The same barrier for one branch of a split flow; snapshots go to this one, and `onPassed` is called when the branch
   * has let it through.
   */
  branch(onPassed: () => void): Barrier {
    const branch: Barrier = new Barrier(this.reason, this.source, this.marks, () => {
      if (branch.passed) onPassed();
    });
    branch.#snapshots = this.#snapshots;
    branch.#onCommitted = this.#onCommitted;
    return branch;
  }

  /** Says that it has reached the end of the flow. What ends a flow calls it once. */
  arrive(): void {
    if (this.#arrived) return;
    this.#arrived = true;
    this.#holds -= 1;
    this.#onChange();
  }
}

Object.defineProperty(Barrier.prototype, 'kind', { value: 'barrier' });
