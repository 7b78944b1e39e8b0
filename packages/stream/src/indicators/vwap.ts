import type { Candle } from '../candle.ts';
import { checkOptions } from '../check-options.ts';
import { type Duration, toMs } from '../duration.ts';
import { streamError } from '../errors.ts';
import { finite } from './checked-number.ts';
import type { Indicator } from './indicator.ts';

/** What of a candle {@link Vwap} looks at. */
export type VwapInput = Pick<Candle, 'time' | 'high' | 'low' | 'close' | 'volume'>;

/** Over what {@link Vwap} adds up. */
export interface VwapOptions {
  /** Length of a session, counted from the Unix epoch; default `'1d'`, a UTC day. */
  readonly session?: Duration;
}

/**
 * The average price of a session so far, weighted by volume: `sum(typical * volume) / sum(volume)`, where
 * `typical = (high + low + close) / 3`. It begins anew with each session; `null` while no volume was traded in it.
 *
 * Formula: StockCharts ChartSchool, "Volume-Weighted Average Price (VWAP)".
 *
 * @throws `PENSTOCK_BAD_OPTION`; from `add`: `PENSTOCK_VALUE_INVALID` on a field that is not finite, or a volume below 0.
 *
 * @example
 * ```ts
 * const minutes: Candle[] = [];
 * const vwap = deliver(minutes).pipe(indicator(() => new Vwap({ session: '1d' })));
 * ```
 */
export class Vwap implements Indicator<VwapInput> {
  readonly #session: number;
  #current: number | undefined;
  #money = 0;
  #volume = 0;

  constructor(options: VwapOptions = {}) {
    const { session = '1d' } = checkOptions(options, { session: true }, 'Vwap');
    this.#session = toMs(session, 'session');
    if (this.#session === 0) throw streamError('PENSTOCK_BAD_OPTION', 'session must be longer than 0 ms.');
  }

  getRequiredInputs(): number {
    return 1;
  }

  add({ time, high, low, close, volume }: VwapInput): number | null {
    const typical = (finite(high, 'high') + finite(low, 'low') + finite(close, 'close')) / 3;
    if (finite(volume, 'volume') < 0) throw streamError('PENSTOCK_VALUE_INVALID', `The indicator expected a volume from 0 up; got ${volume}.`);
    const session = Math.floor(finite(time, 'time') / this.#session);
    if (session !== this.#current) {
      this.#current = session;
      this.#money = 0;
      this.#volume = 0;
    }
    this.#money += typical * volume;
    this.#volume += volume;
    return this.#volume === 0 ? null : this.#money / this.#volume;
  }

  snapshot(): { readonly current: number | undefined; readonly money: number; readonly volume: number } {
    return { current: this.#current, money: this.#money, volume: this.#volume };
  }

  restore({ current, money, volume }: ReturnType<Vwap['snapshot']>): void {
    this.#current = current;
    this.#money = money;
    this.#volume = volume;
  }
}
