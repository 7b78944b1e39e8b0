/**
 * Computes `ln(price / previous)` of two prices above 0, accurately also when the quotient overflows, underflows or is
 * close to 1.
 */
export const logReturn = (price: number, previous: number): number => {
  const quotient = price / previous;
  if (quotient > 0.5 && quotient < 2) return Math.log1p((price - previous) / previous);
  // Far from 1, the quotient may overflow or underflow.
  return quotient > 1e-300 && quotient < Infinity ? Math.log(quotient) : Math.log(price) - Math.log(previous);
};
