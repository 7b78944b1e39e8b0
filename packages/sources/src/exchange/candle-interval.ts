import { checkOption } from '../check-option.ts';

/** The interval of an exchange's candles: a whole number and a unit. Each exchange has only some of them. */
export type CandleInterval = `${number}${'s' | 'm' | 'h' | 'd' | 'w' | 'mo'}`;

/** The properties of a {@link CandleInterval}. */
export interface CandleSpan {
  /** ccxt's name of the interval. */
  readonly timeframe: string;
  /** Length in milliseconds. A month counts as the shortest one, 28 days. */
  readonly ms: number;
  /** Returns the start of the next candle, from the start of a candle. */
  readonly next: (time: number) => number;
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, mo: 28 * 86_400_000 } as const;

/** Parses an interval; throws `PENSTOCK_BAD_OPTION`. */
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
