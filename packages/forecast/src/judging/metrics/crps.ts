import { forecastError } from '../../errors.ts';
import type { Forecast } from '../../forecaster.ts';
import { pinball } from './pinball.ts';

interface Quantile {
  readonly quantile: number;
  readonly values: ArrayLike<number>;
}

/** The quantiles of a forecast. If it has none: the ends of its bands, and the point forecast as the median. */
const quantilesOf = ({ mean, quantiles, intervals = [] }: Pick<Forecast, 'mean' | 'quantiles' | 'intervals'>) => {
  if (quantiles !== undefined && quantiles.length > 0) return quantiles;
  const ends = intervals.flatMap(({ level, lower, upper }): Quantile[] => [
    { quantile: (100 - level) / 200, values: lower },
    { quantile: (100 + level) / 200, values: upper },
  ]);
  return [...ends, { quantile: 0.5, values: mean }].toSorted((a, b) => a.quantile - b.quantile);
};

/**
 * Continuous ranked probability score of a forecast with quantiles or bands, in the series' unit. Lower is better.
 *
 * It is twice the integral of the pinball loss over all quantiles, computed by the trapezoidal rule from the known
 * quantiles, with a loss of 0 at both ends. So it depends on which quantiles are known: compare only forecasts with the
 * same ones. If a forecast has no quantiles, the ends of its bands count as quantiles, and the point forecast as the
 * median.
 *
 * Formula: F. Laio, S. Tamea, "Verification tools for probabilistic forecasts of continuous hydrological variables",
 * 2007; T. Gneiting, R. Ranjan, "Comparing density forecasts using threshold- and quantile-weighted scoring rules",
 * 2011.
 *
 * @param actual - One finite value for each step of the forecast.
 * @param forecast - A forecast with quantiles, or with bands (option `levels`).
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, also for a forecast that has neither.
 *
 * @example
 * ```ts
 * const model = await naive.fit(closes);
 * crps([430, 428], model.forecast(2, { after: closes, levels: [50, 80, 95] }));
 * ```
 */
export const crps = (
  actual: ArrayLike<number>,
  forecast: Pick<Forecast, 'mean' | 'quantiles' | 'intervals'>,
): number => {
  const quantiles = quantilesOf(forecast);
  if (quantiles.length < 2) {
    throw forecastError(
      'PENSTOCK_METRIC_INPUT_INVALID',
      'crps needs a forecast with at least two quantiles or one band; got neither. Forecast with "levels".',
    );
  }
  let sum = 0;
  let [before, lossBefore] = [0, 0];
  for (const { quantile, values } of quantiles) {
    const loss = pinball(actual, values, quantile);
    sum += (quantile - before) * (loss + lossBefore);
    [before, lossBefore] = [quantile, loss];
  }
  return sum + (1 - before) * lossBefore;
};
