import type { Scores } from './scores.ts';

/** The scores of one forecaster, and its comparison with naive. */
export interface ComparedForecaster {
  readonly name: string;
  /** `null` if it failed. */
  readonly scores: Scores | null;
  /**
   * How much smaller its RMSE is than naive's RMSE, in percent. Below 0, its RMSE is larger. `null` if naive's RMSE is
   * 0.
   */
  readonly skill: number | null;
  /**
   * The p-value of the Diebold-Mariano test against naive, on squared errors, two-sided. `null` with fewer than two
   * origins, and for forecasts equal to naive's.
   */
  readonly pValue: number | null;
  /** The error message, if it failed. */
  readonly error?: string;
}

/** The plain data of a {@link Comparison}, for JSON. */
export interface ComparisonData {
  /** How many forecasts each forecaster made. */
  readonly origins: number;
  readonly horizon: number;
  /** The step ahead that is judged; `null` means all steps together. */
  readonly ahead: number | null;
  /** The scores of naive, which forecasts the last known value, on the same rows. */
  readonly naive: Scores;
  /** In increasing order of RMSE. Forecasters that failed come last. */
  readonly forecasters: readonly ComparedForecaster[];
}

/** The result of {@link compare}. */
export interface Comparison extends ComparisonData {
  /** A plain-text table for the terminal. */
  toString(): string;
  /** The same table in Markdown. */
  toMarkdown(): string;
  /** The data that `JSON.stringify` writes. */
  toJSON(): ComparisonData;
}
