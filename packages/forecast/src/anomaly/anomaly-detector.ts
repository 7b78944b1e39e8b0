import type { Indicator } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/options';
import { ErrorJudge } from './error-judge.ts';
import type { AnomalyOptions } from './options.ts';
import { anomalyOptionNames, checkAnomalyOptions } from './options.ts';
import { SortedWindow } from './sorted-window.ts';
import { checkStoredVersion } from '../stored-version.ts';

const stateVersion = 1;

/** How a value compares with what was typical before it; all but `severity` in the unit of the series. */
export interface Judgement {
  readonly actual: number;
  /** What the value was expected to be. */
  readonly typical: number;
  /** Between the bounds a value is ordinary. */
  readonly lower: number;
  readonly upper: number;
  /**
   * Share of the deviation from `typical` that lies beyond the bound, in percent: 0 for an ordinary value, 50 for one
   * twice as far off as the bound, 75 for one four times as far, up to 100. With scale `log` of the deviation in
   * logarithms.
   */
  readonly severity: number;
  /** On which side of the bounds; `null` between them. */
  readonly direction: 'higher' | 'lower' | null;
}

/** What {@link AnomalyDetector} remembers, in a form that survives JSON. */
export interface AnomalyDetectorState {
  /** The version of this format. */
  readonly version: typeof stateVersion;
  /** The latest values and errors, oldest first, as the scale has them. */
  readonly values: readonly number[];
  readonly errors: readonly number[];
}

/** The judgement that `judge` has just made. */
export const judgementOf = (actual: number, { typical, lower, upper, severity }: ErrorJudge): Judgement => ({
  actual,
  typical,
  lower,
  upper,
  severity,
  direction: severity === 0 ? null : actual > typical ? 'higher' : 'lower',
});

/**
 * Judges each value by the values before it. It is an indicator for the operator `indicator` of `@penstock/stream`.
 *
 * The expected value is the median of the last `history` values. The latest `window` errors of that expectation set the
 * bounds, by their median and their median absolute deviation, which a few anomalies hardly change. Time per value and
 * memory do not grow with the series. The first `history + 30` values get no judgement (`null`).
 *
 * @throws `PENSTOCK_BAD_OPTION`; from `add`: `PENSTOCK_SERIES_INVALID` on what is not finite or, with scale `log`, not
 * above 0.
 *
 * @example
 * ```ts
 * const detector = new AnomalyDetector({ history: 1, threshold: 8 });
 * const odd = Array.from(closes.values, (close) => detector.add(close)).filter(
 *   (judged) => judged !== null && judged.severity > 0,
 * );
 * ```
 *
 * @example In a flow, one detector for each symbol, with its state in the commit:
 * ```ts no-check
 * deliver(candles).pipe(indicator(() => new AnomalyDetector(), { input: ({ close }) => close, name: 'anomalies' }));
 * ```
 */
export class AnomalyDetector implements Indicator<number, Judgement> {
  readonly #values: SortedWindow;
  readonly #judge: ErrorJudge;

  constructor(options: AnomalyOptions = {}) {
    const checked = checkAnomalyOptions(checkOptions(options, anomalyOptionNames, 'AnomalyDetector'));
    this.#values = new SortedWindow(checked.history);
    this.#judge = new ErrorJudge(checked);
  }

  getRequiredInputs(): number {
    return this.#values.capacity + this.#judge.warmUp;
  }

  add(value: number): Judgement | null {
    const scaled = this.#judge.scaled(value, 'A value');
    const isJudged = this.#values.size === this.#values.capacity && this.#judge.add(scaled, this.#values.median());
    this.#values.push(scaled);
    return isJudged ? judgementOf(value, this.#judge) : null;
  }

  snapshot(): AnomalyDetectorState {
    return { version: stateVersion, values: this.#values.toArray(), errors: this.#judge.snapshot() };
  }

  /**
   * Continues from a snapshot. A state without a version, which an earlier release wrote, has the same fields.
   *
   * @throws `PENSTOCK_FORMAT_UNSUPPORTED` for a state of another version.
   */
  restore({ version = stateVersion, values, errors }: AnomalyDetectorState): void {
    checkStoredVersion("an anomaly detector's state", version, stateVersion);
    for (const value of values) this.#values.push(value);
    this.#judge.restore(errors);
  }
}
