import {
  anomalyChart,
  barChart,
  candleChart,
  dashboard,
  dataView,
  forecastChart,
  lineChart,
  table,
} from '@penstock/sink-es';
import type { Dashboard, Panel, TimeRange } from '@penstock/sink-es';
import type { Document } from '../prices/document.ts';
import { anomalyIndex } from './anomaly-documents.ts';
import type { AnomalyDay } from './anomaly-documents.ts';
import { evaluationIndex, forecastIndex } from './forecast-documents.ts';
import type { ForecastDay, Metric } from './forecast-documents.ts';

/** The first and last day of the prices on a dashboard. */
export interface Span {
  /** Such as `2014-09-17`. */
  readonly first: string;
  readonly last: string;
}

const dayMs = 86_400_000;
const candle = { open: 'Open', high: 'High', low: 'Low', close: 'Close' } as const;
const prices = dataView<Document>({ index: 'bitcoin_kafka', time: 'Date' });
const forecasts = dataView<ForecastDay>({ index: forecastIndex.index, time: 'Date' });
const anomalies = dataView<AnomalyDay>({ index: anomalyIndex.index, time: 'Date' });
const evaluations = dataView<Metric>({ index: evaluationIndex.index, time: 'Date' });

/** The dashboard of the report: all years, the forecast with its evaluation, the anomalies, and each year by itself. */
export const bitcoinDashboard = ({ first, last }: Span): Dashboard => {
  const ahead = instant(Date.parse(last) + 8 * dayMs - 1);
  const [from, to] = [first, last].map((day) => Number(day.slice(0, 4))) as [number, number];
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return dashboard({
    title: 'Bitcoin',
    description:
      'Daily prices, the forecast of the LSTM, how it did beside the naive forecast, and the days that stood out',
    timeRange: { from: instant(Date.parse(first)), to: ahead },
    panels: [
      ...pricePanels('all years', '1w'),
      barChart(prices, {
        title: 'Price by year',
        values: [
          { field: 'Open', label: 'Mean open' },
          { field: 'Close', label: 'Mean close' },
          { field: 'High', aggregate: 'max', label: 'Highest high' },
          { field: 'Low', aggregate: 'min', label: 'Lowest low' },
        ],
        interval: '1y',
      }),
      candleChart(prices, { title: 'Candles', ...candle }),
      {
        ...lineChart(forecasts, {
          title: 'Forecast of the close',
          values: [
            { field: 'Close', label: 'Close' },
            { field: 'train', label: 'On training rows' },
            { field: 'test', label: 'On test rows' },
            { field: 'mean', label: 'Forecast' },
          ],
          interval: '1d',
        }),
        timeRange: { from: instant(Date.parse(last) - 364 * dayMs), to: ahead },
      },
      {
        ...forecastChart(forecasts, {
          title: 'The last 15 days and the next 7, with bands of 80 and 95 percent',
          value: 'mean',
          bands: [
            { lower: 'lower95', upper: 'upper95' },
            { lower: 'lower80', upper: 'upper80' },
          ],
          history: { view: forecasts, field: 'Close' },
        }),
        timeRange: { from: instant(Date.parse(last) - 14 * dayMs), to: ahead },
      },
      table(evaluations, {
        title: 'Evaluation',
        by: 'metric',
        values: [
          { field: 'train', label: 'Train' },
          { field: 'test', label: 'Test' },
          { field: 'naive', label: 'Naive (test)' },
        ],
      }),
      anomalyChart(anomalies, {
        title: 'Anomalies',
        value: 'actual',
        typical: 'typical',
        severity: 'severity',
        // Some sources have closes alone, which have no candles, so there is a line of closes as well.
        series: { view: prices, field: 'Close' },
        candles: { view: prices, ...candle },
      }),
      table(anomalies, {
        title: 'The most severe anomalies',
        by: 'day',
        values: [
          { field: 'severity', label: 'Severity' },
          { field: 'actual', label: 'Actual' },
          { field: 'typical', label: 'Typical' },
          { field: 'description', label: 'Description', type: 'text' },
          { field: 'factor', label: 'Factor' },
          { field: 'kind', label: 'Kind', type: 'text' },
        ],
        greatest: 'severity',
      }),
      ...years.flatMap((year) =>
        pricePanels(String(year), '1d').map((panel): Panel => ({ ...panel, timeRange: rangeOf(year) })),
      ),
    ],
  });
};

/** The three charts of prices. `interval` is the distance between two points of the lines. */
const pricePanels = (span: string, interval: '1d' | '1w'): readonly Panel[] => [
  barChart(prices, {
    title: `Monthly mean of open and close, ${span}`,
    values: [
      { field: 'Open', label: 'Open' },
      { field: 'Close', label: 'Close' },
    ],
    interval: '1mo',
  }),
  barChart(prices, {
    title: `Monthly highest high and lowest low, ${span}`,
    values: [
      { field: 'High', aggregate: 'max', label: 'Highest high' },
      { field: 'Low', aggregate: 'min', label: 'Lowest low' },
    ],
    interval: '1mo',
  }),
  lineChart(prices, {
    title: `Open, close, high and low, ${span}`,
    values: (['Open', 'Close', 'High', 'Low'] as const).map((field) => ({ field, label: field })),
    interval,
  }),
];

const rangeOf = (year: number): TimeRange => ({
  from: instant(Date.UTC(year, 0)),
  to: instant(Date.UTC(year + 1, 0) - 1),
});

const instant = (time: number): string => new Date(time).toISOString();
