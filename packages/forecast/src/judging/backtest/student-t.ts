/** ln of the gamma function for x > 0. Formula: C. Lanczos, 1964, with g = 7 and nine coefficients. */
const logGamma = (x: number): number => {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const t = x + 6.5;
  const sum = coefficients.reduce((total, c, i) => total + (i === 0 ? c : c / (x - 1 + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
};

/** The continued fraction of the incomplete beta function: formula 8.17.22 of the NIST Digital Library. */
const fraction = (x: number, a: number, b: number): number => {
  let value = 1;
  // For x below (a + 1) / (a + b + 2), each pair of terms adds about one digit. The number of terms that are needed
  // grows with the root of a and b.
  for (let m = 60 + Math.ceil(6 * Math.sqrt(a + b)); m >= 1; m -= 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    value = 1 + even / (1 + odd / value);
  }
  return 1 / (1 - ((a + b) * x) / (a + 1) / value);
};

/** The regularized incomplete beta function I_x(a, b), for x of 0 to 1. */
const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  // The fraction converges fast only on this side. The other side follows from I_x(a, b) = 1 - I_(1 - x)(b, a).
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logarithm = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logarithm) * fraction(x, a, b)) / a;
};

/**
 * The probability that Student's t with `degrees` degrees of freedom is at least as far from 0 as `t`.
 *
 * Formula: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964, 26.7.1 with 26.5.27.
 */
export const twoSided = (t: number, degrees: number): number =>
  incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
