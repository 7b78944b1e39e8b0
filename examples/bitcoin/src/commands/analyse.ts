import { PenstockError } from '@penstock/stream';
import type { Series } from '@penstock/stream';
import { evaluateRegression } from '@penstock/forecast';
import type { Analysis } from '../analysis/analysis.ts';
import { yearByYear } from '../analysis/years.ts';
import type { Context } from '../context.ts';
import { horizon, lstmOnLogReturns, quickCandidates } from '../model/candidates.ts';
import { openEngine } from '../model/engine.ts';
import { trainedCandidate } from '../model/headline.ts';
import { judge } from '../model/judge.ts';
import { epochs, train, trainingRowsOf } from '../model/train.ts';
import { analysisText } from '../output/analysis-text.ts';
import { tellResult } from '../output/tell-result.ts';
import type { DailyPrice } from '../prices/document.ts';
import { dayOf } from '../prices/document.ts';
import { pricesFor } from './prices-for.ts';

// A year, as in the report; and the fewest days on which a fit makes sense.
const [days, fewest] = [365, 30];

/** Milliseconds after which the backtest tries no further forecaster. */
const budget = 60_000;

/** The command `analyse`: section 2.6 of the report in numbers. */
export const analyse = async (context: Context): Promise<void> => {
  const { args, progress } = context;
  const analysis = await analysisOf(context);
  progress.line('Done');
  await tellResult(args, analysisText(analysis), analysis);
};

const analysisOf = async (context: Context): Promise<Analysis> => {
  const { args, env, signal, progress } = context;
  const engine = await openEngine(args.engine, env);
  const { source, rows } = await pricesFor(context);
  const prices = await inOrder(rows);
  if (prices.length < fewest) {
    throw new PenstockError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `Expected at least ${fewest} days of prices; ${source} has ${prices.length}. Name a longer file with --csv.`,
    );
  }
  const closes = closesOf(prices.slice(-days));
  const trained = await train(closes, {
    transforms: [],
    engine,
    signal,
    onEpoch: ({ epoch }) => progress.step('Training: epoch', epoch, epochs),
  });
  const candidates = [
    ...(await quickCandidates(signal)),
    trainedCandidate("report's LSTM", trained),
    lstmOnLogReturns({ engine, signal }),
  ];
  const trainingDays = trainingRowsOf(closes);
  const { best, atFirst, atLast, overall, untried } = await judge(candidates, closes, {
    trainingRows: trainingDays,
    horizon,
    budget,
    signal,
    onCandidate: (done, total) => progress.step('Backtest: forecaster', done, total),
  });
  const { times, mean } = trained.model.forecast(horizon, { after: closes });
  return {
    source,
    periods: yearByYear(prices),
    reportLstm: {
      engine: { name: args.engine, seconds: trained.seconds },
      days: closes.values.length,
      trainingDays,
      metrics: trained.metrics,
      regression: evaluateRegression({ model: trained.model, series: closes, trainingRows: trainingDays }),
      nextDays: Array.from(times, (time, step) => ({ date: dayOf(time), close: mean[step]! })),
    },
    backtest: { atFirst: atFirst.toJSON(), atLast: atLast.toJSON(), overall: overall.toJSON(), untried },
    best: best.name,
  };
};

/** One row for each day, in order of time. The later one of two rows of a day replaces the other, as in the index. */
const inOrder = async (rows: AsyncIterable<DailyPrice>): Promise<readonly DailyPrice[]> => {
  const byDay = new Map<string, DailyPrice>();
  for await (const row of rows) byDay.set(dayOf(row.time), row);
  return [...byDay.values()].toSorted((a, b) => a.time - b.time);
};

const closesOf = (rows: readonly DailyPrice[]): Series => ({
  times: Float64Array.from(rows, ({ time }) => time),
  values: Float64Array.from(rows, ({ close }) => close),
});
