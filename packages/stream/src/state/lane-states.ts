import type { Barrier } from '../delivery/barrier.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { Lane } from '../delivery/delivery.ts';

/** How an operator creates, restores and snapshots its state of one lane. */
export interface LaneStateKind<S> {
  /** Makes the state of a lane that has no stored state. */
  create(lane: Lane): S;
  /** Makes the state of a snapshot. If it throws, the flow fails. */
  restore(snapshot: unknown, lane: Lane): S;
  /** Returns the value to store, which must be structured-cloneable. Later changes of `state` must not change it. */
  snapshot(state: S): unknown;
}

/**
 * Keeps the state that one operator has of each lane. It restores the state from the stored snapshot of the lane, and
 * adds a snapshot to each barrier.
 *
 * Call `save` for every barrier before passing the barrier on. A flow without a state store then fails at the barrier
 * `opened`, before any record. If a barrier of all lanes no longer names a lane, the state of that lane is dropped,
 * since no delivery of that lane can follow.
 *
 * @example
 * ```ts
 * const counts = new LaneStates('count', {
 *   create: () => ({ seen: 0 }),
 *   restore: (snapshot) => ({ seen: snapshot as number }),
 *   snapshot: ({ seen }) => seen,
 * });
 * const countUp = (delivery: Delivery<unknown>) => (counts.of(delivery.lane).seen += 1);
 * ```
 */
export class LaneStates<S> {
  readonly operator: string;
  readonly #kind: LaneStateKind<S>;
  readonly #states = new Map<Lane, S>();
  readonly #contexts = new WeakSet<FlowContext>();
  // The last lookup is cached, since consecutive records are usually of the same lane.
  #lastLane: Lane | undefined;
  #lastState: S | undefined;

  /** @param operator The name under which the state is stored; each operator of a flow needs its own. */
  constructor(operator: string, kind: LaneStateKind<S>) {
    this.operator = operator;
    this.#kind = kind;
  }

  /** Returns the state of a lane. The first call for a lane restores or creates it. */
  of(lane: Lane): S {
    return lane === this.#lastLane ? this.#lastState! : this.#find(lane);
  }

  /** Iterates over the lanes and their states, in the order of their first use. */
  entries(): IterableIterator<[Lane, S]> {
    return this.#states.entries();
  }

  /** Adds a snapshot of each lane of the barrier to the barrier, and drops the state of lanes that are gone. */
  save(barrier: Barrier): void {
    for (const { lane } of barrier.marks) barrier.save(this.operator, lane, this.#kind.snapshot(this.of(lane)));
    this.#dropGone(barrier);
  }

  #find(lane: Lane): S {
    let state = this.#states.get(lane);
    if (state === undefined) {
      if (!this.#contexts.has(lane.context)) {
        this.#contexts.add(lane.context);
        lane.context.requireState(this.operator);
      }
      const snapshot = lane.restored(this.operator);
      state = snapshot === undefined ? this.#kind.create(lane) : this.#kind.restore(snapshot, lane);
      this.#states.set(lane, state);
    }
    this.#lastLane = lane;
    this.#lastState = state;
    return state;
  }

  #dropGone({ marks, reason, source }: Barrier): void {
    if (reason === 'revoking' || this.#states.size === marks.length) return;
    const named = new Set(marks.map(({ lane }) => lane));
    for (const lane of this.#states.keys()) if (lane.source === source && !named.has(lane)) this.#states.delete(lane);
    this.#lastLane = undefined;
    this.#lastState = undefined;
  }
}
