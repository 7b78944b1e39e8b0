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

/** A value and what an indicator made of it. */
export interface Indicated<T, Result> {
  readonly value: T;
  /** `null` while the indicator has had too few inputs. */
  readonly result: Result | null;
}

/** How {@link indicator} feeds and keeps its objects. */
export interface IndicatorOptions<T, Input> extends KeyedOptions<T> {
  /** What the indicator is told of a value; default the value. */
  readonly input?: (value: T, delivery: Delivery<T>) => Input;
  /**
   * For objects without `snapshot` and `restore`: how many of the latest inputs a result rests on at the least; at
   * least 1, default 40 times `getRequiredInputs()`.
   */
  readonly history?: number;
}

/**
 * Tells an indicator each value and passes on value and result; one indicator for each key, made by `create`.
 *
 * Identity and settlement stay. Results are the same, bit for bit, with and without restarts. There are two ways:
 *
 * - An object with `snapshot` and `restore`, such as `RollingVolatility`, is stored as it gives itself.
 * - Of any other object the inputs are stored. When there are twice `history` of them, the object is made anew
 *   from the latest `history`, in a run that is never interrupted just as well. So a result rests on the latest
 *   `history` to `2 * history` inputs. An indicator over a window (SMA, Bollinger bands, ROC) needs no more than
 *   its window, and `history: 20` is exact for `SMA(20)`. One that never forgets (EMA, and RSI, ATR and ADX by
 *   Wilder's smoothing) weighs what lies further back by (1 - 2/(n+1))^history or (1 - 1/n)^history: with the
 *   default at most e^-40, less than a double can tell. One that adds up for ever, such as `OBV`, needs
 *   `history: Infinity`, which keeps all inputs.
 *
 * A throw in `create`, `input` or the indicator rejects that delivery, and the indicator then never had its input.
 *
 * @throws `PENSTOCK_BAD_OPTION`, also when neither `history` nor `getRequiredInputs` says how much to keep; what
 * `create` throws. All records without a key share one indicator.
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

/** `undefined` says that the object keeps its state itself. */
const historyOf = (sample: Indicator<never, unknown>, history: number | undefined): number | undefined => {
  if (sample.snapshot && sample.restore) return undefined;
  if (history === Infinity) return history;
  if (history !== undefined) return toCount(history, 'history');
  const required = sample.getRequiredInputs?.();
  if (required !== undefined) return Math.max(1, Math.ceil(40 * required));
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    'history must be given for an indicator without getRequiredInputs(): how many of the latest inputs a result ' +
      'rests on.',
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
