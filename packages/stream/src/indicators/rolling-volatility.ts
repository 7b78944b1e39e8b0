import { checkOptions } from '../check-options.ts';
import { streamError } from '../errors.ts';
import { positive } from './checked-number.ts';
import type { Indicator } from './indicator.ts';
import { logReturn } from './log-return.ts';
import { TrailingWindow } from './trailing-window.ts';

/** Options of {@link RollingVolatility}. */
export interface RollingVolatilityOptions {
  /** Number of logarithmic returns in the window; at least 2. */
  readonly window: number;
  /**
   * Number of prices in a year, to annualize the result: for daily prices 365 in a market that never closes and 252 on
   * a stock exchange. Default 1: the result is not annualized.
   */
  readonly periodsPerYear?: number;
}

/**
 * The volatility of prices: the sample standard deviation of the last `window` logarithmic returns, times
 * `sqrt(periodsPerYear)`; 0.5 is 50 %.
 *
 * Formula: Hull, Options, Futures, and Other Derivatives, "Estimating volatility from historical data".
 *
 * @throws `PENSTOCK_BAD_OPTION`; from `add`: `PENSTOCK_VALUE_INVALID` when a price is not a finite number above 0.
 *
 * @example
 * ```ts
 * const candles: Candle[] = [];
 * const volatility = deliver(candles).pipe(
 *   indicator(() => new RollingVolatility({ window: 30, periodsPerYear: 365 }), {
 *     input: ({ close }: Candle) => close,
 *   }),
 * );
 * ```
 */
export class RollingVolatility implements Indicator {
  readonly #returns: TrailingWindow;
  readonly #annual: number;
  #previous: number | undefined;

  constructor(options: RollingVolatilityOptions) {
    const { window, periodsPerYear = 1 } = checkOptions(
      options,
      { window: true, periodsPerYear: true },
      'RollingVolatility',
    );
    if (!(periodsPerYear > 0 && periodsPerYear < Infinity)) {
      throw streamError(
        'PENSTOCK_BAD_OPTION',
        `periodsPerYear must be a number above 0; got ${String(periodsPerYear)}.`,
      );
    }
    this.#returns = new TrailingWindow(window);
    this.#annual = Math.sqrt(periodsPerYear);
  }

  getRequiredInputs(): number {
    return this.#returns.length + 1;
  }

  add(price: number): number | null {
    const previous = this.#previous;
    this.#previous = positive(price, 'a price');
    if (previous !== undefined) this.#returns.push(logReturn(price, previous));
    return this.#returns.isFull ? this.#returns.deviation() * this.#annual : null;
  }

  snapshot(): { readonly previous: number | undefined; readonly returns: readonly number[] } {
    return { previous: this.#previous, returns: this.#returns.snapshot() };
  }

  restore({ previous, returns }: ReturnType<RollingVolatility['snapshot']>): void {
    this.#previous = previous;
    this.#returns.restore(returns);
  }
}
