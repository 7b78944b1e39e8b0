import { theta } from '@penstock/forecast';
import { forecastEvery } from '@penstock/forecast/flow';
import type { FlowForecast, ForecastOutcome } from '@penstock/forecast/flow';
import { mapMany } from '@penstock/stream';
import type { Flow, FlowOperator } from '@penstock/stream';
import type { MarketCandle } from './candles.ts';
import { marketFrom } from './live-trade.ts';
import type { LiveRow } from './store/documents.ts';

const horizon = 15;
// Four hours in minutes. The bands are measured on the last hour, which the model is not fitted on.
const history = 240;
const holdBack = 60;

/** Forecasts the closes of the next 15 minutes, again after each minute. */
export const forecastRows = (onOutcome: (outcome: ForecastOutcome) => void): FlowOperator<MarketCandle, LiveRow> => {
  const forecasts = forecastEvery<MarketCandle>({
    forecaster: theta,
    // A minute without a trade has no candle.
    fit: (rows) => theta.fit(rows, { period: 60, step: '1m', fill: 'previous' }),
    value: ({ close }) => close,
    every: '1m',
    horizon,
    history,
    holdBack,
    levels: [80, 95],
    refit: '30m',
    onOutcome,
  });
  const rows = mapMany((forecast: FlowForecast) => rowsOf(forecast));
  return (minutes: Flow<MarketCandle>) => rows(forecasts(minutes));
};

const rowsOf = ({ key, time: made, forecast: { times, mean, intervals = [] } }: FlowForecast): LiveRow[] => {
  const [narrow, wide] = intervals;
  if (!narrow || !wide) return [];
  return Array.from(times, (time, step) => ({
    index: 'bitcoin_live_forecast',
    document: {
      ...marketFrom(key),
      time,
      made,
      mean: mean[step]!,
      lower80: narrow.lower[step]!,
      upper80: narrow.upper[step]!,
      lower95: wide.lower[step]!,
      upper95: wide.upper[step]!,
    },
  }));
};
