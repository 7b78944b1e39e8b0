/**
 * A running sum in two doubles, so that it does not depend on the order of the values.
 *
 * Each addition keeps what rounding cut off (TwoSum; D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2,
 * theorem B) and adds it to the low part, as in T. J. Dekker, "A floating-point technique for extending the available
 * precision", Numerische Mathematik 18 (1971): some 106 bits.
 */
export interface ExactSum {
  high: number;
  low: number;
}

/** Adds `value` to the sum in place. */
export const addTo = (sum: ExactSum, value: number): void => {
  const high = sum.high + value;
  const back = high - sum.high;
  const low = sum.low + (sum.high - (high - back) + (value - back));
  sum.high = high + low;
  sum.low = high - sum.high + low;
};
