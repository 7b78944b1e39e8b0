import type { Indicator } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
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

/** One row of a series, or the value of one bucket of rows. */
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

// The squares of larger values would overflow.
const largestValue = 1e150;
// Until the tails are known, bounds are five standard deviations from the expected value. For normal errors, the
// standard deviation is the mean absolute error times the square root of pi / 2.
const earlyBound = 5 * Math.sqrt(Math.PI / 2);

/**
 * Judges each row of a series by the rows before it: an online model of one key, in constant memory.
 *
 * For each row it computes several statistics: the value, the mean and the standard deviation of the latest 24 rows,
 * the forecast error, the mean of the forecast errors, and the mean distance from the same time of earlier days and
 * weeks. It compares each statistic with the tails of its past values. The statistic that stands out most decides the
 * severity.
 *
 * The forecast combines the last value, two exponentially weighted levels, and the seasons of day, week and any other
 * period that it finds. The components with the smallest recent errors weigh most. The bands of severity are those of
 * Elastic: critical from 75, major from 50, minor from 25, warning from 3.
 *
 * Rows are judged in the order of the calls. A time may repeat or go back, and gaps are not filled: the time only
 * decides the place in the day and the week. The first 100 rows get no verdict. A detector takes about 6 kB without
 * seasons, and up to 28 kB with a weekly season of five-minute rows. Seasons that do not improve the forecast are
 * dropped.
 *
 * It implements the interface that the operator `indicator` of `@penstock/stream` takes.
 *
 * Sources: J. Pickands, "Statistical Inference Using Extreme Order Statistics", 1975, and A. Siffer et al., "Anomaly
 * Detection in Streams with Extreme Value Theory", 2017, for the tails; J. Bates, C. Granger, "The Combination of
 * Forecasts", 1969, for the forecast; I. Gibbs, E. Candès, "Adaptive Conformal Inference Under Distribution Shift",
 * 2021, for the adaption to how often a key has raised alarms.
 *
 * @throws `PENSTOCK_BAD_OPTION`; from `add` and `judge`: `PENSTOCK_SERIES_INVALID` for a time that no date can hold,
 * and for a value that is not finite or beyond 1e150.
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
 * @example In a flow, one detector for each symbol; the commit stores their state:
 * ```ts no-check
 * deliver(candles).pipe(
 *   indicator(() => new AnomalyDetector(), { input: ({ time, close }) => ({ time, value: close }) }),
 * );
 * ```
 */
export class AnomalyDetector implements Indicator<AnomalyInput, AnomalyVerdict> {
  /** The option `alarm`: the severity from which a row raises an alarm. */
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

  /** How many rows come before the first verdict: 100. */
  getRequiredInputs(): number {
    return tailWarmUp;
  }

  /** The current incident, or the last one if none is open; `null` before the first. Later rows may still change it. */
  get incident(): AnomalyIncident | null {
    return this.#incidents.latest();
  }

  /** Judges a row and learns from it. Returns `null` for the first 100 rows. */
  add(row: AnomalyInput): AnomalyVerdict | null {
    const isJudged = this.#statistics.rows >= tailWarmUp;
    const verdict = this.judge(row);
    return isJudged ? verdict.copy(verdict.inIncident ? this.incident : null) : null;
  }

  /**
   * Like `add`, but allocates nothing, for many rows.
   *
   * @returns An object that the next call reuses. For the first 100 rows its severity is 0.
   */
  judge({ time, value }: AnomalyInput): Readonly<Verdict> {
    if (!isTime(time) || !Number.isFinite(value) || Math.abs(value) > largestValue) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Expected a value from -1e150 to 1e150 and a time within 8.64e15 ms of the Unix epoch; got value ${value} ` +
          `and time ${time}. If times are in nanoseconds, divide them by 1e6. Remove rows with other invalid values.`,
      );
    }
    const statistics = this.#statistics;
    const verdict = this.#verdict;
    statistics.expect(time);
    verdict.time = time;
    verdict.actual = value;
    // There is no expected value for the first row. If rules skip it, there is none for the next row either, and so on.
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

  /** Forgets the model and all rows: the next row is the first of a new series. */
  reset(): void {
    const { window, seasons, sides, alarm, silence } = this.#options;
    this.#statistics = new Statistics(window, seasons, sides);
    this.#incidents = new Incidents(alarm, silence);
  }

  /**
   * Forecasts the next `horizon` rows with the current model. The bands widen with the share `x` of an error that
   * persists: the variance of one step times `1 + (h - 1) x^2`, as for exponential smoothing (R. Hyndman et al., 2008).
   *
   * @throws `PENSTOCK_BAD_OPTION`; `PENSTOCK_SERIES_TOO_SHORT` before row 150, or if times never increase.
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

  /** Returns the whole state of the detector, in a form that JSON can hold. */
  snapshot(): AnomalyDetectorState {
    return stateOf(this.#statistics, this.#incidents);
  }

  /**
   * Continues from a snapshot. The detector must have the same options and must not have judged a row yet. To return to
   * an older snapshot, call `reset` first.
   *
   * @throws `PENSTOCK_FORMAT_UNSUPPORTED` for a state of another version; `PENSTOCK_MODEL_INVALID` for a state that
   * does not fit the options.
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
      // On a slope all errors have the same sign, so both tails may lie on one side of the expected value.
      verdict.upper = verdict.typical + usual * Math.max(0, tails.valueOf(high, score, leastError));
      verdict.lower = verdict.typical - usual * Math.max(0, tails.valueOf(low, score, leastError));
      return;
    }
    const away = earlyBound * (scale >= 0 ? scale : 0);
    verdict.upper = verdict.typical + away;
    verdict.lower = verdict.typical - away;
  }
}
