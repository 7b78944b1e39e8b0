/**
 * `ln(price / previous)` of two prices above 0, also where the quotient is no double or so close to 1 that it loses
 * digits.
 */
export const logReturn = (price: number, previous: number): number => {
  const quotient = price / previous;
  if (quotient > 0.5 && quotient < 2) return Math.log1p((price - previous) / previous);
  // Far from 1 a quotient may overflow, or vanish.
  return quotient > 1e-300 && quotient < Infinity ? Math.log(quotient) : Math.log(price) - Math.log(previous);
};
