import { checkOptions } from '@penstock/stream/internal';
import { forecastError } from '../errors.ts';
import { seasonalIndices } from '../seasons/classical.ts';
import type { SeasonKind } from '../seasons/classical.ts';
import { checkPeriods } from '../seasons/periods.ts';
import { hasSeason } from '../seasons/season-test.ts';
import { naturalPeriods } from '../seasons/natural-periods.ts';
import { pointwise } from './pointwise.ts';
import type { FittedTransform, Transform } from './transform.ts';

/** Options of {@link deseasonalise}; all optional. */
export interface DeseasonaliseOptions {
  /** Rows of a season, or of several. Default: the periods of {@link naturalPeriods}. */
  readonly periods?: number | readonly number[];
  /**
   * `additive` subtracts a season, `multiplicative` divides by it. Default: `multiplicative` if all training rows are
   * above 0, else `additive`.
   */
  readonly kind?: SeasonKind;
  /** Whether only seasons that pass {@link hasSeason} are removed. Default true. */
  readonly test?: boolean;
}

/** A fitted season. */
export interface FittedSeason {
  readonly kind: SeasonKind;
  /** One for each place in the season. The first is for the row after the last training row. */
  readonly indices: readonly number[];
}

/** The fitted form of {@link deseasonalise}. */
export const fittedSeasons = (seasons: readonly FittedSeason[]): FittedTransform => {
  const indexAt = (indices: readonly number[], row: number): number =>
    indices[(((row - 1) % indices.length) + indices.length) % indices.length]!;
  return {
    ...pointwise({
      forward: (value, row) =>
        seasons.reduce(
          (rest, { kind, indices }) =>
            kind === 'additive' ? rest - indexAt(indices, row) : rest / indexAt(indices, row),
          value,
        ),
      backward: (value, row) =>
        seasons.reduceRight(
          (rest, { kind, indices }) =>
            kind === 'additive' ? rest + indexAt(indices, row) : rest * indexAt(indices, row),
          value,
        ),
    }),
    learns: true,
    save: () => ({
      name: 'deseasonalise',
      seasons: seasons.map(({ kind, indices }) => ({ kind, indices: [...indices] })),
    }),
  };
};

/**
 * Removes seasons by classical decomposition, the shortest first. Each season is estimated after the shorter ones are
 * removed.
 *
 * Each season is a list of indices, one for each place in the season, which are learnt from the training rows and kept.
 * The place of a later row is found by counting rows from the last training row if the series holds that row, else by
 * time and the step of the series. Source: classical decomposition as in R's `decompose`, and {@link hasSeason}, both
 * as in the M4 competition.
 *
 * @throws `PENSTOCK_BAD_OPTION`. At `fit`: `PENSTOCK_SERIES_INVALID` for `multiplicative` with a value of 0 or less,
 * `PENSTOCK_SERIES_TOO_SHORT` for fewer than two seasons with `test: false`.
 *
 * @example The benchmark "Naive2" of the M4 competition:
 * ```ts
 * const model = await naive.fit(closes, { transforms: [deseasonalise({ periods: 24, kind: 'multiplicative' })] });
 * ```
 */
export const deseasonalise = (options: DeseasonaliseOptions = {}): Transform => {
  const {
    periods,
    kind,
    test = true,
  } = checkOptions(options, { periods: true, kind: true, test: true }, 'deseasonalise');
  const asked = periods === undefined ? undefined : checkPeriods('periods', periods);
  if (kind !== undefined && kind !== 'additive' && kind !== 'multiplicative') {
    throw forecastError('PENSTOCK_BAD_OPTION', `kind must be "additive" or "multiplicative"; got ${String(kind)}.`);
  }
  if (typeof test !== 'boolean') {
    throw forecastError('PENSTOCK_BAD_OPTION', `test must be true or false; got ${String(test)}.`);
  }
  return {
    name: 'deseasonalise',
    fit(rows, step) {
      const positive = rows.every((value) => value > 0);
      const chosen = kind ?? (positive ? 'multiplicative' : 'additive');
      if (chosen === 'multiplicative' && !positive) {
        throw forecastError(
          'PENSTOCK_SERIES_INVALID',
          'A multiplicative season needs values above 0; got 0 or less. Choose kind: "additive".',
        );
      }
      const seasons: FittedSeason[] = [];
      let rest = rows;
      for (const period of asked ?? naturalPeriods(step)) {
        if (test ? !hasSeason(rest, period) : false) continue;
        if (rows.length < 2 * period) {
          throw forecastError(
            'PENSTOCK_SERIES_TOO_SHORT',
            `A season of ${period} rows needs a series of at least ${2 * period} rows; got ${rows.length}.`,
          );
        }
        const indices = seasonalIndices(rest, period, chosen);
        const apart = (value: number, row: number): number =>
          chosen === 'additive' ? value - indices[row % period]! : value / indices[row % period]!;
        rest = rest.map(apart);
        // Shifted so that the first index belongs to the row after the last training row.
        const shifted = Array.from(indices, (_, place) => indices[(rows.length + place) % period]!);
        seasons.push({ kind: chosen, indices: shifted });
      }
      return fittedSeasons(seasons);
    },
  };
};
