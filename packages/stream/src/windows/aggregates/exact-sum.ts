/**
 * A running sum in two doubles, which have about 106 bits, so that it does not depend on the order of the values.
 *
 * Each addition computes its rounding error (TwoSum; D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2,
 * theorem B) and adds it to the low part, as in T. J. Dekker, "A floating-point technique for extending the available
 * precision", Numerische Mathematik 18 (1971).
 */
export interface ExactSum {
  high: number;
  low: number;
  /** The sum of the values of magnitude 2^960 or more, each times 2^-64, so that partial sums do not overflow. */
  huge?: ExactSum;
}

const largest = 2 ** 960;
const shrink = 2 ** -64;

/** Adds a finite number in place. */
export const addTo = (sum: ExactSum, value: number): void => {
  if (value < largest && value > -largest) addPlain(sum, value);
  else addTo((sum.huge ??= { high: 0, low: 0 }), value * shrink);
};

/** Adds another sum in place. */
export const addSumTo = (sum: ExactSum, { high, low, huge }: ExactSum): void => {
  addTo(sum, high);
  addTo(sum, low);
  if (huge) addSumTo((sum.huge ??= { high: 0, low: 0 }), huge);
};

/** Adds a product and its rounding error in place. The product must be finite. */
export const addProductTo = (sum: ExactSum, one: number, other: number): void => {
  const product = one * other;
  addTo(sum, product);
  addTo(sum, cutOffFrom(product, one, other));
};

/** Copies a sum, so that later additions do not change the copy. */
export const copySum = ({ high, low, huge }: ExactSum): ExactSum =>
  huge ? { high, low, huge: copySum(huge) } : { high, low };

/** The sum as a double, rounded once; infinite when it is too large for a double. */
export const totalOf = (sum: ExactSum): number => (sum.huge ? ratioOf(sum, unit) : sum.high);

/** One sum divided by another, rounded once; infinite when the ratio is too large for a double. */
export const ratioOf = (sum: ExactSum, divisor: ExactSum): number => {
  if (isHuge(sum) || isHuge(divisor)) return ratioOf(shrunk(sum), shrunk(divisor));
  const ratio = sum.high / divisor.high;
  if (!Number.isFinite(ratio)) return ratio;
  const rest = { high: sum.high, low: sum.low };
  subtractProduct(rest, ratio, divisor.high);
  subtractProduct(rest, ratio, divisor.low);
  return ratio + rest.high / divisor.high;
};

const unit: ExactSum = { high: 1, low: 0 };

const isHuge = ({ huge }: ExactSum): boolean => huge !== undefined && (huge.high !== 0 || isHuge(huge));

const shrunk = ({ high, low, huge = { high: 0, low: 0 } }: ExactSum): ExactSum => {
  const sum = copySum(huge);
  addTo(sum, high * shrink);
  addTo(sum, low * shrink);
  return sum;
};

const addPlain = (sum: ExactSum, value: number): void => {
  const high = sum.high + value;
  const back = high - sum.high;
  const low = sum.low + (sum.high - (high - back) + (value - back));
  sum.high = high + low;
  sum.low = high - sum.high + low;
};

const subtractProduct = (sum: ExactSum, one: number, other: number): void => {
  const product = one * other;
  addPlain(sum, -product);
  addPlain(sum, -cutOffFrom(product, one, other));
};

const splitter = 2 ** 27 + 1;
const largestSplit = 2 ** 995;

/** The rounding error of a product (T. J. Dekker, as above, with the split of G. W. Veltkamp). */
const cutOffFrom = (product: number, one: number, other: number): number => {
  const [oneHigh, otherHigh] = [highHalf(one), highHalf(other)];
  const [oneLow, otherLow] = [one - oneHigh, other - otherHigh];
  return oneLow * otherLow - (product - oneHigh * otherHigh - oneLow * otherHigh - oneHigh * otherLow);
};

const highHalf = (value: number): number => {
  // The product of a larger number and the splitter would overflow.
  if (Math.abs(value) > largestSplit) return highHalf(value * shrink) / shrink;
  const spread = splitter * value;
  return spread - (spread - value);
};
