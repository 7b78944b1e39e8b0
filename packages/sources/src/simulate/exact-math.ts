// ECMAScript leaves the last digits of `Math.log` and `Math.exp` to the engine, but fixes + - * / by IEEE 754. The
// functions here use only + - * /, so they return the same bits in every engine.

const ln2 = Math.LN2;

/** Returns the natural logarithm of a number above 0 and at most 1, with a relative error of at most 1e-15. */
export const logOf = (value: number): number => {
  let mantissa = value;
  let halvings = 0;
  for (; mantissa < Math.SQRT1_2; halvings += 1) mantissa *= 2;
  // ln m = 2 artanh z, computed by its series. |z| is at most 0.172, so the first omitted term is below 1e-17.
  const z = (mantissa - 1) / (mantissa + 1);
  const w = z * z;
  let sum = 0;
  for (let odd = 21; odd >= 1; odd -= 2) sum = sum * w + 1 / odd;
  return 2 * z * sum - halvings * ln2;
};

/** Returns e to the power of a number from -16 to 16, with a relative error of at most 1e-13. */
export const expOf = (value: number): number => {
  // e^x = (e^(x / 64))^64. Twelve terms of its series give the inner power to the last bit.
  const x = value / 64;
  let sum = 1;
  for (let term = 12; term >= 1; term -= 1) sum = 1 + (sum * x) / term;
  for (let squarings = 0; squarings < 6; squarings += 1) sum *= sum;
  return sum;
};
