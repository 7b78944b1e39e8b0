import { meanOf } from './check-pair.ts';

/** A mean of squares, scaled to stay within the range of numbers. */
export interface Squares {
  /** The mean of the squares of the terms times `scale`. */
  readonly mean: number;
  /** A power of two that keeps the squares within the range of numbers. */
  readonly scale: number;
}

type Term = (actual: number, predicted: number) => number;

/** The mean of the squares of `term`. It works even if some squares would overflow, or all would underflow. */
export const squaresOf = (actual: ArrayLike<number>, predicted: ArrayLike<number>, term: Term): Squares => {
  let largest = 0;
  for (let i = 0; i < actual.length; i += 1) largest = Math.max(largest, Math.abs(term(actual[i]!, predicted[i]!)));
  const scale = largest === 0 ? 1 : 2 ** -Math.max(-1_000, Math.floor(Math.log2(largest)));
  return { mean: meanOf(actual, predicted, (a, p) => (term(a, p) * scale) ** 2), scale };
};

/** The mean of `term`. If all terms are equal, it is exactly that value. */
export const centerOf = (actual: ArrayLike<number>, predicted: ArrayLike<number>, term: Term): number => {
  const rough = meanOf(actual, predicted, term);
  // The sum of many terms has a larger rounding error than the sum of their distances from the rough mean.
  return rough + meanOf(actual, predicted, (a, p) => term(a, p) - rough);
};

/** The share of `whole` that is not in `left`. If `whole` is 0, it is 1 if `left` is 0 too, else 0. */
export const explainedOf = (left: Squares, whole: Squares): number => {
  if (left.mean === 0) return 1;
  if (whole.mean === 0) return 0;
  return 1 - (left.mean / whole.mean) * (whole.scale / left.scale) ** 2;
};
