import type { SparseCandle } from './sparse-candle.ts';

/** A missing or invalid value of a row. */
interface CandleFault {
  readonly field: Exclude<keyof SparseCandle, 'time'>;
  /** What was expected and what came. */
  readonly reason: string;
}

const prices = ['open', 'high', 'low', 'close'] as const;

// Sources round each price separately, to six decimals or to single precision. An open that equals the high may
// therefore come out slightly above it.
const tolerance = 1e-6;

/**
 * Lists what is wrong with a row; the list is empty when the row is a candle.
 *
 * Every value must be present. Prices must be finite. They may be below 0, as the oil price was in April 2020. `low`
 * and `high` must enclose `open` and `close`. A price of 0 means a missing price, unless a price of the row is below 0.
 * `volume` must not be negative; it is null when the source has no volumes. `adjClose` may be left out; it may be
 * negative, because dividends are subtracted from it.
 */
export const candleFaults = (row: SparseCandle, hasVolume: boolean): readonly CandleFault[] => {
  const faults = new Map<CandleFault['field'], string>();
  const crossesZero = prices.some((field) => Number(row[field]) < 0);
  for (const field of prices) {
    const price = row[field];
    if (price === null || !Number.isFinite(price))
      faults.set(field, `a finite number for ${field}; got ${String(price)}`);
    else if (price === 0 && !crossesZero)
      faults.set(field, `${field} other than 0, which means a missing price; got 0`);
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

/** Whether a row has no data: all prices and the adjusted close are null, and the volume is null or 0. */
export const hasNoData = ({ open, high, low, close, adjClose = null, volume }: SparseCandle): boolean =>
  open === null &&
  high === null &&
  low === null &&
  close === null &&
  adjClose === null &&
  (volume === null || volume === 0);
