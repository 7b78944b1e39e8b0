import { lstm, naive, evaluate, wasmEngine } from '@penstock/forecast';
import type { Predictions } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { anomaliesOf } from '../../src/board/anomalies-of.ts';
import type {
  About,
  Anomalies,
  Evaluation,
  Forecast,
  Forecasters,
  Pipeline,
  Prices,
  Years,
} from '../../src/board/api.ts';
import { dailyPrices } from '../../src/board/daily-prices.ts';
import { yearsOf } from '../../src/board/years-of.ts';
import { anomalyDocument } from '../../src/dashboard/anomaly-documents.ts';
import { oddDays } from '../../src/model/anomalies.ts';
import type { DailyPrice } from '../../src/prices/document.ts';
import { dayOf, toDocument } from '../../src/prices/document.ts';

/** What the server answers, by the last part of the path. */
export interface Answers {
  readonly about: About;
  readonly prices: Prices;
  readonly years: Years;
  readonly anomalies: Anomalies;
  readonly forecast: Forecast | null;
  readonly evaluation: Evaluation | null;
  readonly forecasters: Forecasters | null;
  readonly pipeline: Pipeline;
}

const meanings: Readonly<Record<string, string>> = {
  rmse: 'Root of the mean squared error, in dollars',
  mae: 'Mean absolute error, in dollars',
  r2: 'Share of the variance that is explained; 1 is perfect',
};

/** The answers of the API after a run that has indexed `rows`, trained a small LSTM and judged it. */
export const answersOf = async (rows: readonly DailyPrice[], epochs: number): Promise<Answers> => {
  const closes: Series = {
    times: Float64Array.from(rows, ({ time }) => time),
    values: Float64Array.from(rows, ({ close }) => close),
  };
  const documents = rows.map(toDocument);
  const cut = Math.floor(rows.length * 0.6);
  const training = { times: closes.times.slice(0, cut), values: closes.values.slice(0, cut) };
  const loss: Array<Forecast['loss'][number]> = [];
  const model = await lstm.fit(training, {
    window: 15,
    units: 4,
    scaling: 'minMax',
    epochs,
    engine: wasmEngine({ reproducible: true, threads: 1 }),
    onEpoch: ({ epoch, loss: train }) => loss.push({ epoch, train, validation: null }),
  });
  const last = await naive.fit(training);
  const parts = {
    train: model.predictions(training),
    test: model.predictions(closes, { from: cut }),
  };
  const benchmark = last.predictions(closes, { from: cut });
  const ahead = last.forecast(7, { after: closes, levels: [80, 95] });
  const judged = {
    train: judge(parts.train),
    test: judge(parts.test),
    naive: judge(benchmark),
  };
  const bound = (level: number, side: 'lower' | 'upper'): number[] =>
    Array.from(ahead.intervals!.find((interval) => interval.level === level)![side]);
  return {
    about: {
      title: 'Bitcoin',
      symbol: 'BTC/USD',
      source: 'a seeded walk, for tests',
      broker: 'memory',
      store: 'duckdb',
      documents: rows.length,
      first: dayOf(rows[0]!.time),
      last: dayOf(rows.at(-1)!.time),
      live: null,
      version: '0.0.0',
    },
    prices: dailyPrices(documents, { from: -Infinity, to: Infinity }),
    years: yearsOf(documents),
    anomalies: anomaliesOf(oddDays(closes).map(anomalyDocument)),
    forecast: {
      interval: '1d',
      model: 'naive',
      why: 'The backtest favours naive: no other forecaster had a smaller error on later days.',
      series: {
        times: Array.from(closes.times),
        actual: Array.from(closes.values),
        train: along(closes, parts.train),
        test: along(closes, parts.test),
      },
      ahead: {
        times: Array.from(ahead.times),
        mean: Array.from(ahead.mean),
        lower80: bound(80, 'lower'),
        upper80: bound(80, 'upper'),
        lower95: bound(95, 'lower'),
        upper95: bound(95, 'upper'),
      },
      loss,
    },
    evaluation: {
      metrics: (['rmse', 'mae', 'r2'] as const).map((metric) => ({
        metric,
        train: judged.train[metric],
        test: judged.test[metric],
        naive: judged.naive[metric],
        meaning: meanings[metric]!,
      })),
      scatter: (['train', 'test'] as const).map((part) => ({
        part,
        actual: Array.from(parts[part].actual),
        predicted: Array.from(parts[part].mean),
        times: Array.from(parts[part].times),
      })),
    },
    forecasters: {
      horizon: 1,
      origins: parts.test.mean.length,
      rows: [forecasterOf('naive', judged.naive, judged.naive), forecasterOf('LSTM', judged.test, judged.naive)],
      verdict: 'Compare each with naive: a ratio below 1 means smaller errors.',
    },
    pipeline: {
      state: 'ended',
      steps: ['produce', 'index', 'train', 'backtest'].map((name) => ({
        name,
        state: 'done',
        unit: name === 'train' ? 'epochs' : name === 'backtest' ? 'forecasters' : 'records',
        records: name === 'train' ? epochs : name === 'backtest' ? 2 : rows.length,
        total: name === 'train' ? epochs : name === 'backtest' ? 2 : rows.length,
        recordsPerSecond: 0,
        inFlight: 0,
        batches: Math.ceil(rows.length / 500),
        retries: 0,
        rejections: 0,
        error: null,
      })),
      partitions: [
        { topic: 'bitcoin-prices', partition: 0, committed: rows.length, end: rows.length, lag: 0 },
        { topic: 'bitcoin-prices', partition: 1, committed: null, end: 0, lag: null },
      ],
      at: rows.at(-1)!.time,
    },
  };
};

const forecasterOf = (name: string, own: Judged, benchmark: Judged): Forecasters['rows'][number] => ({
  name,
  rmse: own.rmse,
  mase: own.mae / benchmark.mae,
  ofNaive: { rmse: own.rmse / benchmark.rmse, mae: own.mae / benchmark.mae, smape: null },
  pValue: null,
  meaning:
    own === benchmark
      ? 'What the others are compared with.'
      : `Its errors are ${(own.rmse / benchmark.rmse).toFixed(2)} times those of naive.`,
});

type Judged = ReturnType<typeof judge>;

const judge = ({ actual, mean }: Predictions) => evaluate(actual, mean);

/** Predictions as a column of the series: null for a row without a prediction. */
const along = ({ times }: Series, { times: own, mean }: Predictions): Array<number | null> => {
  const known = new Map(Array.from(own, (time, i) => [time, mean[i]!]));
  return Array.from(times, (time) => known.get(time) ?? null);
};
