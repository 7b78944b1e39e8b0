import type { CandleEvent, Prices } from '../../src/board/api.ts';
import { barWidths, foldCandle } from './candle.ts';
import type { Candle } from './candle.ts';
import { rowAt } from './bar-slice.ts';

type Growing = {
  -readonly [Key in keyof Prices]: Prices[Key] extends ReadonlyArray<infer Value> ? Value[] : Prices[Key];
};

/** What a live candle changed in the prices. */
export interface BarChange {
  readonly candle: Candle;
  /** The close of the bar before; undefined without one. */
  readonly before: number | undefined;
  /** Whether a newer bar follows. */
  readonly isOlder: boolean;
  /** Whether the bar was inserted before later bars, whose rows have moved by one. */
  readonly isInserted: boolean;
}

const columns = ['open', 'high', 'low', 'volume'] as const;

/** Prices to which live candles are added. They are a copy, so the given prices do not change. */
export class GrowingPrices {
  readonly #prices: Growing;
  #rows: Map<number, number>;
  /** The end of the newest candle that was merged into a wider bar, milliseconds since the epoch. */
  #foldedUntil = -Infinity;

  constructor({ interval, times, open, high, low, close, volume }: Prices) {
    this.#prices = {
      interval,
      times: [...times],
      open: [...open],
      high: [...high],
      low: [...low],
      close: [...close],
      volume: [...volume],
    };
    this.#rows = rowsOf(times);
  }

  /** The prices with all candles that were added so far; always the same object. */
  get prices(): Prices {
    return this.#prices;
  }

  /** The row of the bar that begins at `time`. */
  rowOf(time: number): number | undefined {
    return this.#rows.get(time);
  }

  /**
   * Adds a live candle: a new bar, or a correction of one. A finer candle goes into the newest bar.
   *
   * @returns What changed; undefined for a candle that is wider than the bars, or that belongs to a bar that is older
   *   than the newest.
   */
  take({ interval, ...fresh }: CandleEvent): BarChange | undefined {
    const [width, own] = [barWidths[this.#prices.interval], barWidths[interval]];
    if (own > width) return undefined;
    const candle = own === width ? fresh : this.#folded(fresh, own, width);
    return candle && this.#put(candle);
  }

  /** Drops the oldest bars, so that `most` are left. */
  keepNewest(most: number): void {
    const surplus = Math.max(0, this.#prices.times.length - most);
    this.#prices.times.splice(0, surplus);
    for (const key of columns) this.#prices[key].splice(0, surplus);
    this.#prices.close.splice(0, surplus);
    this.#rows = rowsOf(this.#prices.times);
  }

  #folded(fresh: Candle, own: number, width: number): Candle | undefined {
    const last = this.#candleAt(this.#prices.times.length - 1);
    const folded = foldCandle(last, fresh, width);
    if (folded === last) return undefined;
    const end = fresh.time + own;
    // A correction of an earlier minute or second widens the range of the bar, but is not its newest price.
    if (last?.time === folded.time && end < this.#foldedUntil) return { ...folded, close: last.close };
    this.#foldedUntil = end;
    return folded;
  }

  #put(candle: Candle): BarChange {
    const { times, close } = this.#prices;
    const last = times.length - 1;
    const known = this.#rows.get(candle.time);
    const isOlder = last >= 0 && candle.time < times[last]!;
    const isInserted = isOlder && known === undefined;
    const row = known ?? (isInserted ? (candle.time < times[0]! ? 0 : rowAt(times, candle.time) + 1) : last + 1);
    const replaced = isInserted ? 0 : 1;
    times.splice(row, replaced, candle.time);
    for (const key of columns) this.#prices[key].splice(row, replaced, candle[key]);
    close.splice(row, replaced, candle.close);
    if (isInserted) this.#rows = rowsOf(times);
    else this.#rows.set(candle.time, row);
    return { candle, before: close[row - 1], isOlder, isInserted };
  }

  #candleAt(row: number): Candle | undefined {
    const { times, open, high, low, close, volume } = this.#prices;
    if (row < 0) return undefined;
    return {
      time: times[row]!,
      open: open[row] ?? null,
      high: high[row] ?? null,
      low: low[row] ?? null,
      close: close[row]!,
      volume: volume[row] ?? null,
    };
  }
}

const rowsOf = (times: readonly number[]): Map<number, number> => new Map(times.map((time, row) => [time, row]));
