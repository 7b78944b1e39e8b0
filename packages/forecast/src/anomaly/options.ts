import type { OptionNames } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import { checkRules } from './rules.ts';
import type { AnomalyRule } from './rules.ts';

/** How {@link AnomalyDetector} judges; all optional. The defaults are meant for every series. */
export interface AnomalyOptions {
  /**
   * Means and deviations are taken of so many of the latest rows: what lasts shorter is found as single odd rows, what
   * lasts longer as another level or spread. 4 to 200, default 24.
   */
  readonly window?: number;
  /** The severity from which a row raises an alarm and begins an incident. 3 to 100, default 50. */
  readonly alarm?: number;
  /**
   * An incident is over after so many rows without one as grave as an alarm. Until then rows are reported with severity
   * 0, except one that lifts the incident into a higher band (50, 75). 0 reports each row as it is. 0 to 1000000,
   * default 50.
   */
  readonly silence?: number;
  /**
   * Whether seasons are learnt: a day and a week of up to 2,016 rows by the clock, and any other of up to 85 rows that
   * the rows show. Without them a detector takes less than 8 kB with the default `window`. Default true.
   */
  readonly seasons?: boolean;
  /**
   * Which side counts: with `high` only what is too high has a severity (values, levels, distances from a season), with
   * `low` what is too low. Other spreads and values that no longer change have no side and count with `both` alone. The
   * model learns from all rows. Default `both`.
   */
  readonly sides?: AnomalySides;
  /** What is known beforehand of rows that are to be ignored or skipped, or begin the series anew. Default none. */
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

/** {@link AnomalyOptions}, all of them and in range. */
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
