import type { Series } from '@penstock/stream';

/**
 * A series with features: other values at the same times, from which a model learns too (past covariates).
 *
 * A feature may be anything that is known at the end of a row, such as volume. A forecast uses no feature of the rows
 * that it predicts, except features that the model was fitted with as known in advance.
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
  /** Under each feature's name, one value for each row; at most 100 features. Default: none. */
  readonly features?: Readonly<Record<string, Float64Array>>;
}
