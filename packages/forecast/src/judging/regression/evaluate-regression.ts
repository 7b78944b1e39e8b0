import { checkOptions } from '@penstock/stream/options';
import { forecastError } from '../../errors.ts';
import { mse } from '../metrics/mse.ts';
import { msle } from '../metrics/msle.ts';
import { pseudoHuber } from '../metrics/pseudo-huber.ts';
import { r2 } from '../metrics/r2.ts';
import { pointsOf } from './regression-points.ts';
import type { RegressionModel, RegressionPairs, RegressionPoint } from './regression-points.ts';

/** The four metrics that Elastic has for a regression. */
export interface RegressionErrors {
  /** How many points they are measured on. */
  readonly count: number;
  /** {@link mse}, in the square of the series' unit. */
  readonly mse: number;
  /** {@link r2}, without unit, at most 1. */
  readonly r2: number;
  /** {@link msle}, without unit; `null` where a true or predicted value is not above `-msleOffset`. */
  readonly msle: number | null;
  /** {@link pseudoHuber}, in the square of the series' unit. */
  readonly pseudoHuber: number;
}

/** What {@link evaluateRegression} finds. */
export interface RegressionEvaluation {
  /** On the points that the model was fitted on; `null` where there are none. */
  readonly training: RegressionErrors | null;
  /** On those that it was not fitted on; `null` where there are none. */
  readonly generalisation: RegressionErrors | null;
  /** True against predicted values, in the order of rows. */
  readonly points: readonly RegressionPoint[];
}

/** Options of {@link evaluateRegression}. */
export interface RegressionOptions {
  /** Of {@link pseudoHuber}: where small errors end, in the series' unit; finite and greater than 0. Default 1. */
  readonly huberDelta?: number;
  /** Of {@link msle}: added to each value; finite. Default 1. */
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
 * Measures a regression by Elastic's metrics, apart on the rows that it learnt from and on those that it never saw.
 *
 * This is what Kibana shows for a data frame analytics job. A generalisation error far above the training error says
 * that the model learnt its rows by heart. Formulas: Elastic's evaluate data frame analytics API, `mse`, `r_squared`,
 * `msle` (offset 1 by default) and `huber` (delta 1 by default). In one case R2 differs: where all true values are
 * equal and all predictions right, it is 1 here and 0 there.
 *
 * @param input - True and predicted values, or a fitted model, which predicts each row from the true rows before it. A
 *   model predicts no row before its first window.
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
