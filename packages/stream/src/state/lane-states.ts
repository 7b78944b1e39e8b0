import type { Barrier } from '../delivery/barrier.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { Lane } from '../delivery/delivery.ts';

/** How an operator's state of one lane is made and kept. */
export interface LaneStateKind<S> {
  /** The state of a lane that begins without any. */
  create(lane: Lane): S;
  /** The state that a snapshot was taken of; a throw fails the flow. */
  restore(snapshot: unknown, lane: Lane): S;
  /** What a store keeps, as the structured-clone algorithm takes it; later changes of `state` must not show in it. */
  snapshot(state: S): unknown;
}

/**
 * The state that one operator has of each lane, from the stored snapshot of a lane to the next one at each barrier.
 *
 * Give every barrier to `save` before passing it on: the opening one then makes a flow without a store refuse
 * before any record. Lanes that a barrier across all lanes of their source does not name any more are dropped,
 * since none of their deliveries can follow it.
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
  // Records come in runs of one lane.
  #lastLane: Lane | undefined;
  #lastState: S | undefined;

  /** @param operator the name that the state is stored under, one of its own for each operator of a flow. */
  constructor(operator: string, kind: LaneStateKind<S>) {
    this.operator = operator;
    this.#kind = kind;
  }

  /** The lane's state: restored or created when it is first asked for. */
  of(lane: Lane): S {
    return lane === this.#lastLane ? this.#lastState! : this.#find(lane);
  }

  /** Every lane's state, in the order in which they came. */
  entries(): IterableIterator<[Lane, S]> {
    return this.#states.entries();
  }

  /** Adds a snapshot of each of the barrier's lanes to it, and drops the lanes that are gone. */
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
