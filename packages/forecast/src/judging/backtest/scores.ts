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

/** How the bands of one level did. */
export interface BandScores {
  /** In percent. */
  readonly level: number;
  /** Share of true values inside, in percent. */
  readonly coverage: number;
  /** Winkler score, in the unit of the series; the lower the better. */
  readonly score: number;
}

/** How good forecasts were, over all origins and the steps that are judged. */
export interface Scores {
  /** In the unit of the series. */
  readonly rmse: number;
  /** In the unit of the series. */
  readonly mae: number;
  /** In percent, 0 to 200. */
  readonly smape: number;
  /** Without unit; `null` where the rows before the first forecast do not change. */
  readonly mase: number | null;
  /** Predicted less actual, in the unit of the series. */
  readonly bias: number;
  /** Share of the right directions since the last known row, in percent. */
  readonly direction: number;
  /** One for each level. */
  readonly bands: readonly BandScores[];
  /** In the unit of the series; `null` without quantiles and bands. */
  readonly crps: number | null;
}

/** Which part of a backtest is judged. */
export interface Judged {
  readonly backtest: Backtest;
  /** The first and, not included, the last step. */
  readonly steps: readonly [from: number, to: number];
  /** Rows of a season, for MASE. */
  readonly period: number;
}

/** The values of the judged steps, one origin after the other. */
const inARow = (paths: readonly Float64Array[], [from, to]: Judged['steps']): number[] =>
  paths.flatMap((path) => Array.from(path.subarray(from, to)));

/** The mean squared error of each origin: the loss that the Diebold-Mariano test compares. */
export const lossesOf = (paths: readonly Float64Array[], { backtest, steps }: Judged): number[] =>
  paths.map((path, i) => mse(backtest.origins[i]!.actual.subarray(...steps), path.subarray(...steps)));

/** The forecast of some steps alone. */
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

/** What makes a scaled error undefined is no reason to refuse the other metrics. */
const maseOf = (actual: readonly number[], predicted: readonly number[], { backtest, period }: Judged) => {
  const { history } = backtest;
  const changes = history.some((value, i) => i >= period && value !== history[i - period]);
  return changes ? mase(actual, predicted, history, period) : null;
};

/** The scores of one forecast for each origin. */
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
