import type { Observable } from 'rxjs';

/**
 * What an operator or a sink needs of the running flow, reached from any of its lanes.
 *
 * @example
 * ```ts
 * const write = async (delivery: Delivery<string>): Promise<void> => {
 *   const ended = delivery.lane.context.beginWrite();
 *   try {
 *     await fetch('https://example.com/lines', { method: 'POST', body: delivery.value });
 *   } finally {
 *     ended();
 *   }
 * };
 * ```
 */
export interface FlowContext {
  /**
   * Emits, repeatedly, while the source is out of credit. An operator or a sink that buffers deliveries should then
   * flush them, since no more will come before some are settled.
   */
  readonly starved: Observable<void>;
  /** Tells the flow that a write is under way, so that a slow write is no stall. Call the result when it ends. */
  beginWrite(): () => void;
  /** Counts a record that an operator of event time acknowledges without using it. */
  countLate(): void;
  /** Adds to the number of windows that operators of event time hold open; negative when windows close. */
  countWindows(change: number): void;
  /**
   * Names an operator that will snapshot state. The flow errors with `PENSTOCK_STATE_STORE_REQUIRED` if it has no store
   * for it, and with `PENSTOCK_STATE_NAME_TAKEN` if another operator has the name.
   */
  requireState(operator: string): void;
}
