import { forecastError } from '../errors.ts';
import { hasSeason } from './season-test.ts';
import { naturalPeriods } from './natural-periods.ts';
import { seasonalIndices } from './classical.ts';

/** The longest season. It also limits what a saved model may hold. */
export const longestPeriod = 100_000;

/** The maximum number of periods that one series may have. */
export const mostPeriods = 5;

/**
 * Checks that `periods` are increasing whole numbers of at least 2, and returns them as a list.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 */
export const checkPeriods = (name: string, periods: number | readonly number[]): readonly number[] => {
  const list: readonly number[] = typeof periods === 'number' ? [periods] : periods;
  const fine = list.every(
    (period, i) => Number.isInteger(period) && period >= 2 && period <= longestPeriod && period > (list[i - 1] ?? 1),
  );
  if (fine && list.length <= mostPeriods) return [...list];
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `${name} must be a whole number of at least 2, or at most ${mostPeriods} of them in increasing order; got ` +
      `${JSON.stringify(periods)}.`,
  );
};

/**
 * The periods to test. With a number: that number, and its multiples among the longer natural periods. Without one: the
 * natural periods.
 */
export const candidatePeriods = (asked: number | undefined, step: number): readonly number[] => {
  const natural = naturalPeriods(step);
  if (asked === undefined) return natural;
  return [asked, ...natural.filter((period) => period > asked && period % asked === 0)];
};

/** The candidates that pass the season test. Each is tested on the series without the shorter seasons found before. */
export const seasonsFound = (values: Float64Array, candidates: readonly number[]): readonly number[] => {
  const found: number[] = [];
  let rest = values;
  for (const period of candidates) {
    if (!hasSeason(rest, period)) continue;
    found.push(period);
    const indices = seasonalIndices(rest, period, 'additive');
    rest = rest.map((value, row) => value - indices[row % period]!);
  }
  return found;
};

/**
 * The periods of a series: a list is returned unchanged; otherwise the candidates that pass the season test.
 *
 * @throws `PENSTOCK_SERIES_TOO_SHORT` if a list has a period of more than half the rows.
 */
export const periodsOf = (
  values: Float64Array,
  asked: number | readonly number[] | undefined,
  step: number,
): readonly number[] => {
  if (asked === undefined || typeof asked === 'number') return seasonsFound(values, candidatePeriods(asked, step));
  const longest = asked.at(-1) ?? 0;
  if (values.length >= 2 * longest) return asked;
  throw forecastError(
    'PENSTOCK_SERIES_TOO_SHORT',
    `A season of ${longest} rows needs a series of at least ${2 * longest} rows; got ${values.length}.`,
  );
};
