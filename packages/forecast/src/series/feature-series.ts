import type { Series } from '@penstock/stream';

/**
 * A series with other values of the same times, from which a model learns too (past covariates).
 *
 * A feature may be anything that is known when a row is over, such as volume. A forecast uses no feature of the rows
 * that it predicts, except those that the model was fitted with as known in advance.
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
