import type { Candle } from '../candle.ts';
import { checkOptions, pickOptions } from '../check-options.ts';
import { toCount } from '../duration.ts';
import { streamError } from '../errors.ts';
import { addProductTo, addTo, copySum, ratioOf, totalOf } from '../windows/aggregates/exact-sum.ts';
import type { ExactSum } from '../windows/aggregates/exact-sum.ts';
import type { Interval } from '../windows/calendar/interval.ts';
import { calendarNames, toWindows } from '../windows/calendar/to-windows.ts';
import type { CalendarOptions } from '../windows/calendar/to-windows.ts';
import type { Windows } from '../windows/calendar/windows.ts';
import { finite } from './checked-number.ts';
import type { Indicator } from './indicator.ts';

/** What of a candle {@link Vwap} looks at. */
export type VwapInput = Pick<Candle, 'time' | 'high' | 'low' | 'close' | 'volume'>;

/** Over what {@link Vwap} adds up; `timeZone` and `origin` say where sessions begin, as for `ohlc`. */
export interface VwapOptions extends CalendarOptions {
  /** Length of a session; default `'1d'`. */
  readonly session?: Interval;
  /**
   * How many sessions take candles that come late, the newest that have come among them; a candle of an older one is
   * refused. At least 1, default 10.
   */
  readonly maxSessions?: number;
}

/** What was traded in one session. */
interface Session {
  /** Of high, low and close, each times the volume. */
  readonly money: ExactSum;
  /** Three times the volume, so that one division rounds once. */
  readonly weight: ExactSum;
}

// What a Date can hold.
const farthestTime = 8.64e15;
// Smaller doubles have fewer digits.
const leastProduct = 2 ** -1_022;

const losesDigits = (price: number, volume: number): boolean => price !== 0 && Math.abs(price) * volume < leastProduct;

/**
 * The average price of a session so far, weighted by volume: `sum(typical * volume) / sum(volume)`, where
 * `typical = (high + low + close) / 3`. It begins anew with each session; `null` while no volume was traded in it.
 *
 * A candle that comes late counts in its own session, and its result is that session's average. The sums of the newest
 * `maxSessions` sessions are kept for that.
 *
 * Formula: StockCharts ChartSchool, "Volume-Weighted Average Price (VWAP)".
 *
 * @throws `PENSTOCK_BAD_OPTION`; from `add`: `PENSTOCK_VALUE_INVALID` on a field that is not finite, a volume below 0,
 * a price times volume beyond the greatest double or below 2^-1022, and a candle of a session before those that are
 * kept; from `restore`: `PENSTOCK_STATE_CORRUPT` when the state is of other sessions.
 *
 * @example
 * ```ts
 * const minutes: Candle[] = [];
 * const vwap = deliver(minutes).pipe(indicator(() => new Vwap({ session: '1d', timeZone: 'America/New_York' })));
 * ```
 */
export class Vwap implements Indicator<VwapInput> {
  readonly #windows: Windows;
  readonly #maxSessions: number;
  /** By the number of the window that a session is. */
  #sessions = new Map<number, Session>();
  /** The session of the last candle, since candles come in runs. */
  #session: Session | undefined;
  #start = Infinity;
  #end = -Infinity;

  constructor(options: VwapOptions = {}) {
    const { session = '1d', maxSessions = 10 } = checkOptions(
      options,
      { ...calendarNames, session: true, maxSessions: true },
      'Vwap',
    );
    this.#windows = toWindows(session, pickOptions<CalendarOptions>(options, calendarNames), 'session');
    this.#maxSessions = toCount(maxSessions, 'maxSessions');
  }

  getRequiredInputs(): number {
    return 1;
  }

  add({ time, high, low, close, volume }: VwapInput): number | null {
    const largest = Math.max(
      Math.abs(finite(high, 'high')),
      Math.abs(finite(low, 'low')),
      Math.abs(finite(close, 'close')),
    );
    if (finite(volume, 'volume') < 0)
      throw streamError('PENSTOCK_VALUE_INVALID', `The indicator expected a volume from 0 up; got ${volume}.`);
    if (largest * volume === Infinity) {
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator cannot multiply a price of ${largest} by a volume of ${volume}: the product is beyond the ` +
          'greatest double. Use larger units.',
      );
    }
    if (volume > 0 && (losesDigits(high, volume) || losesDigits(low, volume) || losesDigits(close, volume))) {
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator cannot multiply prices of ${high}, ${low} and ${close} by a volume of ${volume}: a product ` +
          'is too small to have all its digits. Use smaller units.',
      );
    }
    if (!(Math.abs(time) <= farthestTime))
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator expected a time in milliseconds since the Unix epoch; got ${String(time)}.`,
      );
    const { money, weight } = time >= this.#start && time < this.#end ? this.#session! : this.#move(time);
    for (const price of [high, low, close]) {
      addProductTo(money, price, volume);
      addTo(weight, volume);
    }
    return totalOf(weight) === 0 ? null : ratioOf(money, weight);
  }

  snapshot(): { readonly cut: string; readonly sessions: ReadonlyArray<readonly [number: number, session: Session]> } {
    const copies = Array.from(
      this.#sessions,
      ([number, { money, weight }]) => [number, { money: copySum(money), weight: copySum(weight) }] as const,
    );
    return { cut: this.#windows.cut, sessions: copies };
  }

  restore({ cut, sessions }: ReturnType<Vwap['snapshot']>): void {
    if (cut !== this.#windows.cut) {
      throw streamError(
        'PENSTOCK_STATE_CORRUPT',
        `The stored state of Vwap has sessions of ${cut ?? 'an older version'}, and this one's are of ` +
          `${this.#windows.cut}: session, timeZone or origin has changed. Give the operator a new name, or remove ` +
          'the state.',
      );
    }
    this.#sessions = new Map(structuredClone(sessions));
    [this.#start, this.#end] = [Infinity, -Infinity];
  }

  /** Finds or begins the session of a time. */
  #move(time: number): Session {
    const number = this.#windows.number(time);
    let session = this.#sessions.get(number);
    if (!session) {
      if (this.#sessions.size >= this.#maxSessions) this.#dropBefore(number);
      this.#sessions.set(number, (session = { money: { high: 0, low: 0 }, weight: { high: 0, low: 0 } }));
    }
    this.#session = session;
    this.#start = this.#windows.at(number);
    this.#end = this.#windows.at(number + 1);
    return session;
  }

  /** Makes room for a session, unless it is older than all that are kept. */
  #dropBefore(number: number): void {
    let oldest = Infinity;
    for (const kept of this.#sessions.keys()) oldest = Math.min(oldest, kept);
    if (number < oldest) {
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator keeps ${this.#maxSessions} sessions (maxSessions), the oldest from ` +
          `${new Date(this.#windows.at(oldest)).toISOString()}; got a candle of the one from ` +
          `${new Date(this.#windows.at(number)).toISOString()}. Raise maxSessions, or leave out candles that are so ` +
          'late.',
      );
    }
    this.#sessions.delete(oldest);
  }
}
