/**
 * One trade of an exchange.
 *
 * @example
 * ```ts
 * const dollars = ({ price, size }: Trade): number => price * size;
 * ```
 */
export interface Trade {
  /** In the unified form of ccxt, such as `BTC/USD`. */
  readonly symbol: string;
  /** The exchange's own, the same from the socket and from REST. */
  readonly id: string;
  /** Milliseconds since the Unix epoch, UTC, by the exchange's clock. */
  readonly time: number;
  /** In the quote currency; above 0. */
  readonly price: number;
  /** In the base currency; above 0. */
  readonly size: number;
  /** What the taker did; `null` where the exchange does not tell. */
  readonly side: 'buy' | 'sell' | null;
}
