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

/** The fields of a candle that {@link Vwap} uses. */
export type VwapInput = Pick<Candle, 'time' | 'high' | 'low' | 'close' | 'volume'>;

/** Options of {@link Vwap}. `timeZone` and `origin` decide where sessions begin, as for `ohlc`. */
export interface VwapOptions extends CalendarOptions {
  /** Length of a session; default `'1d'`. */
  readonly session?: Interval;
  /**
   * How many sessions to keep for late candles, including the newest. A candle of an older session throws. At least 1,
   * default 10.
   */
  readonly maxSessions?: number;
}

/** The sums of one session. */
interface Session {
  /** Sum of high, low and close, each times the volume. */
  readonly money: ExactSum;
  /** Sum of three times the volume, so that the average is one division, which rounds once. */
  readonly weight: ExactSum;
}

// The span of a Date.
const farthestTime = 8.64e15;
// Smaller doubles are subnormal and have fewer digits.
const leastProduct = 2 ** -1_022;

const losesDigits = (price: number, volume: number): boolean => price !== 0 && Math.abs(price) * volume < leastProduct;

/**
 * The volume-weighted average price (VWAP) of a session so far: `sum(typical * volume) / sum(volume)`, where
 * `typical = (high + low + close) / 3`. Each session starts from zero; the result is `null` while its volume is 0.
 *
 * A late candle counts in its own session, and its result is the average of that session. For this the sums of the
 * newest `maxSessions` sessions are kept.
 *
 * Formula: StockCharts ChartSchool, "Volume-Weighted Average Price (VWAP)".
 *
 * @throws `PENSTOCK_BAD_OPTION`; from `add`: `PENSTOCK_VALUE_INVALID` when a price or the volume is not finite, when
 * the volume is below 0, when price times volume is too large for a double, or below 2^-1022 although neither is 0,
 * when the time is not within the span of a `Date`, and when the candle is of a session older than the kept ones; from
 * `restore`: `PENSTOCK_STATE_CORRUPT` when the state has sessions of other options.
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
  /** The kept sessions, by the number of their window. */
  #sessions = new Map<number, Session>();
  /** The session of the last candle, cached since the next candle usually has the same one. */
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
      throw streamError('PENSTOCK_VALUE_INVALID', `The indicator expected a volume of at least 0; got ${volume}.`);
    if (largest * volume === Infinity) {
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator expected price times volume to be a finite number; got a price of ${largest} and a volume of ` +
          `${volume}. Use larger units.`,
      );
    }
    if (volume > 0 && (losesDigits(high, volume) || losesDigits(low, volume) || losesDigits(close, volume))) {
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator expected price times volume to be at least 2^-1022; got prices of ${high}, ${low} and ` +
          `${close} and a volume of ${volume}. Use smaller units.`,
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

  snapshot(): {
    readonly windows: string;
    readonly sessions: ReadonlyArray<readonly [number: number, session: Session]>;
  } {
    const copies = Array.from(
      this.#sessions,
      ([number, { money, weight }]) => [number, { money: copySum(money), weight: copySum(weight) }] as const,
    );
    return { windows: this.#windows.id, sessions: copies };
  }

  restore({ windows, sessions }: ReturnType<Vwap['snapshot']>): void {
    if (windows !== this.#windows.id) {
      throw streamError(
        'PENSTOCK_STATE_CORRUPT',
        `Vwap expected stored state with the sessions ${this.#windows.id}; got ${windows ?? 'an older version'}. The ` +
          'session, timeZone or origin has changed. Give the operator a new name, or remove the state.',
      );
    }
    this.#sessions = new Map(structuredClone(sessions));
    [this.#start, this.#end] = [Infinity, -Infinity];
  }

  /** Makes the session of a time current: finds it, or begins it. */
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

  /** Drops the oldest session to make room for a new one; throws when the new one is older than all kept sessions. */
  #dropBefore(number: number): void {
    let oldest = Infinity;
    for (const kept of this.#sessions.keys()) oldest = Math.min(oldest, kept);
    if (number < oldest) {
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator expected a candle of one of the last ${this.#maxSessions} sessions (maxSessions), from ` +
          `${new Date(this.#windows.at(oldest)).toISOString()} on; got a candle of the session of ` +
          `${new Date(this.#windows.at(number)).toISOString()}. Raise maxSessions, or filter out such late candles.`,
      );
    }
    this.#sessions.delete(oldest);
  }
}
