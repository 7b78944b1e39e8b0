import { meanOf } from './check-pair.ts';

/** A mean of squares. */
export interface Squares {
  /** Of the terms times `scale`. */
  readonly mean: number;
  /** A power of two that keeps squares within the range of doubles. */
  readonly scale: number;
}

type Term = (actual: number, predicted: number) => number;

/**
 * The mean of the squares of `term`, also where some of them are beyond the greatest double, or all below the least.
 */
export const squaresOf = (actual: ArrayLike<number>, predicted: ArrayLike<number>, term: Term): Squares => {
  let largest = 0;
  for (let i = 0; i < actual.length; i += 1) largest = Math.max(largest, Math.abs(term(actual[i]!, predicted[i]!)));
  const scale = largest === 0 ? 1 : 2 ** -Math.max(-1_000, Math.floor(Math.log2(largest)));
  return { mean: meanOf(actual, predicted, (a, p) => (term(a, p) * scale) ** 2), scale };
};

/** The mean of `term`; where all are equal, exactly that. */
export const centerOf = (actual: ArrayLike<number>, predicted: ArrayLike<number>, term: Term): number => {
  const rough = meanOf(actual, predicted, term);
  // A sum of many terms is rounded more coarsely than their distances from its mean.
  return rough + meanOf(actual, predicted, (a, p) => term(a, p) - rough);
};

/** The share of `whole` that is not `left`; where nothing varies, 1 if nothing is left, else 0. */
export const explainedOf = (left: Squares, whole: Squares): number => {
  if (left.mean === 0) return 1;
  if (whole.mean === 0) return 0;
  return 1 - (left.mean / whole.mean) * (whole.scale / left.scale) ** 2;
};
