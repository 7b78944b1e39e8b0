/**
 * One bar of price history: what a market did between `time` and `time` plus the interval.
 *
 * Prices are in the quote currency and volume in whatever unit the source uses.
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
  /** Close adjusted for splits and dividends, where the source knows it. */
  readonly adjClose?: number;
  readonly volume: number;
}
