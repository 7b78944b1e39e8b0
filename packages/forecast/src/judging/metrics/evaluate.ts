import { explainedVariance } from './explained-variance.ts';
import { mae } from './mae.ts';
import { mape } from './mape.ts';
import { meanGammaDeviance } from './mean-gamma-deviance.ts';
import { meanPoissonDeviance } from './mean-poisson-deviance.ts';
import { mse } from './mse.ts';
import { r2 } from './r2.ts';
import { rmse } from './rmse.ts';

/** Eight metrics of one set of predictions. */
export interface Evaluation {
  /** In the series' unit. */
  readonly rmse: number;
  /** In the square of the series' unit. */
  readonly mse: number;
  /** In the series' unit. */
  readonly mae: number;
  /** In percent. */
  readonly mape: number;
  /** Without unit, at most 1. */
  readonly explainedVariance: number;
  /** Without unit, at most 1. */
  readonly r2: number;
  /** Without unit, at least 0. */
  readonly gammaDeviance: number;
  /** In the series' unit, at least 0. */
  readonly poissonDeviance: number;
}

/**
 * Measures predictions by eight metrics, for series that stay above 0, as prices do.
 *
 * @param actual - At least one value, each finite and greater than 0.
 * @param predicted - One for each actual value, each finite and greater than 0.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`; for a series that reaches 0, call single metrics instead.
 *
 * @example
 * ```ts
 * const model = await naive.fit(closes);
 * const { actual, mean } = model.predictions(closes, { from: 100 });
 * const { rmse, mape } = evaluate(actual, mean);
 * ```
 */
export const evaluate = (actual: ArrayLike<number>, predicted: ArrayLike<number>): Evaluation => ({
  rmse: rmse(actual, predicted),
  mse: mse(actual, predicted),
  mae: mae(actual, predicted),
  mape: mape(actual, predicted),
  explainedVariance: explainedVariance(actual, predicted),
  r2: r2(actual, predicted),
  gammaDeviance: meanGammaDeviance(actual, predicted),
  poissonDeviance: meanPoissonDeviance(actual, predicted),
});
