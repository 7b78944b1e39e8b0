import { nelderMead } from './nelder-mead.ts';

/** The form of an exponential smoothing. */
export interface EtsForm {
  readonly trend: 'none' | 'additive' | 'damped';
  readonly season: 'none' | 'additive' | 'multiplicative';
  /** Rows of a season; 1 without one. */
  readonly period: number;
}

/** How fast each part of an exponential smoothing adapts. */
export interface EtsWeights {
  /** The share of each forecast error that is added to the level: above 0, below 1. */
  readonly alpha: number;
  /** The share of each forecast error that is added to the slope: from 0 to alpha. */
  readonly beta: number;
  /** The share of each forecast error that is added to the season: from 0 to 1 - alpha. */
  readonly gamma: number;
  /** The share of the slope that remains after each row: 0 without a trend, 1 for a trend that is not damped. */
  readonly phi: number;
}

/** A fitted exponential smoothing. */
export interface EtsFit {
  readonly form: EtsForm;
  readonly weights: EtsWeights;
  /** Mean squared error of forecasts one row ahead. */
  readonly mse: number;
  /**
   * Akaike's criterion, corrected for few rows; smaller is better. Comparable only between forms fitted on the same
   * rows.
   */
  readonly aicc: number;
}

/** The state of a smoothing between two rows. */
interface EtsState {
  readonly level: number;
  readonly slope: number;
  /** One for each place in the season: row modulo period. */
  readonly seasons: Float64Array;
}

/** Runs the smoothing over all rows by the recursions of Hyndman, Koehler, Ord and Snyder, 2008, table 2.2. */
const run = (
  values: Float64Array,
  { season, period }: EtsForm,
  { alpha, beta, gamma, phi }: EtsWeights,
  first: EtsState,
): EtsState & { readonly squares: number } => {
  const seasons = first.seasons.slice();
  let { level, slope } = first;
  let squares = 0;
  let place = 0;
  const ratio = season === 'multiplicative';
  for (const value of values) {
    const base = level + phi * slope;
    const factor = seasons[place]!;
    const error = value - (ratio ? base * factor : base + factor);
    const ofLevel = ratio ? error / factor : error;
    squares += error * error;
    slope = phi * slope + beta * ofLevel;
    level = base + alpha * ofLevel;
    if (season !== 'none') {
      seasons[place] = factor + gamma * (ratio ? error / base : error);
      place = place + 1 === period ? 0 : place + 1;
    }
  }
  return { level, slope, seasons, squares };
};

/** Mean of the `count` rows from row `from` on. */
const meanOf = (values: Float64Array, from: number, count: number): number => {
  let sum = 0;
  for (let i = from; i < from + count; i += 1) sum += values[i]!;
  return sum / count;
};

/** A first guess of the state before the first row, from the means of the first seasons and their growth. */
const guess = (values: Float64Array, { trend, season, period }: EtsForm): EtsState => {
  const early = season === 'none' ? Math.min(values.length, 10) : period;
  const cycles = Math.min(4, Math.floor(values.length / early));
  const level = meanOf(values, 0, early);
  const slope =
    trend === 'none' || cycles < 2 ? 0 : (meanOf(values, (cycles - 1) * early, early) - level) / ((cycles - 1) * early);
  const seasons = new Float64Array(period);
  const ratio = season === 'multiplicative';
  for (let cycle = 0; season !== 'none' && cycle < cycles; cycle += 1) {
    const mean = meanOf(values, cycle * period, period);
    for (let place = 0; place < period; place += 1) {
      const base = mean + slope * (place - (period - 1) / 2);
      const value = values[cycle * period + place]!;
      seasons[place]! += (ratio ? value / base : value - base) / cycles;
    }
  }
  return { level: level - (slope * (early + 1)) / 2, slope, seasons };
};

/**
 * The state before the first row: the state that the smoothing reaches when it runs backwards from the last row.
 *
 * So a model can start in any window of rows and keeps only its weights. Backcasting is from G. E. P. Box, G. M.
 * Jenkins, "Time Series Analysis", 1970.
 */
const before = (values: Float64Array, form: EtsForm, weights: EtsWeights): EtsState => {
  const { period } = form;
  const last = guess(values.toReversed(), form);
  const { level, slope, seasons } = run(values.toReversed(), form, weights, last);
  // Index k of the reversed rows is row n - 1 - k.
  const forwards = new Float64Array(period);
  for (let k = 0; k < period; k += 1) {
    forwards[(((values.length - 1 - k) % period) + period) % period] = seasons[k]!;
  }
  return { level, slope: -slope, seasons: forwards };
};

const between = (x: number, low: number, high: number): number => low + (high - low) / (1 + Math.exp(-x));

/** Maps unbounded numbers, one for each weight of the form, to weights within their ranges. */
const weightsAt = (at: Float64Array, { trend, season }: EtsForm): EtsWeights => {
  let next = 0;
  const read = (low: number, high: number): number => between(at[next++]!, low, high);
  const alpha = read(0.0001, 0.9999);
  const beta = trend === 'none' ? 0 : alpha * read(0.0001, 0.9999);
  const phi = trend === 'damped' ? read(0.8, 0.98) : trend === 'none' ? 0 : 1;
  const gamma = season === 'none' ? 0 : (1 - alpha) * read(0.0001, 0.9999);
  return { alpha, beta, gamma, phi };
};

/**
 * Fits an exponential smoothing of one form by least squares of its errors one row ahead.
 *
 * Source: R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder, "Forecasting with Exponential Smoothing", 2008: the
 * innovations form with additive errors. The initial state is not fitted: see {@link before}. Phi is 0.8 to 0.98.
 *
 * @param values - At least two rows, and two seasons for a form with a season; above 0 for a multiplicative season.
 */
export const fitEts = (values: Float64Array, form: EtsForm): EtsFit => {
  const { trend, season, period } = form;
  const rows = values.length;
  const first = [
    0,
    ...(trend === 'none' ? [] : [-3]),
    ...(trend === 'damped' ? [1] : []),
    ...(season === 'none' ? [] : [-1]),
  ];
  const squaresOf = (at: Float64Array): number => {
    const weights = weightsAt(at, form);
    return run(values, form, weights, before(values, form, weights)).squares;
  };
  const { at, value } = nelderMead(squaresOf, first, 1, { evaluations: 60 * first.length, tolerance: 1e-6 });
  const mse = value / rows;
  const count = first.length + (trend === 'none' ? 1 : 2) + (season === 'none' ? 0 : period - 1) + 1;
  const spare = rows - count - 1;
  const aicc =
    rows * Math.log(Math.max(mse, Number.MIN_VALUE)) +
    2 * count +
    (spare > 0 ? (2 * count * (count + 1)) / spare : Infinity);
  return { form, weights: weightsAt(at, form), mse, aicc };
};

/** Forecasts the `horizon` rows after `values`. */
export const forecastEts = (
  values: Float64Array,
  { form, weights }: Pick<EtsFit, 'form' | 'weights'>,
  horizon: number,
): Float64Array => {
  const { level, slope, seasons } = run(values, form, weights, before(values, form, weights));
  const { season, period } = form;
  const mean = new Float64Array(horizon);
  let [drift, damp] = [0, weights.phi];
  for (let step = 0; step < horizon; step += 1) {
    drift += damp * slope;
    damp *= weights.phi;
    const factor = seasons[(values.length + step) % period]!;
    mean[step] = season === 'multiplicative' ? (level + drift) * factor : level + drift + factor;
  }
  return mean;
};
