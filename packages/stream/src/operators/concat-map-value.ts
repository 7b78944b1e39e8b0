import type { ObservableInput } from 'rxjs';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { mergeMapValue } from './merge-map-value.ts';

/**
 * Replaces each value by the asynchronous result of `project`, one value at a time, in order.
 *
 * Settlement, identity and errors are as in {@link mergeMapValue}.
 *
 * @example
 * ```ts
 * const stored = deliver(candles).pipe(concatMapValue(async (candle) => store(candle)));
 * ```
 */
export const concatMapValue = <T, R>(
  project: (value: T, delivery: Delivery<T>) => PromiseLike<R> | ObservableInput<R>,
): FlowOperator<T, R> => mergeMapValue(project, 1);
