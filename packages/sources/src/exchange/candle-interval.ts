import { checkOption } from '../check-option.ts';

/** How long the candles of an exchange are: a whole number and a unit, as the exchange has them. */
export type CandleInterval = `${number}${'s' | 'm' | 'h' | 'd' | 'w' | 'mo'}`;

/** A {@link CandleInterval} once read. */
export interface CandleSpan {
  /** What ccxt calls it. */
  readonly timeframe: string;
  /** Milliseconds; for months those of the shortest. */
  readonly ms: number;
  /** When the candle after one of `time` begins. */
  readonly next: (time: number) => number;
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, mo: 28 * 86_400_000 } as const;

/** Reads an interval; throws `PENSTOCK_BAD_OPTION`. */
export const toCandleSpan = (interval: CandleInterval): CandleSpan => {
  const [, digits, unit] = /^([1-9]\d{0,4})(s|m|h|d|w|mo)$/.exec(String(interval)) ?? [];
  checkOption(unit !== undefined, 'interval', "such as '1m', '4h', '1d', '1w' or '1mo'", interval);
  const count = Number(digits);
  const ms = count * unitMs[unit as keyof typeof unitMs];
  if (unit !== 'mo') return { timeframe: interval, ms, next: (time) => time + ms };
  const next = (time: number): number => {
    const date = new Date(time);
    return date.setUTCMonth(date.getUTCMonth() + count);
  };
  return { timeframe: `${count}M`, ms, next };
};
