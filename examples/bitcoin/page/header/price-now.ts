import type { CandleEvent, Prices } from '../../src/board/api.ts';
import { barTime } from '../format/date.ts';
import { barWidths } from '../price/candle.ts';

/** The price that a visitor sees first. */
export interface PriceNow {
  readonly close: number;
  /** The change since the close of the bar before, as a share; 0 if there is no such bar. */
  readonly change: number;
  /** In words: which bar it is the close of, or when the live candle ended. */
  readonly when: string;
}

/** The newest price: of `prices`, or of the live candle if one has arrived. Undefined without prices. */
export const priceNow = ({ interval, times, close }: Prices, live: CandleEvent | undefined): PriceNow | undefined => {
  const last = times.length - 1;
  if (last < 0) return undefined;
  const now = live && live.time >= times[last]! ? live : undefined;
  const start = now ? Math.floor(now.time / barWidths[interval]) * barWidths[interval] : times[last]!;
  const latest = now?.close ?? close[last]!;
  const before = times[last]! < start ? close[last] : close[last - 1];
  const at = barTime(interval, times[last]!);
  return {
    close: latest,
    change: before === undefined ? 0 : latest / before - 1,
    when: now
      ? `Live, ${barTime('1s', now.time + barWidths[now.interval])} UTC`
      : interval === '1d'
        ? `Close of ${at} (UTC)`
        : `${at} UTC`,
  };
};
