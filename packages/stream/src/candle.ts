/**
 * One bar of price history: the prices and the volume of a market from `time` to `time` plus the interval.
 *
 * Prices are in the quote currency. The source decides the unit of the volume.
 *
 * @example
 * ```ts
 * const candle: Candle = {
 *   time: Date.UTC(2014, 8, 17),
 *   open: 465.86,
 *   high: 468.17,
 *   low: 452.42,
 *   close: 457.33,
 *   volume: 21056800,
 * };
 * ```
 */
export interface Candle {
  /** Opening instant, milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Close adjusted for splits and dividends; left out when the source does not have it. */
  readonly adjClose?: number;
  readonly volume: number;
}
