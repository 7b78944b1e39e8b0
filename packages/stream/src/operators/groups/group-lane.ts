import type { Delivery, DerivedInfo, Lane } from '../../delivery/delivery.ts';
import type { FlowContext } from '../../delivery/flow-context.ts';
import { streamError } from '../../errors.ts';
import type { Snapshots } from '../../state/state-store.ts';

/** The lane that the operators inside one group use. The names of their states count only inside the group. */
export class GroupLane implements Lane {
  readonly context: FlowContext;
  readonly #lane: Lane;
  readonly #stored: Snapshots | undefined;

  constructor(lane: Lane, stored: Snapshots | undefined) {
    this.#lane = lane;
    this.#stored = stored;
    this.context = new GroupContext(lane.context);
  }
  get source() {
    return this.#lane.source;
  }
  get topic() {
    return this.#lane.topic;
  }
  get partition() {
    return this.#lane.partition;
  }
  get epoch() {
    return this.#lane.epoch;
  }
  get state() {
    return this.#lane.state;
  }
  get watermark() {
    return this.#lane.watermark;
  }
  restored(operator: string): unknown {
    return this.#stored?.get(operator);
  }
  derive<T>(value: T, info: DerivedInfo, onSettled: () => void): Delivery<T> {
    return this.#lane.derive(value, info, onSettled);
  }
}

class GroupContext implements FlowContext {
  readonly #context: FlowContext;
  readonly #operators = new Set<string>();

  constructor(context: FlowContext) {
    this.#context = context;
  }
  get starved() {
    return this.#context.starved;
  }
  countLate(): void {
    this.#context.countLate();
  }
  countWindows(change: number): void {
    this.#context.countWindows(change);
  }
  beginWrite(): () => void {
    return this.#context.beginWrite();
  }
  /** Checks names inside the group only: the flow stores the states of the group as one state of groupByKey. */
  requireState(operator: string): void {
    if (this.#operators.has(operator)) {
      throw streamError(
        'PENSTOCK_STATE_NAME_TAKEN',
        `Two operators with state inside a group have the name ${operator}. Give each operator its own name.`,
      );
    }
    this.#operators.add(operator);
  }
}
