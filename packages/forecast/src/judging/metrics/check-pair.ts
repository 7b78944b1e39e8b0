import { forecastError } from '../../errors.ts';

/** Throws `PENSTOCK_METRIC_INPUT_INVALID` unless both have one length of at least 1 and finite values. */
export const checkPair = (actual: ArrayLike<number>, predicted: ArrayLike<number>): void => {
  if (actual.length !== predicted.length || actual.length === 0) {
    throw forecastError(
      'PENSTOCK_METRIC_INPUT_INVALID',
      `A metric needs at least one actual value, and one prediction for each; got ${actual.length} actual values and ` +
        `${predicted.length} predictions.`,
    );
  }
  for (let i = 0; i < actual.length; i += 1) {
    if (!Number.isFinite(actual[i]) || !Number.isFinite(predicted[i])) {
      throw forecastError(
        'PENSTOCK_METRIC_INPUT_INVALID',
        `Values must be finite numbers; got ${actual[i]} (actual) and ${predicted[i]} (predicted) at index ${i}.`,
      );
    }
  }
};

/** The mean of `term(actual[i], predicted[i])` over checked pairs. */
export const meanOf = (
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  term: (actual: number, predicted: number, index: number) => number,
): number => {
  let sum = 0;
  for (let i = 0; i < actual.length; i += 1) sum += term(actual[i]!, predicted[i]!, i);
  return sum / actual.length;
};
