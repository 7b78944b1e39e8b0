import { forecastError } from '../errors.ts';
import type { Forecast } from '../forecaster.ts';
import { wholeNumber } from '../whole-number.ts';
import { statistic } from './statistics/statistic.ts';
import type { Statistics } from './statistics/statistics.ts';

const high = 2 * statistic.error;
const low = high + 1;
const fewestRows = 150;

/** Checks the levels of a forecast's bands; throws `PENSTOCK_BAD_OPTION`. */
export const checkForecastLevels = (levels: readonly number[]): void => {
  if (!Array.isArray(levels) || !levels.every((level) => typeof level === 'number' && level >= 80 && level < 100)) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `levels must be percentages of at least 80 and below 100, such as [80, 95]; got ${JSON.stringify(levels)}.`,
    );
  }
};

/** Forecasts the next rows from the statistics of the rows before. */
export const forecastFrom = (statistics: Statistics, horizon: number, levels: readonly number[]): Forecast => {
  wholeNumber('horizon', horizon, 1);
  checkForecastLevels(levels);
  const { tails, expectation, seasons, rows, time } = statistics;
  const step = seasons.step.step;
  if (rows < fewestRows || !expectation.isStandard || Number.isNaN(step)) {
    throw forecastError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `A forecast needs ${fewestRows} rows whose times increase; got ${rows} rows. Judge more rows first.`,
    );
  }
  // Just after a season is first used, its errors are too few for a tail. Until there are enough, errors are assumed to
  // follow Laplace's distribution with a mean absolute error of 1.
  const beyond = (tail: number, share: number): number =>
    tails.isReady(tail) ? Math.max(0, tails.quantile(tail, share)) : Math.log(0.5 / share);
  const times = Float64Array.from({ length: horizon }, (_, i) => time + step * (i + 1));
  const mean = Float64Array.from(times, (each, i) => expectation.ahead(seasons.tables, each, rows + i));
  const widening = expectation.persistence ** 2;
  const band = (level: number) => {
    const share = (1 - level / 100) / 2;
    const [above, below] = [beyond(high, share), beyond(low, share)];
    const usual = (i: number) => expectation.scale * Math.sqrt(1 + i * widening);
    return {
      level,
      lower: mean.map((each, i) => each - usual(i) * below),
      upper: mean.map((each, i) => each + usual(i) * above),
    };
  };
  return { times, mean, intervals: levels.map((level) => band(level)) };
};
