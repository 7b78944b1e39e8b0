import type { SparseCandle } from './sparse-candle.ts';

/** A value that keeps a row from being a candle. */
interface CandleFault {
  readonly field: Exclude<keyof SparseCandle, 'time'>;
  /** Says what was expected and what came. */
  readonly reason: string;
}

const prices = ['open', 'high', 'low', 'close'] as const;

// Prices come rounded to six decimals or to single precision, each on its own, so an open that is the high may pass it.
const tolerance = 1e-6;

/**
 * What keeps a row from being a candle; empty when it is one.
 *
 * Every value must be there. Prices are finite, also below 0 as those of oil in April 2020, and `low` and `high`
 * enclose `open` and `close`. A price of 0 stands for a missing one unless a price of the row is below 0. `volume` is
 * not negative, and null where the source has none at all. `adjClose` may be left out; it may be negative, since
 * dividends are taken off.
 */
export const candleFaults = (row: SparseCandle, hasVolume: boolean): readonly CandleFault[] => {
  const faults = new Map<CandleFault['field'], string>();
  const crossesZero = prices.some((field) => Number(row[field]) < 0);
  for (const field of prices) {
    const price = row[field];
    if (price === null || !Number.isFinite(price))
      faults.set(field, `a finite number for ${field}; got ${String(price)}`);
    else if (price === 0 && !crossesZero)
      faults.set(field, `${field} other than 0, which stands for a missing price; got 0`);
  }
  const sound = (field: 'high' | 'low', other: number): number => (faults.has(field) ? other : row[field]!);
  const [high, low] = [sound('high', Infinity), sound('low', -Infinity)];
  if (high < low)
    for (const field of ['high', 'low'] as const)
      faults.set(field, `high to be at least low; got high ${high} and low ${low}`);
  else {
    for (const field of ['open', 'close'] as const) {
      const price = row[field];
      if (
        faults.has(field) ||
        (price! <= high + Math.abs(high) * tolerance && price! >= low - Math.abs(low) * tolerance)
      )
        continue;
      faults.set(
        field,
        `${field} to lie between low and high; got ${field} ${price}, low ${row.low} and high ${row.high}`,
      );
    }
  }
  const { adjClose, volume } = row;
  if (adjClose !== undefined && !Number.isFinite(adjClose))
    faults.set('adjClose', `a finite number for adjClose; got ${String(adjClose)}`);
  if (hasVolume && (volume === null || !Number.isFinite(volume) || volume < 0))
    faults.set('volume', `volume to be finite and at least 0; got ${String(volume)}`);
  return [...faults].map(([field, reason]) => ({ field, reason }));
};

/** Whether the source says that there is no data: no price and no adjusted close, and no volume or one of 0. */
export const hasNoData = ({ open, high, low, close, adjClose = null, volume }: SparseCandle): boolean =>
  open === null &&
  high === null &&
  low === null &&
  close === null &&
  adjClose === null &&
  (volume === null || volume === 0);
