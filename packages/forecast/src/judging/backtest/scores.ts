import type { Forecast } from '../../forecaster.ts';
import { bias } from '../metrics/bias.ts';
import { coverage } from '../metrics/coverage.ts';
import { crps } from '../metrics/crps.ts';
import { directionHitRate } from '../metrics/direction-hit-rate.ts';
import { intervalScore } from '../metrics/interval-score.ts';
import { mae } from '../metrics/mae.ts';
import { mase } from '../metrics/mase.ts';
import { mse } from '../metrics/mse.ts';
import { rmse } from '../metrics/rmse.ts';
import { smape } from '../metrics/smape.ts';
import type { Backtest } from './result.ts';

/** The scores of the bands of one level. */
export interface BandScores {
  /** The level, in percent. */
  readonly level: number;
  /** The share of true values inside the bands, in percent. */
  readonly coverage: number;
  /** Winkler score, in the unit of the series. Lower is better. */
  readonly score: number;
}

/** The metrics of a forecaster over all origins and the judged steps. */
export interface Scores {
  /** In the unit of the series. */
  readonly rmse: number;
  /** In the unit of the series. */
  readonly mae: number;
  /** In percent, 0 to 200. */
  readonly smape: number;
  /** Without unit. `null` if the rows before the first forecast do not change. */
  readonly mase: number | null;
  /** Mean of predicted minus actual, in the unit of the series. */
  readonly bias: number;
  /** The share of forecasts that move in the right direction from the last known value, in percent. */
  readonly direction: number;
  /** One for each level. */
  readonly bands: readonly BandScores[];
  /** In the unit of the series. `null` without quantiles and bands. */
  readonly crps: number | null;
}

/** The part of a backtest that is judged. */
export interface Judged {
  readonly backtest: Backtest;
  /** The judged steps: the first one, and the one after the last. */
  readonly steps: readonly [from: number, to: number];
  /** Rows of a season, for MASE. */
  readonly period: number;
}

/** The values of the judged steps of all origins in one list. */
const inARow = (paths: readonly Float64Array[], [from, to]: Judged['steps']): number[] =>
  paths.flatMap((path) => Array.from(path.subarray(from, to)));

/** The mean squared error of each origin, which the Diebold-Mariano test compares. */
export const lossesOf = (paths: readonly Float64Array[], { backtest, steps }: Judged): number[] =>
  paths.map((path, i) => mse(backtest.origins[i]!.actual.subarray(...steps), path.subarray(...steps)));

/** The forecast of the judged steps only. */
const cut = ({ mean, quantiles, intervals }: Forecast, [from, to]: Judged['steps']) => ({
  mean: mean.slice(from, to),
  ...(quantiles && {
    quantiles: quantiles.map(({ quantile, values }) => ({ quantile, values: values.slice(from, to) })),
  }),
  ...(intervals && {
    intervals: intervals.map(({ level, lower, upper }) => {
      return { level, lower: lower.slice(from, to), upper: upper.slice(from, to) };
    }),
  }),
});

const bandsOf = (forecasts: readonly Forecast[], actual: readonly number[], steps: Judged['steps']): BandScores[] => {
  const [first] = forecasts;
  return (first?.intervals ?? []).map(({ level }, i) => {
    const lower = inARow(
      forecasts.map(({ intervals }) => intervals![i]!.lower),
      steps,
    );
    const upper = inARow(
      forecasts.map(({ intervals }) => intervals![i]!.upper),
      steps,
    );
    return { level, coverage: coverage(actual, lower, upper), score: intervalScore(actual, lower, upper, level) };
  });
};

/** `null` instead of an error for a history without changes, so that the other metrics are still computed. */
const maseOf = (actual: readonly number[], predicted: readonly number[], { backtest, period }: Judged) => {
  const { history } = backtest;
  const changes = history.some((value, i) => i >= period && value !== history[i - period]);
  return changes ? mase(actual, predicted, history, period) : null;
};

/** The scores of a forecaster with one forecast for each origin. */
export const scoresOf = (forecasts: readonly Forecast[], judged: Judged): Scores => {
  const { backtest, steps } = judged;
  const { origins } = backtest;
  const actual = inARow(
    origins.map((origin) => origin.actual),
    steps,
  );
  const predicted = inARow(
    forecasts.map(({ mean }) => mean),
    steps,
  );
  const before = origins.flatMap(({ last }) => Array.from({ length: steps[1] - steps[0] }, () => last));
  const uncertain = forecasts.every(({ quantiles, intervals }) => (quantiles ?? intervals ?? []).length > 0);
  const ranked = uncertain
    ? forecasts.map((forecast, i) => crps(origins[i]!.actual.subarray(...steps), cut(forecast, steps)))
    : [];
  return {
    rmse: rmse(actual, predicted),
    mae: mae(actual, predicted),
    smape: smape(actual, predicted),
    mase: maseOf(actual, predicted, judged),
    bias: bias(actual, predicted),
    direction: directionHitRate(actual, predicted, before),
    bands: bandsOf(forecasts, actual, steps),
    crps: uncertain ? ranked.reduce((sum, value) => sum + value, 0) / ranked.length : null,
  };
};
