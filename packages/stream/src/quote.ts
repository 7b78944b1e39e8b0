/** Open, high, low, close and volume over a trailing period, as Messari reports them. */
export interface TrailingOhlcv {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * The price and the volume of an asset at one instant. `time` and `priceUsd` are always known; any other value that is
 * unknown is `null`, never 0.
 *
 * @example
 * ```ts
 * const dollars = (quote: Quote): string => `${quote.priceUsd.toFixed(2)} USD`;
 * ```
 */
export interface Quote {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly priceUsd: number;
  readonly priceBtc: number | null;
  readonly priceEth: number | null;
  /** US dollars, as the exchanges report it. */
  readonly volumeLast24Hours: number | null;
  /** US dollars, on exchanges that Messari trusts. */
  readonly realVolumeLast24Hours: number | null;
  /** Reported volume divided by real volume. */
  readonly volumeOverstatement: number | null;
  readonly percentChangeUsdLast24Hours: number | null;
  readonly percentChangeBtcLast24Hours: number | null;
  readonly percentChangeEthLast24Hours: number | null;
  readonly ohlcvLastHour: TrailingOhlcv | null;
  readonly ohlcvLast24Hours: TrailingOhlcv | null;
  /** Milliseconds since the Unix epoch, UTC. */
  readonly lastTradeAt: number | null;
}
