import { checkOptions } from '@penstock/stream/internal';
import { forecastError } from '../../errors.ts';
import { mse } from '../metrics/mse.ts';
import { msle } from '../metrics/msle.ts';
import { pseudoHuber } from '../metrics/pseudo-huber.ts';
import { r2 } from '../metrics/r2.ts';
import { pointsOf } from './regression-points.ts';
import type { RegressionModel, RegressionPairs, RegressionPoint } from './regression-points.ts';

/** The four metrics of a regression in Elastic. */
export interface RegressionErrors {
  /** How many points the metrics are measured on. */
  readonly count: number;
  /** {@link mse}, in the square of the series' unit. */
  readonly mse: number;
  /** {@link r2}, without unit, at most 1. */
  readonly r2: number;
  /** {@link msle}, without unit; `null` if a true or predicted value is not above `-msleOffset`. */
  readonly msle: number | null;
  /** {@link pseudoHuber}, in the square of the series' unit. */
  readonly pseudoHuber: number;
}

/** The result of {@link evaluateRegression}. */
export interface RegressionEvaluation {
  /** The errors on rows that the model was fitted on; `null` if there are none. */
  readonly training: RegressionErrors | null;
  /** The errors on rows that the model was not fitted on; `null` if there are none. */
  readonly generalisation: RegressionErrors | null;
  /** True and predicted values, in the order of rows. */
  readonly points: readonly RegressionPoint[];
}

/** Options of {@link evaluateRegression}. */
export interface RegressionOptions {
  /** The `delta` of {@link pseudoHuber}, in the series' unit: finite and greater than 0. Default 1. */
  readonly huberDelta?: number;
  /** The `offset` of {@link msle}: finite. Default 1. */
  readonly msleOffset?: number;
}

const errorsOf = (
  points: readonly RegressionPoint[],
  huberDelta: number,
  msleOffset: number,
): RegressionErrors | null => {
  if (points.length === 0) return null;
  const actual = points.map((point) => point.actual);
  const predicted = points.map((point) => point.predicted);
  const hasLogarithms = [...actual, ...predicted].every((value) => value + msleOffset > 0);
  return {
    count: points.length,
    mse: mse(actual, predicted),
    r2: r2(actual, predicted),
    msle: hasLogarithms ? msle(actual, predicted, msleOffset) : null,
    pseudoHuber: pseudoHuber(actual, predicted, huberDelta),
  };
};

/**
 * Measures a regression by Elastic's metrics, separately on the rows that it was fitted on and on all other rows.
 *
 * Kibana shows the same for a data frame analytics job. A generalisation error far above the training error shows that
 * the model is overfitted. Formulas: Elastic's evaluate data frame analytics API, `mse`, `r_squared`, `msle` (offset 1
 * by default) and `huber` (delta 1 by default). R2 differs in one case: if all true values are equal and all
 * predictions right, it is 1 here and 0 in Elastic.
 *
 * @param input - True and predicted values, or a fitted model, which predicts each row from the true rows before it. A
 * model cannot predict the rows before its first whole window.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, `PENSTOCK_BAD_OPTION`; with a model also what its `predictions` throws.
 *
 * @example
 * ```ts
 * const trainingRows = 200;
 * const training = { times: closes.times.slice(0, trainingRows), values: closes.values.slice(0, trainingRows) };
 * const model = await lstm.fit(training);
 * const judged = evaluateRegression({ model, series: closes, trainingRows });
 * console.log(judged.training?.r2, judged.generalisation?.r2, judged.points.length);
 *
 * evaluateRegression({ actual: [1, 2, 4], predicted: [1, 2, 3], isTraining: [true, true, false] });
 * ```
 */
export const evaluateRegression = (
  input: RegressionPairs | RegressionModel,
  options: RegressionOptions = {},
): RegressionEvaluation => {
  const known = { huberDelta: true, msleOffset: true } as const;
  const { huberDelta = 1, msleOffset = 1 } = checkOptions(options, known, 'evaluateRegression');
  if (!(huberDelta > 0 && Number.isFinite(huberDelta))) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `huberDelta must be finite and greater than 0; got ${String(huberDelta)}.`,
    );
  }
  if (!Number.isFinite(msleOffset)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `msleOffset must be a finite number; got ${String(msleOffset)}.`);
  }
  const points = pointsOf(input);
  return {
    training: errorsOf(
      points.filter(({ isTraining }) => isTraining),
      huberDelta,
      msleOffset,
    ),
    generalisation: errorsOf(
      points.filter(({ isTraining }) => !isTraining),
      huberDelta,
      msleOffset,
    ),
    points,
  };
};
