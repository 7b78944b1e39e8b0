import type { Series } from '@penstock/stream';

/**
 * A series with what else was seen at the same times, for models that learn from it too (past covariates).
 *
 * Features may be anything that is known once a row is over, such as volume. What will be known of rows to come, such
 * as the weekday, has no place of its own: a forecast knows no feature of the rows that it tells.
 *
 * @example
 * ```ts
 * const hourly: FeatureSeries = {
 *   ...closes,
 *   features: { change: closes.values.map((close, i, all) => close - (all[i - 1] ?? close)) },
 * };
 * ```
 */
export interface FeatureSeries extends Series {
  /** One value a row, under the feature's name; at most 100 features. Default: none. */
  readonly features?: Readonly<Record<string, Float64Array>>;
}
