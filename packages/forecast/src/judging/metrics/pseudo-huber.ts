import { forecastError } from '../../errors.ts';
import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean pseudo-Huber loss: about half the squared error for errors far below `delta`, and about `delta` times the
 * absolute error for errors far above it. 0 is perfect. Its unit is the square of the series' unit.
 *
 * Formula: P. Charbonnier and others, "Deterministic edge-preserving regularization in computed imaging", 1997, as
 * SciPy (`pseudo_huber`) and Elastic's evaluate API (`huber`) compute it: delta² (sqrt(1 + ((a - p) / delta)²) - 1).
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @param delta - The size that separates small errors from large ones, in the series' unit; finite and greater than 0.
 * Default 1.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * pseudoHuber([1, 2], [1, 4]); // 0.618
 * ```
 */
export const pseudoHuber = (actual: ArrayLike<number>, predicted: ArrayLike<number>, delta = 1): number => {
  checkPair(actual, predicted);
  if (!(delta > 0 && delta < Infinity)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `delta must be finite and greater than 0; got ${String(delta)}.`);
  }
  return meanOf(actual, predicted, (a, p) => delta * (Math.hypot(delta, a - p) - delta));
};
