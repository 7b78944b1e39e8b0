import type { Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow, FlowOperator } from '../delivery/flow.ts';
import { toCount } from '../duration.ts';
import { streamError } from '../errors.ts';
import { flowOperator } from './base/flow-subscriber.ts';
import { keyedOptionNames, keyedSettings, KeyedSubscriber } from './base/keyed-subscriber.ts';
import type { KeyedOptions, KeyedSettings } from './base/keyed-subscriber.ts';
import type { KeyName } from '../state/key-name.ts';
import type { Indicator } from '../indicators/indicator.ts';
import { IndicatorState } from '../indicators/indicator-state.ts';
import type { IndicatorPlan } from '../indicators/indicator-state.ts';

/** A value and the result of an indicator for it. */
export interface Indicated<T, Result> {
  readonly value: T;
  /** `null` while the indicator has had too few inputs. */
  readonly result: Result | null;
}

/** Options of {@link indicator}. */
export interface IndicatorOptions<T, Input> extends KeyedOptions<T> {
  /** Returns the input of the indicator for a value; default the value. */
  readonly input?: (value: T, delivery: Delivery<T>) => Input;
  /**
   * The smallest number of latest inputs that a result depends on, for indicators without `snapshot` and `restore`; at
   * least 1, or `Infinity` for all inputs. Default 40 times `getRequiredInputs()`.
   */
  readonly history?: number;
}

/**
 * Adds each value to an indicator and emits the value with the result. Each key has its own indicator, made by
 * `create`; all records without a key share one.
 *
 * Identity and settlement stay the same. Results are the same, bit for bit, with and without restarts. The state is
 * stored in one of two ways:
 *
 * - For an indicator with `snapshot` and `restore`, such as `RollingVolatility`, its own snapshot is stored.
 * - For any other indicator its inputs are stored. When there are twice `history` of them, a new indicator is made from
 *   the latest `history` inputs, with and without restarts. So a result depends on the latest `history` to
 *   `2 * history` inputs. An indicator over a window (SMA, Bollinger bands, ROC) needs only its window: `history: 20`
 *   is exact for `SMA(20)`. In an indicator with exponential smoothing (EMA, and RSI, ATR and ADX with Wilder's
 *   smoothing), older inputs have a weight of (1 - 2/(n+1))^history or (1 - 1/n)^history. With the default this is at
 *   most e^-40, below the precision of a double. A cumulative indicator such as `OBV` needs `history: Infinity`, which
 *   keeps all inputs.
 *
 * If `create`, `input` or the indicator throws, the delivery is rejected, and its input does not affect later results.
 *
 * @throws `PENSTOCK_BAD_OPTION`, also when there is neither `history` nor `getRequiredInputs`; any error of the first
 * `create`.
 *
 * @example
 * ```ts
 * import { RSI } from 'trading-signals';
 *
 * const closes: Candle[] = [];
 * const rsi = deliver(closes).pipe(indicator(() => new RSI(14), { input: ({ close }: Candle) => close, name: 'rsi' }));
 * ```
 */
export function indicator<T, Input, Result>(
  create: () => Indicator<Input, Result>,
  options: IndicatorOptions<T, Input> & { readonly input: (value: T, delivery: Delivery<T>) => Input },
): FlowOperator<T, Indicated<T, Result>>;
export function indicator<Input, Result>(
  create: () => Indicator<Input, Result>,
  options?: KeyedOptions<Input> & { readonly history?: number },
): <T extends Input>(flow: Flow<T>) => Flow<Indicated<T, Result>>;
export function indicator<T, Input, Result>(
  create: () => Indicator<Input, Result>,
  options: IndicatorOptions<T, Input> = {},
): FlowOperator<T, Indicated<T, Result>> {
  checkOptions(options, { ...keyedOptionNames, input: true, history: true }, 'indicator');
  const settings = keyedSettings<T>(options, 'indicator', true);
  const plan: IndicatorPlan<Input, Result> = { create, history: historyOf(create(), options.history) };
  const input = options.input ?? ((value: T) => value as unknown as Input);
  return flowOperator((out) => new Indicate(out, settings, plan, input));
}

/** Returns how many inputs to store; `undefined` for an indicator with its own snapshots. */
const historyOf = (sample: Indicator<never, unknown>, history: number | undefined): number | undefined => {
  if (sample.snapshot && sample.restore) return undefined;
  if (history === Infinity) return history;
  if (history !== undefined) return toCount(history, 'history');
  const required = sample.getRequiredInputs?.();
  if (required !== undefined) return Math.max(1, Math.ceil(40 * required));
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    'Expected history for an indicator without getRequiredInputs(); got none. Set history to the number of latest ' +
      'inputs that a result depends on.',
  );
};

class Indicate<T, Input, Result> extends KeyedSubscriber<T, Indicated<T, Result>, IndicatorState<Input, Result>> {
  readonly #plan: IndicatorPlan<Input, Result>;
  readonly #input: (value: T, delivery: Delivery<T>) => Input;

  constructor(
    out: Subscriber<Delivery<Indicated<T, Result>> | Barrier>,
    settings: KeyedSettings<T>,
    plan: IndicatorPlan<Input, Result>,
    input: (value: T, delivery: Delivery<T>) => Input,
  ) {
    super(out, settings, {
      snapshot: (state) => state.snapshot(),
      restore: (snapshot) => new IndicatorState(plan, snapshot),
      append: (state) => state.appended(),
    });
    this.#plan = plan;
    this.#input = input;
  }

  protected onKeyed(delivery: Delivery<T>, key: KeyName, known: IndicatorState<Input, Result> | undefined): void {
    const state = known ?? new IndicatorState(this.#plan, undefined);
    let result: Result | null;
    try {
      result = state.add(this.#input(delivery.value, delivery));
    } catch (error) {
      delivery.reject(error);
      return;
    }
    if (this.keep(delivery.lane, key, state)) this.out.next(delivery.withValue({ value: delivery.value, result }));
  }
}
