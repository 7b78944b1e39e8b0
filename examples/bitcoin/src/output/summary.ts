import type { Forecast } from '@penstock/forecast';
import type { OddDay } from '../model/anomalies.ts';
import { dayOf } from '../prices/document.ts';
import type { EngineName } from '../model/engine.ts';
import { sourceLabels, sourceNames } from '../prices/ranking.ts';
import type { Extent, StoreName } from '../store/extent.ts';
import type { Topic } from '../topic/topic.ts';
import type { Headline } from '../model/headline.ts';
import type { Trained } from '../model/train.ts';
import { anomalyText } from './anomaly-text.ts';
import { headlineText, outsideText } from './headline-text.ts';

/** A day ahead. */
interface DayAhead {
  readonly date: string;
  readonly mean: number;
  /**
   * Between these lies the close with a chance of 80 and of 95 percent; null where there were too few days to measure
   * it.
   */
  readonly lower80: number | null;
  readonly upper80: number | null;
  readonly lower95: number | null;
  readonly upper95: number | null;
}

/** What training and forecast came to. */
export interface ForecastSummary {
  readonly store: StoreName;
  /** What trained, and how long it took. */
  readonly engine: { readonly name: EngineName; readonly seconds: number };
  /** What forecasts, and how it did beside others. */
  readonly headline: Headline;
  readonly forecast: readonly DayAhead[];
  readonly metrics: Trained['metrics'];
  /** Of all days in the store. */
  readonly anomalies: readonly OddDay[];
}

/** What a run of the whole pipeline came to, as `--json` writes it. */
export interface Summary extends Extent, ForecastSummary {
  /** Where the prices came from that this run read; `sources` says whose prices the store has. */
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

/** A metric for people. */
export const figure = (value: number): string => value.toFixed(4);

/** How many prices of the store each source has given, the highest rank first. */
export const creditOf = ({ sources }: Extent): string =>
  sourceNames
    .toReversed()
    .flatMap((name) => (sources[name] === undefined ? [] : [`${sources[name]} from ${sourceLabels[name]}`]))
    .join(', ');

/** The summary of a whole run for a terminal. */
export const summaryText = (summary: Summary): string => {
  const { source, broker, store, documents, created, first, last, timingsMs } = summary;
  return [
    `Prices: ${creditOf(summary)}`,
    `Read in this run: ${source}`,
    `Broker: ${broker}, store: ${store}`,
    `Index bitcoin_kafka: ${documents} documents, ${first} to ${last}; ${created} created, 0 deleted`,
    forecastText(summary),
    `Time: ${Object.entries(timingsMs)
      .map(([step, ms]) => `${step} ${ms} ms`)
      .join(', ')}`,
  ].join('\n');
};

/** Forecast and metrics for a terminal. */
export const forecastText = ({ engine, headline, forecast, metrics, anomalies }: ForecastSummary): string =>
  [
    `Engine ${engine.name}: trained in ${engine.seconds.toFixed(3)} s`,
    headlineText(headline),
    'Forecast:',
    ...forecast.map(
      ({ date, mean, lower95, upper95 }) =>
        `  ${date}  ${mean.toFixed(2)}` +
        (lower95 === null || upper95 === null ? '' : `  (95 %: ${lower95.toFixed(2)} to ${upper95.toFixed(2)})`),
    ),
    ...outsideText(forecast),
    anomalyText(anomalies, 10),
    `${'Metric'.padEnd(20)}${['train', 'test', 'naive (test)'].map((name) => name.padStart(16)).join('')}`,
    ...(Object.keys(metrics.test) as Array<keyof typeof metrics.test>).map(
      (name) =>
        name.padEnd(20) +
        [metrics.train, metrics.test, metrics.naive].map((set) => figure(set[name]).padStart(16)).join(''),
    ),
    metrics.test.rmse < metrics.naive.rmse
      ? 'On days it never saw, the LSTM does better than saying that tomorrow is as today.'
      : 'On days it never saw, the LSTM does worse than saying that tomorrow is as today: do not trade on it.',
  ].join('\n');
