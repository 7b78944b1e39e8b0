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
  /** The LSTM of the report's notebook family, on the closes of the last year. */
  readonly reportLstm: {
    readonly engine: { readonly name: EngineName; readonly seconds: number };
    readonly days: number;
    /** The first ones, which it is trained on. */
    readonly trainingDays: number;
    readonly metrics: Trained['metrics'];
    /** Figure 2.28 of the report: training and generalisation error as Elastic computes them, and the points. */
    readonly regression: RegressionEvaluation;
    /** The close of each day ahead, recursively. */
    readonly nextDays: ReadonlyArray<{ readonly date: string; readonly close: number }>;
  };
  /** A backtest on the days that no forecaster was fitted on. */
  readonly backtest: {
    /** One day ahead alone, the last day ahead alone, and all days ahead together. */
    readonly atFirst: ComparisonData;
    readonly atLast: ComparisonData;
    readonly overall: ComparisonData;
    /** Forecasters for which there was no time. */
    readonly untried: readonly string[];
  };
  /** Whose errors are the least over all days ahead. */
  readonly best: string;
}
