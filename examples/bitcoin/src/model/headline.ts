import type { BacktestCandidate, ComparisonData, Forecast, LstmOptions } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { horizon, lstmOnLogReturns, quickCandidates } from './candidates.ts';
import { ifLongEnough } from './if-long-enough.ts';
import { judge } from './judge.ts';
import { trainingRowsOf } from './train.ts';
import type { Trained } from './train.ts';

/** Milliseconds for the backtest of the headline forecast. */
const budget = 20_000;

const levels = [80, 95];

/** The forecaster that did best in the backtest, and the comparison. */
export interface Headline {
  readonly name: string;
  readonly comparison: ComparisonData;
  /** Forecasters that the backtest had no time to try. */
  readonly untried: readonly string[];
}

/** Options of {@link headlineOf}. */
export interface HeadlineOptions {
  /** Trains the LSTM on log returns. */
  readonly engine: NonNullable<LstmOptions['engine']>;
  readonly signal: AbortSignal;
  readonly onCandidate: (done: number, total: number) => void;
}

/** Makes a candidate of the LSTM that is trained already. */
export const trainedCandidate = (name: string, { model }: Pick<Trained, 'model'>): BacktestCandidate => ({
  name,
  fit: () => Promise.resolve(model),
});

/**
 * Backtests the LSTM and other forecasters on the days that none of them was fitted on, and forecasts a week by the
 * best.
 *
 * The bands of the forecast are measured on the same days, or on all days if the best forecaster learns nothing from
 * its rows, as naive. With too few days there are no bands.
 */
export const headlineOf = async (
  closes: Series,
  trained: Pick<Trained, 'model'>,
  { engine, signal, onCandidate }: HeadlineOptions,
): Promise<{ readonly headline: Headline; readonly forecast: Forecast }> => {
  const [naive, ...others] = await quickCandidates(signal);
  const candidates = [naive!, trainedCandidate('LSTM', trained), ...others, lstmOnLogReturns({ engine, signal })];
  const { best, overall, untried } = await judge(candidates, closes, {
    trainingRows: trainingRowsOf(closes),
    horizon,
    budget,
    signal,
    onCandidate,
  });
  const forecast = ifLongEnough(
    () => best.model.forecast(horizon, { after: closes, levels }),
    () => best.model.forecast(horizon, { after: closes }),
  );
  return { headline: { name: best.name, comparison: overall.toJSON(), untried }, forecast };
};
