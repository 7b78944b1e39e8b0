import type { ForecastDay } from '../dashboard/forecast-documents.ts';
import type { Results } from '../dashboard/results.ts';
import type { Evaluation } from './api.ts';

/** The meaning of each metric, in the order in which the page shows them. */
const meanings: ReadonlyMap<string, string> = new Map([
  ['rmse', 'Typical error in USD; large errors count more. Smaller is better.'],
  ['mae', 'Mean absolute error, in USD. Smaller is better.'],
  ['mape', 'Mean absolute error, in percent of the price. Smaller is better.'],
  ['mse', 'Mean of the squared errors, in USD squared. Smaller is better.'],
  ['r2', 'Share of the variance that the predictions explain, at most 1. Larger is better.'],
  ['explainedVariance', 'Like R2, but ignores a constant error. At most 1; larger is better.'],
  ['msle', 'Mean squared error of the logarithms, without unit. Smaller is better.'],
  ['pseudoHuber', 'Close to the mean absolute error in USD; large errors do not count more. Smaller is better.'],
  ['gammaDeviance', 'Error relative to the price, without unit. Smaller is better.'],
  ['poissonDeviance', 'Error weighted by the price, in USD. Smaller is better.'],
]);

const order = [...meanings.keys()];

/** The answer of `/api/evaluation`; null if nothing was evaluated. */
export const evaluationOf = ({ metrics, forecast }: Results): Evaluation | null => {
  if (metrics.length === 0) return null;
  const known = metrics.filter(({ metric }) => meanings.has(metric));
  return {
    metrics: known
      .toSorted((one, other) => order.indexOf(one.metric) - order.indexOf(other.metric))
      .map(({ metric, train, test, naive }) => ({ metric, train, test, naive, meaning: meanings.get(metric)! })),
    scatter: (['train', 'test'] as const).map((part) => ({ part, ...pointsOf(forecast, part) })),
  };
};

const pointsOf = (days: readonly ForecastDay[], part: 'train' | 'test') => {
  const points = days.flatMap(({ Date: day, Close: actual, [part]: predicted }) =>
    actual === null || predicted === null ? [] : [{ time: Date.parse(day), actual, predicted }],
  );
  return {
    times: points.map(({ time }) => time),
    actual: points.map(({ actual }) => actual),
    predicted: points.map(({ predicted }) => predicted),
  };
};
