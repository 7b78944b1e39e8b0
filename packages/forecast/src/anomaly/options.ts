import type { OptionNames } from '@penstock/stream/internal';
import { forecastError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import { checkRules } from './rules.ts';
import type { AnomalyRule } from './rules.ts';

/** Options of {@link AnomalyDetector}; all are optional. The defaults are meant for every series. */
export interface AnomalyOptions {
  /**
   * How many of the latest rows means and standard deviations are computed on. A shorter anomaly is found as single
   * anomalous rows, a longer one as a change of level or spread. 4 to 200, default 24.
   */
  readonly window?: number;
  /** The severity from which a row raises an alarm and begins an incident. 3 to 100, default 50. */
  readonly alarm?: number;
  /**
   * An incident ends after this many rows without one that has the severity of an alarm. Until then rows are reported
   * with severity 0, except a row that raises the incident to a higher band (50, 75). With 0, each row is reported with
   * its own severity. 0 to 1000000, default 50.
   */
  readonly silence?: number;
  /**
   * Whether seasons are learnt: a day and a week by the clock, of up to 2,016 rows each, and one other season of up to
   * 85 rows that is found in the rows. Without seasons, a detector takes less than 8 kB with the default `window`.
   * Default true.
   */
  readonly seasons?: boolean;
  /**
   * Which side counts. With `high` only values, levels and distances from a season that are too high have a severity;
   * with `low` only those that are too low. A change of spread and values that no longer change have no side and count
   * only with `both`. The model learns from all rows. Default `both`.
   */
  readonly sides?: AnomalySides;
  /** Rules for rows to ignore, to skip, or to start a new series at. Default none. */
  readonly rules?: readonly AnomalyRule[];
}

/** See {@link AnomalyOptions.sides}. */
export type AnomalySides = 'both' | 'high' | 'low';

const sidesNames: readonly AnomalySides[] = ['both', 'high', 'low'];

/** The names of {@link AnomalyOptions}. */
export const anomalyOptionNames: OptionNames<AnomalyOptions> = {
  window: true,
  alarm: true,
  silence: true,
  seasons: true,
  sides: true,
  rules: true,
};

/** {@link AnomalyOptions} with the defaults filled in, all in range. */
export type CheckedAnomalyOptions = Required<AnomalyOptions>;

/** Fills in the defaults; throws `PENSTOCK_BAD_OPTION`. */
export const checkAnomalyOptions = ({
  window = 24,
  alarm = 50,
  silence = 50,
  seasons = true,
  sides = 'both',
  rules = [],
}: AnomalyOptions): CheckedAnomalyOptions => {
  wholeNumber('window', window, 4, 200);
  wholeNumber('silence', silence, 0, 1_000_000);
  if (typeof alarm !== 'number' || !(alarm >= 3 && alarm <= 100)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `alarm must be a number of 3 to 100; got ${String(alarm)}.`);
  }
  if (typeof seasons !== 'boolean') {
    throw forecastError('PENSTOCK_BAD_OPTION', `seasons must be true or false; got ${String(seasons)}.`);
  }
  if (!sidesNames.includes(sides)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `sides must be one of ${sidesNames.join(', ')}; got ${String(sides)}.`);
  }
  return { window, alarm, silence, seasons, sides, rules: checkRules(rules) };
};
