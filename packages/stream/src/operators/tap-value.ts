import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { mapValue } from './map-value.ts';

/**
 * Calls `look(value, delivery)` for each value and passes the value on.
 *
 * If `look` throws, the delivery is rejected with that error.
 *
 * @example
 * ```ts
 * const logged = deliver(candles).pipe(tapValue((candle) => console.log(candle.close)));
 * ```
 */
export const tapValue = <T>(look: (value: T, delivery: Delivery<T>) => void): FlowOperator<T, T> =>
  mapValue((value, delivery) => {
    look(value, delivery);
    return value;
  });
