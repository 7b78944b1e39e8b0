import type { Forecast } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import type { OddDay } from '../model/anomalies.ts';
import { dayOf } from '../prices/document.ts';
import type { EngineName } from '../model/engine.ts';
import { sourceLabels, sourceNames } from '../prices/ranking.ts';
import type { Extent, StoreName } from '../store/extent.ts';
import type { Topic } from '../topic/topic.ts';
import type { Headline } from '../model/headline.ts';
import type { Trained } from '../model/train.ts';
import { anomalyText } from './anomaly-text.ts';
import type { DayAhead } from './day-ahead.ts';
import { forecasterLines, meaningText } from './forecasters-text.ts';
import { headlineText, outsideText } from './headline-text.ts';
import { plain } from './paint.ts';
import type { Paint } from './paint.ts';
import { sparkline } from './sparkline.ts';
import { tableLines } from './table.ts';
import { weekLines } from './week-text.ts';
import { wrapped } from './wrapped.ts';

/** The result of training and forecast. */
export interface ForecastSummary {
  readonly store: StoreName;
  /** The engine, and how long the training took. */
  readonly engine: { readonly name: EngineName; readonly seconds: number };
  /** The forecaster, and its comparison with others. */
  readonly headline: Headline;
  readonly forecast: readonly DayAhead[];
  readonly metrics: Trained['metrics'];
  /** The anomalies among all days in the store. */
  readonly anomalies: readonly OddDay[];
}

/** The result of a run of the whole pipeline, as `--json` writes it. */
export interface Summary extends Extent, ForecastSummary {
  /** The source of the prices that this run read; `sources` counts the prices in the store by source. */
  readonly source: string;
  readonly broker: Topic<unknown>['broker'];
  /** Documents that this run added. */
  readonly created: number;
  readonly timingsMs: Readonly<Record<'produce' | 'index' | 'train' | 'forecast' | 'total', number>>;
}

/** The days of a forecast. */
export const daysOf = ({ times, mean, intervals = [] }: Forecast): ForecastSummary['forecast'] => {
  const at = (level: number, bound: 'lower' | 'upper', step: number): number | null =>
    intervals.find((interval) => interval.level === level)?.[bound][step] ?? null;
  return Array.from(times, (time, step) => ({
    date: dayOf(time),
    mean: mean[step]!,
    lower80: at(80, 'lower', step),
    upper80: at(80, 'upper', step),
    lower95: at(95, 'lower', step),
    upper95: at(95, 'upper', step),
  }));
};

/** The text of a metric. */
export const figure = (value: number): string => value.toFixed(4);

/** Says how many prices of the store come from each source, the highest rank first. */
export const creditOf = ({ sources }: Extent): string =>
  sourceNames
    .toReversed()
    .flatMap((name) => (sources[name] === undefined ? [] : [`${sources[name]} from ${sourceLabels[name]}`]))
    .join(', ');

/** The summary of a whole run for a terminal of 80 columns. `closes` are the closes of the last year. */
export const summaryText = (summary: Summary, closes: Series, paint: Paint = plain): string => {
  const { source, broker, store, documents, created, first, last, timingsMs } = summary;
  return [
    wrapped(`Prices: ${creditOf(summary)}`),
    wrapped(`Read in this run: ${source}`),
    `Broker: ${broker}, store: ${store}`,
    wrapped(`Index bitcoin_kafka: ${documents} documents, ${first} to ${last}; ${created} created`),
    '',
    forecastText(summary, closes, paint),
    '',
    wrapped(
      `Time: ${Object.entries(timingsMs)
        .map(([step, ms]) => `${step} ${(ms / 1_000).toFixed(1)} s`)
        .join(', ')}`,
    ),
  ].join('\n');
};

/** Forecast, anomalies and metrics for a terminal of 80 columns. `closes` are the closes of the last year. */
export const forecastText = (
  { engine, headline, forecast, metrics, anomalies }: ForecastSummary,
  closes: Series,
  paint: Paint = plain,
): string =>
  [
    ...yearLines(closes, paint),
    '',
    paint('bold', 'The next days'),
    ...weekLines(forecast, paint),
    ...outsideText(forecast).map(wrapped),
    '',
    paint('bold', 'What the backtest says'),
    wrapped(headlineText(headline).replaceAll('\n', ' ')),
    ...forecasterLines(headline),
    paint('yellow', wrapped(meaningText(headline))),
    '',
    paint('bold', 'Anomalies'),
    anomalyText(anomalies, 10),
    '',
    paint('bold', "The report's LSTM, one day ahead"),
    `Engine ${engine.name}: trained in ${engine.seconds.toFixed(3)} s`,
    ...tableLines([
      ['metric', 'train', 'test', 'naive (test)'],
      ...(Object.keys(metrics.test) as Array<keyof typeof metrics.test>).map((name) => [
        name,
        ...[metrics.train, metrics.test, metrics.naive].map((set) => figure(set[name])),
      ]),
    ]),
    wrapped(
      metrics.test.rmse < metrics.naive.rmse
        ? 'On the test days, the LSTM has a smaller error than naive, which repeats the last close.'
        : 'On the test days, the LSTM has a larger error than naive, which repeats the last close. Do not trade on it.',
    ),
  ].join('\n');

const sparkColumns = 60;

const yearLines = ({ times, values }: Series, paint: Paint): readonly string[] => {
  const [first, last] = [dayOf(times[0]!), dayOf(times.at(-1)!)];
  const [low, high] = [Math.min(...values), Math.max(...values)].map((price) => price.toFixed(2));
  const line = sparkline(values, sparkColumns);
  return [
    paint('bold', `Close of the last ${values.length} days`),
    paint('cyan', line),
    `${first}${last.padStart(Math.max(line.length - first.length, last.length + 1))}`,
    `lowest ${low}, highest ${high}, last ${values.at(-1)!.toFixed(2)} USD`,
  ];
};
