import type { Observable } from 'rxjs';

/**
 * The part of a running flow that operators and sinks use. Each lane of the flow has it as `context`.
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
   * Emits repeatedly while the source has no credit. An operator or a sink that buffers deliveries should then flush
   * them: the source sends no more until some are settled.
   */
  readonly starved: Observable<void>;
  /** Reports that a write has begun, so that a slow write does not count as a stall. Call the result when it ends. */
  beginWrite(): () => void;
  /** Counts a late record: one that an event-time operator acknowledges without using it. */
  countLate(): void;
  /** Adds `change` to the number of open windows of event-time operators; negative when windows close. */
  countWindows(change: number): void;
  /**
   * Registers an operator that snapshots state. The flow errors with `PENSTOCK_STATE_STORE_REQUIRED` when it needs a
   * state store and has none, and with `PENSTOCK_STATE_NAME_TAKEN` when another operator has the same name.
   */
  requireState(operator: string): void;
}
