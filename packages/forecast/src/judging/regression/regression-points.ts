import { forecastError } from '../../errors.ts';
import type { Model } from '../../forecaster.ts';
import type { FeatureSeries } from '../../series/feature-series.ts';
import { wholeNumber } from '../../whole-number.ts';
import { checkPair } from '../metrics/check-pair.ts';

/**
 * True and predicted values, and whether the model was fitted on each. All three have the same length of at least 1.
 */
export interface RegressionPairs {
  /** Finite values. */
  readonly actual: ArrayLike<number>;
  /** Finite values, in the unit of `actual`. */
  readonly predicted: ArrayLike<number>;
  /** Whether the model was fitted on the row. Elastic writes it into the field `ml.is_training`. */
  readonly isTraining: ArrayLike<boolean>;
}

/** A fitted model, and the series to judge it on by one-step-ahead predictions. */
export interface RegressionModel {
  readonly model: Pick<Model, 'predictions' | 'fittedUntil'>;
  /** The rows that the model was fitted on, and the rows after them. */
  readonly series: FeatureSeries;
  /**
   * How many of the first rows of `series` the model was fitted on: a whole number from 0 to the number of rows.
   * Default: all rows up to {@link Model.fittedUntil}; 0 for a model that learns nothing from rows.
   */
  readonly trainingRows?: number;
}

/** One point of the chart of true against predicted values. */
export interface RegressionPoint {
  /** In the unit of the series. */
  readonly actual: number;
  /** In the unit of the series. */
  readonly predicted: number;
  /** Whether the model was fitted on the row. */
  readonly isTraining: boolean;
}

const invalid = (message: string) => forecastError('PENSTOCK_METRIC_INPUT_INVALID', message);

const ofPairs = ({ actual, predicted, isTraining }: RegressionPairs): RegressionPoint[] => {
  for (const [name, list] of Object.entries({ actual, predicted, isTraining })) {
    // Callers in JavaScript, and data from JSON, have no compiler check.
    const length: unknown = (list as ArrayLike<unknown> | undefined)?.length;
    if (typeof length === 'number') continue;
    throw invalid(`Expected an array for ${name}, or a model with its series; got ${String(list)}.`);
  }
  checkPair(actual, predicted);
  if (isTraining.length !== actual.length) {
    throw invalid(
      `isTraining needs one entry for each actual value; got ${isTraining.length} for ${actual.length} values.`,
    );
  }
  return Array.from(isTraining, (training, i) => {
    if (typeof training === 'boolean') return { actual: actual[i]!, predicted: predicted[i]!, isTraining: training };
    throw invalid(`isTraining needs true or false; got ${String(training)} at index ${i}.`);
  });
};

const rowsUntil = (times: Float64Array, last: number): number => {
  const after = times.findIndex((time) => time > last);
  return after === -1 ? times.length : after;
};

const ofModel = ({ model, series, trainingRows }: RegressionModel): RegressionPoint[] => {
  const { actual, mean } = model.predictions(series);
  const rows = series.values.length;
  const fitted =
    trainingRows === undefined
      ? rowsUntil(series.times, model.fittedUntil)
      : wholeNumber('trainingRows', trainingRows, 0, rows);
  // A model cannot predict the rows before its first whole window.
  const first = rows - actual.length;
  return Array.from(actual, (value, i) => ({ actual: value, predicted: mean[i]!, isTraining: first + i < fitted }));
};

/** The points to judge, in the order of rows. */
export const pointsOf = (input: RegressionPairs | RegressionModel): RegressionPoint[] =>
  'model' in input ? ofModel(input) : ofPairs(input);
