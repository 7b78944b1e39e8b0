import type { Indicator } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';
import type { Forecast } from '../forecaster.ts';
import { isTime } from '../series/check-series.ts';
import { forecastFrom } from './forecast-from.ts';
import { Incidents } from './incidents.ts';
import { kindOf } from './kind.ts';
import type { AnomalyOptions, CheckedAnomalyOptions } from './options.ts';
import { anomalyOptionNames, checkAnomalyOptions } from './options.ts';
import { bands, majorScore, severityOf } from './severity.ts';
import { ruleFor } from './rules.ts';
import type { AnomalyDetectorState } from './state.ts';
import { restoreState, stateOf } from './state.ts';
import { statistic, statisticCount } from './statistics/statistic.ts';
import { leastError, Statistics } from './statistics/statistics.ts';
import { tailWarmUp } from './statistics/tails.ts';
import type { AnomalyIncident, AnomalyVerdict } from './verdict.ts';
import { Verdict } from './verdict.ts';

/** One row of a series, or one bucket of many rows. */
export interface AnomalyInput {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly value: number;
}

/** Options of {@link AnomalyDetector.forecast}. */
export interface AnomalyForecastOptions {
  /** Levels of the bands, each a percentage of at least 80 and below 100. Default `[95]`. */
  readonly levels?: readonly number[];
}

// Squares of larger values would leave the range of numbers.
const largestValue = 1e150;
// Before there are tails, bounds are five standard deviations away, those of a normal error whose mean absolute value
// is known.
const earlyBound = 5 * Math.sqrt(Math.PI / 2);

/**
 * Judges each row of a series by the rows before it: an online model of one key, in constant memory.
 *
 * Of each row it takes several statistics: the value, the mean and the deviation of the latest 24 rows, the error of
 * what was expected, its mean, and the mean distance from the same time of other days and weeks. Each is set against
 * the tails that it has shown so far, and what stands out most gives the severity. What is expected follows the last
 * value, two levels and the seasons of day, week and any other period that the rows show, whichever did best of late.
 * Bands are those of Elastic: critical from 75, major from 50, minor from 25, warning from 3.
 *
 * Rows are judged in the order in which they come. A time that repeats or goes back is taken as it is, and a gap is not
 * filled: time only tells the place within a day and a week. The first 100 rows get no verdict. It takes about 6 kB
 * without seasons and up to 28 kB with a week of five-minute rows; seasons that prove of no use are let go.
 *
 * It is an indicator for the operator `indicator` of `@penstock/stream`.
 *
 * Sources: J. Pickands, "Statistical Inference Using Extreme Order Statistics", 1975, and A. Siffer et al., "Anomaly
 * Detection in Streams with Extreme Value Theory", 2017, for the tails; J. Bates, C. Granger, "The Combination of
 * Forecasts", 1969, for the expectation; I. Gibbs, E. Candès, "Adaptive Conformal Inference Under Distribution Shift",
 * 2021, for the demand that follows a key's own alarms.
 *
 * @throws `PENSTOCK_BAD_OPTION`; from `add` and `judge`: `PENSTOCK_SERIES_INVALID` for a time that no date has, and for
 * a value that is not finite or beyond 1e150.
 *
 * @example
 * ```ts
 * const detector = new AnomalyDetector();
 * for (const [i, time] of closes.times.entries()) {
 *   const verdict = detector.add({ time, value: closes.values[i]! });
 *   if (verdict && verdict.severity >= 50) console.log(new Date(time), verdict.kind, verdict.description);
 * }
 * ```
 *
 * @example In a flow, one detector for each symbol, with its state in the commit:
 * ```ts no-check
 * deliver(candles).pipe(
 *   indicator(() => new AnomalyDetector(), { input: ({ time, close }) => ({ time, value: close }) }),
 * );
 * ```
 */
export class AnomalyDetector implements Indicator<AnomalyInput, AnomalyVerdict> {
  /** The severity from which a row raises an alarm: the option. */
  readonly alarm: number;
  readonly #options: CheckedAnomalyOptions;
  #statistics: Statistics;
  #incidents: Incidents;
  readonly #verdict = new Verdict();

  constructor(options: AnomalyOptions = {}) {
    const checked = checkAnomalyOptions(checkOptions(options, anomalyOptionNames, 'AnomalyDetector'));
    this.alarm = checked.alarm;
    this.#options = checked;
    this.#statistics = new Statistics(checked.window, checked.seasons, checked.sides);
    this.#incidents = new Incidents(checked.alarm, checked.silence);
  }

  /** Rows before the first verdict: 100. */
  getRequiredInputs(): number {
    return tailWarmUp;
  }

  /** The incident that is open, or was last, as far as it is known; `null` before the first. */
  get incident(): AnomalyIncident | null {
    return this.#incidents.latest();
  }

  /** Judges a row, and learns from it; `null` for the first 100 rows. */
  add(row: AnomalyInput): AnomalyVerdict | null {
    const isJudged = this.#statistics.rows >= tailWarmUp;
    const verdict = this.judge(row);
    return isJudged ? verdict.copy(verdict.inIncident ? this.incident : null) : null;
  }

  /**
   * Does the same without allocating anything, for many rows.
   *
   * @returns An object that is used again for the next row; of the first 100 rows with severity 0.
   */
  judge({ time, value }: AnomalyInput): Readonly<Verdict> {
    if (!isTime(time) || !Number.isFinite(value) || Math.abs(value) > largestValue) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Expected the time of a date, in milliseconds, and a value of at most 1e150; got ${value} at time ${time}. ` +
          'Divide nanoseconds by 1e6, and leave other such rows out.',
      );
    }
    const statistics = this.#statistics;
    const verdict = this.#verdict;
    statistics.expect(time);
    verdict.time = time;
    verdict.actual = value;
    // Nothing is expected of the first row, nor of those after it while rules skip all of them.
    verdict.typical = Number.isNaN(statistics.expected) ? value : statistics.expected;
    this.#bound(verdict);
    const action = ruleFor(this.#options.rules, verdict);
    if (action === null || action === 'ignore') statistics.add(time, value);
    else statistics.skip(time);
    verdict.evidence = action === null ? severityOf(statistics.score) : 0;
    verdict.probability = action === null ? Math.min(1, 2 * statisticCount * Math.exp(-statistics.surprise)) : 1;
    verdict.isHigh = statistics.isHigh;
    verdict.kindPlace =
      verdict.evidence >= bands.warning
        ? kindOf(statistics.winner, statistics.isHigh, statistics.values, statistics.leadingDistances)
        : -1;
    this.#incidents.add(verdict);
    statistics.demands.learn(verdict.severity >= this.alarm ? statistics.winner : -1);
    if (action === 'reset') this.reset();
    return verdict;
  }

  /** Forgets the model and all rows: the next ones are the first of a new series. */
  reset(): void {
    const { window, seasons, sides, alarm, silence } = this.#options;
    this.#statistics = new Statistics(window, seasons, sides);
    this.#incidents = new Incidents(alarm, silence);
  }

  /**
   * Forecasts the next `horizon` rows by the expectation as it is now. The bands widen with the share of an error that
   * stays: `1 + (h - 1) x^2` times the variance of one step, as for exponential smoothing (R. Hyndman et al., 2008).
   *
   * @throws `PENSTOCK_BAD_OPTION`; `PENSTOCK_SERIES_TOO_SHORT` before row 150, or where times never go forward.
   *
   * @example
   * ```ts
   * const detector = new AnomalyDetector();
   * for (const [i, time] of closes.times.entries()) detector.judge({ time, value: closes.values[i]! });
   * const { times, mean, intervals } = detector.forecast(30, { levels: [95] });
   * ```
   */
  forecast(horizon: number, options: AnomalyForecastOptions = {}): Forecast {
    const { levels = [95] } = checkOptions(options, { levels: true }, 'AnomalyDetector.forecast');
    return forecastFrom(this.#statistics, horizon, levels);
  }

  /** All that it remembers, in a form that survives JSON. */
  snapshot(): AnomalyDetectorState {
    return stateOf(this.#statistics, this.#incidents);
  }

  /**
   * Continues from a snapshot, in a detector with the same options that has judged no row. `reset` comes first where it
   * has, such as to go back to an older snapshot.
   *
   * @throws `PENSTOCK_FORMAT_UNSUPPORTED` for a state of another version; `PENSTOCK_MODEL_INVALID` for one that does
   * not fit the options.
   */
  restore(state: AnomalyDetectorState): void {
    restoreState(state, this.#statistics, this.#incidents);
  }

  #bound(verdict: Verdict): void {
    const { tails, scale, expectation, errorDemand } = this.#statistics;
    const usual = expectation.isStandard ? scale : Number.NaN;
    const [high, low] = [2 * statistic.error, 2 * statistic.error + 1];
    if (usual >= 0 && tails.isReady(high) && tails.isReady(low)) {
      const score = majorScore * errorDemand;
      // On a slope all errors have one sign, and both tails may lie on one side of what is typical.
      verdict.upper = verdict.typical + usual * Math.max(0, tails.valueOf(high, score, leastError));
      verdict.lower = verdict.typical - usual * Math.max(0, tails.valueOf(low, score, leastError));
      return;
    }
    const away = earlyBound * (scale >= 0 ? scale : 0);
    verdict.upper = verdict.typical + away;
    verdict.lower = verdict.typical - away;
  }
}
