/**
 * The probability that a normal deviate is above `z`, for z of at least 0: half the complementary error function.
 *
 * M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964: the series 7.1.5 near 0, the continued
 * fraction 7.1.14 further out.
 */
export const tailProbability = (z) => {
  const x = z / Math.SQRT2;
  return x < 2 ? (1 - bySeries(x)) / 2 : byFraction(x) / 2;
};

const bySeries = (x) => {
  let [sum, term] = [x, x];
  for (let n = 1; n < 50; n += 1) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
};

// For x of at least 2, this number of levels is exact to the last digits.
const byFraction = (x) => {
  let denominator = x;
  for (let level = 100; level > 0; level -= 1) denominator = x + level / 2 / denominator;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / denominator;
};
