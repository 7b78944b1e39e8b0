import {
  anomalyChart,
  barChart,
  candleChart,
  dashboard,
  dataView,
  forecastChart,
  lineChart,
  table,
} from '../../src/index.ts';

export interface Price {
  readonly Date: string;
  readonly Open: number;
  readonly High: number;
  readonly Low: number;
  readonly Close: number;
  readonly 'Adj Close': number;
}
export interface Forecast {
  readonly time: number;
  readonly mean: number;
  readonly 'lower.95': number;
  readonly 'upper.95': number;
  readonly 'lower.80': number;
  readonly 'upper.80': number;
}
export interface Anomaly {
  readonly time: number;
  readonly day: string;
  readonly actual: number;
  readonly typical: number;
  readonly severity: number;
}

/** Creates a dashboard with one panel of each kind. */
export const bitcoinBoard = (prefix: string) => {
  const prices = dataView<Price>({ index: `${prefix}-prices`, time: 'Date' });
  const forecasts = dataView<Forecast>({ index: `${prefix}-forecasts`, time: 'time' });
  const anomalies = dataView<Anomaly>({ index: `${prefix}-anomalies`, time: 'time' });
  return dashboard({
    title: 'Bitcoin',
    timeRange: { from: '2014-09-17', to: 'now' },
    panels: [
      barChart(prices, {
        title: 'Price by year',
        values: [{ field: 'Close' }, { field: 'High', aggregate: 'max' }],
        interval: '1y',
      }),
      lineChart(prices, {
        title: 'All prices',
        values: [{ field: 'Open' }, { field: 'Adj Close', aggregate: 'last_value', label: 'Adjusted' }],
        interval: '1d',
      }),
      candleChart(prices, { title: 'Candles', open: 'Open', high: 'High', low: 'Low', close: 'Close' }),
      forecastChart(forecasts, {
        title: 'Forecast',
        value: 'mean',
        bands: [
          { lower: 'lower.95', upper: 'upper.95' },
          { lower: 'lower.80', upper: 'upper.80' },
        ],
        history: { view: prices, field: 'Adj Close' },
      }),
      anomalyChart(anomalies, {
        title: 'Anomalies',
        value: 'actual',
        severity: 'severity',
        series: { view: prices, field: 'Close' },
      }),
      anomalyChart(anomalies, {
        title: 'Anomalies on candles',
        value: 'actual',
        severity: 'severity',
        typical: 'typical',
        candles: { view: prices, open: 'Open', high: 'High', low: 'Low', close: 'Close' },
      }),
      table(anomalies, {
        title: 'Most severe anomalies',
        by: 'day',
        values: [{ field: 'severity', label: 'Severity' }, { field: 'actual' }, { field: 'typical' }],
        greatest: 'severity',
      }),
      table(prices, { title: 'Months', values: [{ field: 'Close' }], interval: '1mo' }),
    ],
  });
};
