import type { Forecast } from '@penstock/forecast';
import { dayOf } from './document.ts';
import type { EngineName } from './engine.ts';
import type { Extent, Store } from './store/store.ts';
import type { Topic } from './topic/topic.ts';
import type { Trained } from './train.ts';
import { writeWhole } from './whole-file.ts';

/** What training and forecast came to. */
export interface ForecastSummary {
  readonly store: Store['name'];
  /** What trained, and how long it took. */
  readonly engine: { readonly name: EngineName; readonly seconds: number };
  readonly forecast: ReadonlyArray<{ readonly date: string; readonly mean: number }>;
  readonly metrics: Trained['metrics'];
}

/** What a run of the whole pipeline came to, as `--json` writes it. */
export interface Summary extends Extent, ForecastSummary {
  readonly source: string;
  readonly broker: Topic<unknown>['broker'];
  /** Documents that this run added. */
  readonly created: number;
  readonly timingsMs: Readonly<Record<'produce' | 'index' | 'train' | 'forecast' | 'total', number>>;
}

/** The days of a forecast. */
export const daysOf = ({ times, mean }: Forecast): ForecastSummary['forecast'] =>
  Array.from(times, (time, index) => ({ date: dayOf(time), mean: mean[index]! }));

/** A metric for people. */
export const figure = (value: number): string => value.toFixed(4);

/** The summary of a whole run for a terminal. */
export const summaryText = (summary: Summary): string => {
  const { source, broker, store, documents, created, first, last, timingsMs } = summary;
  return [
    `Prices: ${source}`,
    `Broker: ${broker}, store: ${store}`,
    `Index bitcoin_kafka: ${documents} documents, ${first} to ${last}; ${created} created, 0 deleted`,
    forecastText(summary),
    `Time: ${Object.entries(timingsMs).map(([step, ms]) => `${step} ${ms} ms`).join(', ')}`,
  ].join('\n');
};

/** Forecast and metrics for a terminal. */
export const forecastText = ({ engine, forecast, metrics }: ForecastSummary): string =>
  [
    `Engine ${engine.name}: trained in ${engine.seconds.toFixed(3)} s`,
    'Forecast:',
    ...forecast.map(({ date, mean }) => `  ${date}  ${mean.toFixed(2)}`),
    `${'Metric'.padEnd(20)}${['train', 'test', 'naive (test)'].map((name) => name.padStart(16)).join('')}`,
    ...(Object.keys(metrics.test) as Array<keyof typeof metrics.test>).map(
      (name) => name.padEnd(20) + [metrics.train, metrics.test, metrics.naive].map((set) => figure(set[name]).padStart(16)).join(''),
    ),
    metrics.test.rmse < metrics.naive.rmse
      ? 'On days it never saw, the LSTM does better than saying that tomorrow is as today.'
      : 'On days it never saw, the LSTM does worse than saying that tomorrow is as today: do not trade on it.',
  ].join('\n');

/** Writes the summary to the file that `--json` names. */
export const writeSummary = (path: string, summary: object): Promise<void> => writeWhole('json', path, `${JSON.stringify(summary, undefined, 2)}\n`);
