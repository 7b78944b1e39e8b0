import { forecastError } from '../errors.ts';
import { checkPeriods } from '../seasons/periods.ts';
import { hasSeason } from '../seasons/season-test.ts';
import { naturalPeriods } from '../seasons/natural-periods.ts';
import { windowFor } from '../seasons/window-for.ts';
import { wholeNumber } from '../whole-number.ts';
import type { Forecaster } from '../forecaster.ts';
import { rangeOf } from '../model/tail.ts';
import { methodForecaster } from './method.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import type { ArimaClass } from './arima-package.ts';
import { arimaClass, ready } from './arima-package.ts';
import { demand, numbersOf } from '../saved/saved-fields.ts';

/** The numbers of autoregressive terms, of differences and of moving-average terms. */
export type ArimaOrder = readonly [p: number, d: number, q: number];

/** Options of {@link arima}; all optional. */
export interface ArimaOptions extends MethodOptions {
  /** Rows of a season: whole, at least 2. Default: the shortest of {@link naturalPeriods}. */
  readonly period?: number;
  /** Each a whole number: 0 to 5 terms, 0 to 2 differences. Default `[0, 1, 1]`. */
  readonly order?: ArimaOrder;
  /**
   * The seasonal order, each a whole number of 0 to 2. Default: `[0, 1, 1]` if the season test finds a season, else
   * `[0, 0, 0]`.
   */
  readonly seasonalOrder?: ArimaOrder;
}

type OwnOptions = Pick<ArimaOptions, 'period' | 'order' | 'seasonalOrder'>;

/** What {@link arima} learns. */
export interface ArimaLearnt {
  readonly order: ArimaOrder;
  readonly seasonalOrder: ArimaOrder;
  /** Rows of the season; 0 without one. */
  readonly period: number;
}

/** The type of {@link arima}. */
export interface ArimaForecaster extends Forecaster<ArimaOptions, SavedMethod<ArimaLearnt>> {
  /**
   * Loads the package `arima`. In Node, `fit` does this itself; call `ready` once before a loaded model makes a
   * forecast. In a browser, pass the package's default export, since a bundler cannot see that it is needed.
   *
   * @param library - The default export of the package. Default: it is imported.
   * @returns A promise that rejects with `PENSTOCK_PEER_MISSING` where the package cannot be imported.
   *
   * @example
   * ```ts
   * await arima.ready();
   * const model = arima.load((await arima.fit(closes)).save());
   * ```
   */
  ready(library?: ArimaClass): Promise<void>;
}

const checkOrder = (name: string, order: ArimaOrder, most: ArimaOrder): ArimaOrder => {
  if (!Array.isArray(order) || order.length !== 3) {
    throw forecastError('PENSTOCK_BAD_OPTION', `${name} must be three whole numbers; got ${JSON.stringify(order)}.`);
  }
  return order.map((value, i) => wholeNumber(name, value, 0, most[i])) as unknown as ArimaOrder;
};

const savedOrder = (name: string, saved: unknown, most: number): ArimaOrder => {
  const order = numbersOf(name, saved, 3);
  demand(
    order.every((value) => Number.isInteger(value) && value >= 0 && value <= most),
    `three whole numbers up to ${most} as "${name}"`,
  );
  return order as unknown as ArimaOrder;
};

/** The library's numbers for its estimation methods. */
const [exactLikelihood, conditionalSumOfSquares] = [0, 1];

/**
 * Seasonal ARIMA of given orders, computed by the optional package `arima` (MIT; the C library ctsa in WebAssembly).
 *
 * The default is the airline model of G. E. P. Box and G. M. Jenkins, 1970, which suits logarithms of monthly series.
 * The package does not expose coefficients, so each forecast estimates them again on its window: six seasons, at least
 * 200 rows, and at most as many rows as the model was fitted on. A forecast takes some milliseconds for monthly rows
 * and about fifty for hourly rows with a season of 24; many predictions take that time for each row. It maximises the
 * exact likelihood. If the package cannot, it minimises the conditional sum of squares. `PENSTOCK_PEER_MISSING` without
 * the package. Needs 20 rows, and three seasons if there is a season.
 *
 * @example
 * ```ts
 * const model = await arima.fit(closes, { period: 12, transforms: [log()] });
 * model.forecast(6).mean;
 * ```
 */
export const arima: ArimaForecaster = Object.assign(
  methodForecaster<OwnOptions, ArimaLearnt>({
    name: 'arima',
    optionNames: { period: true, order: true, seasonalOrder: true },
    leastRows: 20,
    prepare({ period, order = [0, 1, 1], seasonalOrder }) {
      const asked = period === undefined ? undefined : checkPeriods('period', [period])[0];
      const own = checkOrder('order', order, [5, 2, 5]);
      const seasonal = seasonalOrder === undefined ? undefined : checkOrder('seasonalOrder', seasonalOrder, [2, 2, 2]);
      return async (rows, step) => {
        await ready();
        const candidate = asked ?? naturalPeriods(step)[0] ?? 1;
        const chosen = seasonal ?? (hasSeason(rows, candidate) ? ([0, 1, 1] as const) : ([0, 0, 0] as const));
        const isSeasonal = chosen.some((terms) => terms > 0);
        if (isSeasonal && rows.length < 3 * candidate) {
          throw forecastError(
            'PENSTOCK_SERIES_TOO_SHORT',
            `A season of ${candidate} rows needs a series of at least ${3 * candidate} rows; got ${rows.length}.`,
          );
        }
        return { order: own, seasonalOrder: chosen, period: isSeasonal ? candidate : 0 };
      };
    },
    windowOf: ({ period }, rows) => windowFor(rows, period),
    predict(past, { order: [p, d, q], seasonalOrder: [P, D, Q], period }, horizon) {
      if (arimaClass() === undefined) {
        throw forecastError(
          'PENSTOCK_PEER_MISSING',
          'The package "arima" is not loaded. Call arima.ready() before a loaded model makes a forecast.',
        );
      }
      const [low, high] = rangeOf(past);
      // The library divides by the variance of the rows, which is 0 here.
      if (low === high) return new Float64Array(horizon).fill(low);
      const rows = Array.from(past);
      const forecastBy = (method: number): Float64Array => {
        const model = new (arimaClass()!)({ p, d, q, P, D, Q, s: period, method, optimizer: 6, verbose: false });
        try {
          return Float64Array.from(model.train(rows).predict(horizon)[0]);
        } finally {
          model.destroy();
        }
      };
      const exact = forecastBy(exactLikelihood);
      // On some rows, such as a wave that turns into a constant, the library finds no maximum and returns NaN.
      return exact.every(Number.isFinite) ? exact : forecastBy(conditionalSumOfSquares);
    },
    load({ order, seasonalOrder, period }, window) {
      const [rows] = numbersOf('learnt.period', [period], 1) as [number];
      demand(
        Number.isInteger(rows) && rows >= 0 && 3 * rows <= window,
        'a season of at most a third of its window as "learnt.period"',
      );
      return {
        order: savedOrder('learnt.order', order, 5),
        seasonalOrder: savedOrder('learnt.seasonalOrder', seasonalOrder, 2),
        period: rows,
      };
    },
  }),
  { ready },
);
