import type { Scores } from './scores.ts';

/** How one forecaster did beside naive. */
export interface ComparedForecaster {
  readonly name: string;
  /** `null` when it failed. */
  readonly scores: Scores | null;
  /** How much smaller its RMSE is than that of naive, in percent; below 0 it is larger. `null` where naive's is 0. */
  readonly skill: number | null;
  /**
   * Of the Diebold-Mariano test against naive, on squared errors, two-sided. `null` with fewer than two origins, and
   * for forecasts equal to naive's.
   */
  readonly pValue: number | null;
  /** Why it failed. Absent when it did not. */
  readonly error?: string;
}

/** Plain data of a {@link Comparison}, for JSON. */
export interface ComparisonData {
  /** Forecasts of each forecaster. */
  readonly origins: number;
  readonly horizon: number;
  /** The step ahead that is judged; `null`: all together. */
  readonly ahead: number | null;
  /** What naive, which forecasts the last known value, does on the same rows. */
  readonly naive: Scores;
  /** The smallest RMSE first; those that failed come last. */
  readonly forecasters: readonly ComparedForecaster[];
}

/** What `compare` gives. */
export interface Comparison extends ComparisonData {
  /** A table for the terminal. */
  toString(): string;
  /** The same table in Markdown. */
  toMarkdown(): string;
  /** What `JSON.stringify` writes. */
  toJSON(): ComparisonData;
}
