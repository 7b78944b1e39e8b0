import type { Quote } from '@penstock/stream';
import type { CcxtTicker } from './ccxt/ccxt-exchange.ts';

/** A {@link Quote} of one symbol at an exchange. */
export interface ExchangeQuote extends Quote {
  readonly symbol: string;
  /** The number of tickers since the one read before, including this one. */
  readonly updates: number;
}

/** Returns the quote of a ticker, or undefined when it has no price. Its time is `now` when the exchange sends none. */
export const toQuote = (
  symbol: string,
  { timestamp, last, open, high, low, percentage, quoteVolume }: CcxtTicker,
  updates: number,
  now: number,
): ExchangeQuote | undefined => {
  const price = known(last);
  if (price === null || price <= 0) return undefined;
  const volume = known(quoteVolume);
  const [first, highest, lowest] = [known(open), known(high), known(low)];
  const isWhole = first !== null && highest !== null && lowest !== null && volume !== null;
  return {
    symbol,
    updates,
    time: known(timestamp) ?? now,
    priceUsd: price,
    priceBtc: null,
    priceEth: null,
    volumeLast24Hours: volume,
    realVolumeLast24Hours: null,
    volumeOverstatement: null,
    percentChangeUsdLast24Hours: known(percentage),
    percentChangeBtcLast24Hours: null,
    percentChangeEthLast24Hours: null,
    ohlcvLastHour: null,
    ohlcvLast24Hours: isWhole ? { open: first, high: highest, low: lowest, close: price, volume } : null,
    lastTradeAt: null,
  };
};

const known = (value: number | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
