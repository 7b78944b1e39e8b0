import type { Aggregate } from './aggregate.ts';
import { finite } from './finite.ts';

/**
 * The count of the values, and the moments of their scaled distances: a distance is a value minus the first value,
 * times `scale`. `mean` is the mean distance, `squares` the sum of squared deviations from it. Distances keep the
 * digits in which large values differ, and the scale keeps the squares in range.
 */
interface Moments {
  count: number;
  first: number;
  /** A power of two. */
  scale: number;
  mean: number;
  squares: number;
}

// The sum of squares of larger distances could overflow.
const largest = 2 ** 480;
const largestScale = 2 ** 1_000;

/**
 * The sample standard deviation (divided by n - 1) of the selected numbers in a window; `null` for a single record, 0
 * when all numbers are equal.
 *
 * It is computed in one pass (B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
 * Technometrics 4, 1962) over the distances from the first value, so that large numbers lose no digits. States are
 * merged as in T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing
 * sample variances" (1979). Another order of arrival may change the last digits.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const spread = tumbling({ interval: '1d', aggregate: stddev((candle: Candle) => candle.close) });
 * ```
 */
export const stddev = <T>(select: (value: T) => number): Aggregate<T, number | null, Moments, number> => ({
  select: (value) => finite(select(value), 'the number that stddev selects'),
  create: () => ({ count: 0, first: 0, scale: largestScale, mean: 0, squares: 0 }),
  add(state, value) {
    if (state.count === 0) state.first = value;
    const distance = scaledDistance(state, value, state.first);
    const fromMean = distance - state.mean;
    state.count += 1;
    state.mean += fromMean / state.count;
    state.squares += fromMean * (distance - state.mean);
    return state;
  },
  result: ({ count, squares, scale }) => (count < 2 ? null : Math.sqrt(squares / (count - 1)) / scale),
  merge(state, other) {
    if (other.count === 0) return state;
    if (state.count === 0) return Object.assign(state, other);
    rescale(state, Math.min(state.scale, other.scale));
    const ofFirst = scaledDistance(state, other.first, state.first);
    const ratio = state.scale / other.scale;
    const count = state.count + other.count;
    const distance = ofFirst + other.mean * ratio - state.mean;
    state.squares += other.squares * ratio * ratio + distance * distance * ((state.count * other.count) / count);
    state.mean += (distance * other.count) / count;
    state.count = count;
    return state;
  },
  copy: (state) => ({ ...state }),
});

/** The distance of two values times the scale, which is first lowered if the product would be too large. */
const scaledDistance = (state: Moments, value: number, from: number): number => {
  const distance = (value - from) * state.scale;
  if (Math.abs(distance) < largest) return distance;
  // The distance of two huge values of opposite signs may overflow, so this halves them first.
  const half = value / 2 - from / 2;
  rescale(state, Math.min(state.scale, 2 ** -Math.floor(Math.log2(Math.abs(half)))));
  return half * state.scale * 2;
};

const rescale = (state: Moments, scale: number): void => {
  const ratio = scale / state.scale;
  state.mean *= ratio;
  state.squares *= ratio * ratio;
  state.scale = scale;
};
