import type { CandleInterval } from '../../src/board/api.ts';

/** Milliseconds from the start of a bar to that of the next. */
export const barWidths: Readonly<Record<CandleInterval, number>> = { '1s': 1_000, '1m': 60_000, '1d': 86_400_000 };

/** One bar of prices; what a source does not give is null. */
export interface Candle {
  /** Its start, milliseconds since the epoch. */
  readonly time: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly volume: number | null;
}

/**
 * Puts a finer candle that just arrived, such as a minute's, into the coarser one that it belongs to, such as today's.
 *
 * @param last The newest coarse candle; one that starts later than `fresh` is returned as it is.
 * @param width The width of the coarse candle, in milliseconds.
 * @returns The coarse candle with the new prices. Its volume does not change: an open finer candle arrives many times,
 *   so its volume cannot be added each time. A new coarse candle has no volume.
 */
export const foldCandle = (last: Candle | undefined, fresh: Candle, width: number): Candle => {
  const time = Math.floor(fresh.time / width) * width;
  if (last === undefined || time > last.time) return { ...fresh, time, volume: null };
  if (time < last.time) return last;
  return {
    ...last,
    high: Math.max(last.high ?? last.close, fresh.high ?? fresh.close),
    low: Math.min(last.low ?? last.close, fresh.low ?? fresh.close),
    close: fresh.close,
  };
};
