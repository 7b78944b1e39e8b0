import type { Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import { keyOf } from '../state/key-name.ts';
import type { KeyName } from '../state/key-name.ts';
import { flowOperator } from './base/flow-subscriber.ts';
import { keyedOptionNames, keyedSettings, KeyedSubscriber } from './base/keyed-subscriber.ts';
import type { KeyedOptions, KeyedSettings } from './base/keyed-subscriber.ts';

/** Options of {@link scanByKey}. */
export interface ScanByKeyOptions<T, S, K extends RecordKey = RecordKey> extends KeyedOptions<T, K> {
  /** Returns the state of a key before its first value. */
  readonly seed: (key: K) => S;
  /** Returns the value to store for a state; default a structured clone of it. */
  readonly snapshot?: (state: S) => unknown;
  /** The inverse of `snapshot`; default: the snapshot is used as the state. */
  readonly restore?: (snapshot: unknown) => S;
}

/**
 * Replaces each value by `accumulate(state, value, delivery)`. The result is also the new state of the key.
 *
 * Identity and settlement stay the same. `accumulate` must return a new state and not change the old one, which may be
 * on its way to the sink. When it returns `undefined`, the key is deleted, and `undefined` is passed on. If it throws,
 * the delivery is rejected and the state does not change. The state is stored with each commit, so after a restart each
 * key continues at the committed position. When a later step rejects a delivery, the state still includes it.
 *
 * @throws `PENSTOCK_BAD_OPTION`. A record without a key, or with a key above `maxKeys`, is rejected (see {@link
 * KeyedOptions}).
 *
 * @example
 * ```ts
 * const trades = [
 *   { symbol: 'BTC', amount: 2 },
 *   { symbol: 'ETH', amount: 5 },
 *   { symbol: 'BTC', amount: 1 },
 * ];
 * const totals = deliver(trades, { key: ({ symbol }) => symbol }).pipe(
 *   scanByKey((sum: number, trade: (typeof trades)[number]) => sum + trade.amount, { seed: () => 0 }),
 * ); // 2, 5, 3
 * ```
 */
export const scanByKey = <T, S, K extends RecordKey = RecordKey>(
  accumulate: (state: S, value: T, delivery: Delivery<T>) => S,
  options: ScanByKeyOptions<T, S, K>,
): FlowOperator<T, S> => {
  checkOptions(options, { ...keyedOptionNames, seed: true, snapshot: true, restore: true }, 'scanByKey');
  const settings = keyedSettings(options, 'scanByKey');
  return flowOperator((out) => new ScanByKey(out, accumulate, options as unknown as ScanByKeyOptions<T, S>, settings));
};

class ScanByKey<T, S> extends KeyedSubscriber<T, S, S> {
  readonly #accumulate: (state: S, value: T, delivery: Delivery<T>) => S;
  readonly #seed: (key: RecordKey) => S;

  constructor(
    out: Subscriber<Delivery<S> | Barrier>,
    accumulate: (state: S, value: T, delivery: Delivery<T>) => S,
    options: ScanByKeyOptions<T, S>,
    settings: KeyedSettings<T>,
  ) {
    super(out, settings, {
      ...(options.snapshot && { snapshot: options.snapshot }),
      ...(options.restore && { restore: options.restore }),
    });
    this.#accumulate = accumulate;
    this.#seed = options.seed;
  }

  protected onKeyed(delivery: Delivery<T>, key: KeyName, state: S | undefined): void {
    let next: S;
    try {
      next = this.#accumulate(state === undefined ? this.#seed(keyOf(key)!) : state, delivery.value, delivery);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    if (next === undefined) this.states.delete(delivery.lane, key);
    else if (!this.keep(delivery.lane, key, next)) return;
    this.out.next(delivery.withValue(next));
  }
}
