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

/** Adds a product in place, with what rounding cuts off from it. */
export const addProductTo = (sum: ExactSum, one: number, other: number): void => {
  const product = one * other;
  addTo(sum, product);
  if (Number.isFinite(product)) addTo(sum, cutOffFrom(product, one, other));
};

/** One sum divided by another, rounded once. */
export const ratioOf = (sum: ExactSum, divisor: ExactSum): number => {
  const ratio = sum.high / divisor.high;
  const rest = { high: sum.high, low: sum.low };
  addProductTo(rest, -ratio, divisor.high);
  addProductTo(rest, -ratio, divisor.low);
  const correction = rest.high / divisor.high;
  return Number.isFinite(correction) ? ratio + correction : ratio;
};

const splitter = 2 ** 27 + 1;
const largestSplit = 2 ** 995;
const shrink = 2 ** -28;

/** What rounding cut off from a product (T. J. Dekker, as above; the halves are G. W. Veltkamp's). */
const cutOffFrom = (product: number, one: number, other: number): number => {
  const [oneHigh, otherHigh] = [highHalf(one), highHalf(other)];
  const [oneLow, otherLow] = [one - oneHigh, other - otherHigh];
  return oneLow * otherLow - (product - oneHigh * otherHigh - oneLow * otherHigh - oneHigh * otherLow);
};

const highHalf = (value: number): number => {
  // What is larger would overflow.
  if (Math.abs(value) > largestSplit) return highHalf(value * shrink) / shrink;
  const spread = splitter * value;
  return spread - (spread - value);
};
