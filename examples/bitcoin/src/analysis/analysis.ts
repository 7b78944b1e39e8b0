import type { ComparisonData, RegressionEvaluation } from '@penstock/forecast';
import type { EngineName } from '../model/engine.ts';
import type { Trained } from '../model/train.ts';
import type { Period } from './years.ts';

/** Section 2.6 of the report in numbers, as `analyse --json` writes it. */
export interface Analysis {
  /** Where the prices come from. */
  readonly source: string;
  /** Each year, then `overall`. */
  readonly periods: readonly Period[];
  /** The LSTM of the report, on the closes of the last year. */
  readonly reportLstm: {
    readonly engine: { readonly name: EngineName; readonly seconds: number };
    readonly days: number;
    /** How many of them, from the first on, it is trained on. */
    readonly trainingDays: number;
    readonly metrics: Trained['metrics'];
    /** Figure 2.28 of the report: training and generalisation error as Elastic computes them, and the points. */
    readonly regression: RegressionEvaluation;
    /** The forecast close of each day ahead; each day is forecast from the forecasts before it. */
    readonly nextDays: ReadonlyArray<{ readonly date: string; readonly close: number }>;
  };
  /** A backtest on the days that no forecaster was fitted on: errors over parts of the horizon. */
  readonly backtest: {
    /** Over the first day ahead, over the last day ahead, and over all days ahead. */
    readonly atFirst: ComparisonData;
    readonly atLast: ComparisonData;
    readonly overall: ComparisonData;
    /** Names of the forecasters that were not tried for lack of time. */
    readonly untried: readonly string[];
  };
  /** Name of the forecaster with the smallest RMSE over all days ahead. */
  readonly best: string;
}
