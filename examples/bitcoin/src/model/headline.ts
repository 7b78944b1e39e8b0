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

/** The forecast that the backtest favours, and by what. */
export interface Headline {
  readonly name: string;
  readonly comparison: ComparisonData;
  /** Forecasters for which the backtest had no time. */
  readonly untried: readonly string[];
}

/** What {@link headlineOf} is told besides the closes. */
export interface HeadlineOptions {
  /** Trains the LSTM on log returns. */
  readonly engine: NonNullable<LstmOptions['engine']>;
  readonly signal: AbortSignal;
  readonly onCandidate: (done: number, total: number) => void;
}

/** The LSTM that is trained already, as one of the candidates. */
export const trainedCandidate = (name: string, { model }: Pick<Trained, 'model'>): BacktestCandidate => ({
  name,
  fit: () => Promise.resolve(model),
});

/**
 * Judges the LSTM beside other forecasters on the days that none was fitted on, and forecasts a week by the best.
 *
 * Its bands are measured on the same days, or on all days where the best learns nothing from its rows, such as naive.
 * Without enough days it has no bands.
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
