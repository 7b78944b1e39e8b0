import { seasonalIndices } from '../seasons/classical.ts';
import { checkPeriods } from '../seasons/periods.ts';
import { hasSeason } from '../seasons/season-test.ts';
import { naturalPeriods } from '../seasons/natural-periods.ts';
import { windowFor } from '../seasons/window-for.ts';
import { fitTheta, forecastTheta } from '../smoothing/theta.ts';
import { demand, numberOf } from '../saved/saved-fields.ts';
import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/** Options of {@link theta}; all optional. */
export interface ThetaOptions extends MethodOptions {
  /** Rows of a season: whole, at least 2. Default: the shortest of {@link naturalPeriods}. */
  readonly period?: number;
}

/** What {@link theta} learns. */
export interface ThetaLearnt {
  /** Rows of the season, if it passed the season test; else 1. */
  readonly period: number;
  readonly kind: 'additive' | 'multiplicative';
  /** Smoothing weight of the level. */
  readonly alpha: number;
}

/** Computes the seasonal indices of a window, and the window without its season. */
const withoutSeason = (past: Float64Array, { period, kind }: Pick<ThetaLearnt, 'period' | 'kind'>) => {
  if (period === 1) return { rest: past, indices: Float64Array.of(kind === 'additive' ? 0 : 1) };
  const indices = seasonalIndices(past, period, kind);
  const rest = past.map((value, row) =>
    kind === 'additive' ? value - indices[row % period]! : value / indices[row % period]!,
  );
  return { rest, indices };
};

/**
 * The theta method. Its forecast is the mean of two: a straight line through the rows, and an exponential smoothing of
 * the rows with their distances from that line doubled.
 *
 * As in the M4 competition, a season is removed first if the season test finds one: rows are divided by the seasonal
 * indices of classical decomposition, and the forecast is multiplied by them. If a value is 0 or less, the indices are
 * subtracted and added instead. A forecast uses the last six seasons, at least 200 rows, and at most as many rows as
 * the model was fitted on. Needs four rows. Sources: {@link hasSeason}; V. Assimakopoulos, K. Nikolopoulos, "The theta
 * model", 2000.
 *
 * @example
 * ```ts
 * const model = await theta.fit(closes, { period: 7 });
 * model.forecast(7).mean;
 * ```
 */
export const theta: Forecaster<ThetaOptions, SavedMethod<ThetaLearnt>> = methodForecaster<
  Pick<ThetaOptions, 'period'>,
  ThetaLearnt
>({
  name: 'theta',
  optionNames: { period: true },
  leastRows: 4,
  prepare({ period }) {
    const asked = period === undefined ? undefined : checkPeriods('period', [period])[0];
    return (rows, step) => {
      const [natural] = naturalPeriods(step);
      const candidate = asked ?? natural ?? 1;
      const kind = rows.every((value) => value > 0) ? 'multiplicative' : 'additive';
      const season = { period: hasSeason(rows, candidate) ? candidate : 1, kind } as const;
      return { ...season, alpha: fitTheta(withoutSeason(rows, season).rest) };
    };
  },
  windowOf: ({ period }, rows) => windowFor(rows, period),
  predict(past, learnt, horizon) {
    const { kind } = learnt;
    // Later rows may be 0 or less, and a multiplicative season cannot divide by them.
    const fits = kind === 'additive' || past.every((value) => value > 0);
    const { rest, indices } = withoutSeason(past, fits ? learnt : { ...learnt, kind: 'additive' });
    return forecastTheta(rest, learnt.alpha, horizon).map((value, step) => {
      const index = indices[(past.length + step) % indices.length]!;
      return fits && kind === 'multiplicative' ? value * index : value + index;
    });
  },
  load({ period, kind, alpha }, window) {
    const rows = numberOf('learnt.period', period);
    demand(
      Number.isInteger(rows) && rows >= 1 && (rows === 1 || 2 * rows <= window),
      'a season of at most half its window as "learnt.period"',
    );
    demand(kind === 'additive' || kind === 'multiplicative', '"additive" or "multiplicative" as "learnt.kind"');
    const weight = numberOf('learnt.alpha', alpha);
    demand(weight > 0 && weight < 1, 'a weight between 0 and 1 as "learnt.alpha"');
    return { period: rows, kind, alpha: weight };
  },
});
