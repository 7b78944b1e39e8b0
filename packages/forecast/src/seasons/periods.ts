import { forecastError } from '../errors.ts';
import { hasSeason } from './season-test.ts';
import { naturalPeriods } from './natural-periods.ts';
import { seasonalIndices } from './classical.ts';

/** No season is longer; a bound for models that are loaded, too. */
export const longestPeriod = 100_000;

/** The most periods that one series is given. */
export const mostPeriods = 5;

/**
 * `periods` as increasing whole numbers of at least 2.
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
 * The periods that may be looked for: of one number, that one and the longer natural ones that are multiples of it;
 * without one, the natural ones.
 */
export const candidatePeriods = (asked: number | undefined, step: number): readonly number[] => {
  const natural = naturalPeriods(step);
  if (asked === undefined) return natural;
  return [asked, ...natural.filter((period) => period > asked && period % asked === 0)];
};

/** The candidates that pass the season test, the shortest first, each in what the shorter ones leave. */
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
 * The periods of a series: those of a list as they are; else the candidates that pass the season test.
 *
 * @throws `PENSTOCK_SERIES_TOO_SHORT` for fewer than two seasons of a list.
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
    `A season of ${longest} rows needs at least ${2 * longest} of them; got ${values.length}.`,
  );
};
