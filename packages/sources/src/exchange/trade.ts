/**
 * A trade at an exchange.
 *
 * @example
 * ```ts
 * const dollars = ({ price, size }: Trade): number => price * size;
 * ```
 */
export interface Trade {
  /** The symbol in ccxt's unified form, such as `BTC/USD`. */
  readonly symbol: string;
  /** The exchange's id, the same by WebSocket and by REST. */
  readonly id: string;
  /** Milliseconds since the Unix epoch, UTC, by the exchange's clock. */
  readonly time: number;
  /** The price in the quote currency, above 0. */
  readonly price: number;
  /** The amount in the base currency, above 0. */
  readonly size: number;
  /** The taker's side; `null` when the exchange does not send it. */
  readonly side: 'buy' | 'sell' | null;
}
