import type { ForecastInterval, ForecastOptions, Model } from '@penstock/forecast';
import type { Series } from '@penstock/stream';

/** What a backtest and a forecast need of a model. */
export type Forecasting = Pick<Model, 'forecast'>;

/** A model of `forward` of the rows, as a model of the rows themselves; `back` must be the increasing inverse. */
export const rescaled = (
  model: Forecasting,
  forward: (series: Series) => Series,
  back: (value: number) => number,
): Forecasting => ({
  forecast(horizon, { after, ...options }: ForecastOptions = {}) {
    const { times, mean, intervals } = model.forecast(horizon, { ...options, ...(after && { after: forward(after) }) });
    return {
      times,
      mean: mean.map(back),
      ...(intervals && {
        intervals: intervals.map(({ level, lower, upper }): ForecastInterval => ({
          level,
          lower: lower.map(back),
          upper: upper.map(back),
        })),
      }),
    };
  },
});
