// ECMAScript leaves the last digits of `Math.log` and `Math.exp` to the engine, and pins + - * / to IEEE 754. These two
// use the latter alone, so they give the same bits everywhere.

const ln2 = Math.LN2;

/** Natural logarithm of a number above 0 and at most 1, within 1e-15 of its size. */
export const logOf = (value: number): number => {
  let mantissa = value;
  let halvings = 0;
  for (; mantissa < Math.SQRT1_2; halvings += 1) mantissa *= 2;
  // ln m = 2 artanh z, by its series; z is at most 0.172 in size, so the first term left out is below 1e-17.
  const z = (mantissa - 1) / (mantissa + 1);
  const w = z * z;
  let sum = 0;
  for (let odd = 21; odd >= 1; odd -= 2) sum = sum * w + 1 / odd;
  return 2 * z * sum - halvings * ln2;
};

/** e to the power of a number from -16 to 16, within 1e-13 of its size. */
export const expOf = (value: number): number => {
  // e^x = (e^(x / 64))^64, and the series of the inner one is exact to the last bit after twelve terms.
  const x = value / 64;
  let sum = 1;
  for (let term = 12; term >= 1; term -= 1) sum = 1 + (sum * x) / term;
  for (let squarings = 0; squarings < 6; squarings += 1) sum *= sum;
  return sum;
};
