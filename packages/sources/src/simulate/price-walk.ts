import { expOf, logOf } from './exact-math.ts';
import { uniform } from './random.ts';
import type { Random } from './random.ts';

/** Milliseconds of the year that volatility and drift refer to: 365 days, because crypto markets do not close. */
export const yearMs = 31_536_000_000;

/** Makes standard normal numbers by Marsaglia's polar method (G. Marsaglia, T. A. Bray, SIAM Review 6, 1964). */
const normals = (random: Random): (() => number) => {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const u = 2 * uniform(random) - 1;
      const v = 2 * uniform(random) - 1;
      const s = u * u + v * v;
      if (s >= 1) continue;
      const factor = Math.sqrt((-2 * logOf(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  };
};

/**
 * Makes the steps of a geometric Brownian motion, each by the exact solution over its time:
 *
 * S(t + dt) = S(t) exp((drift - volatility^2 / 2) dt + volatility sqrt(dt) Z) (P. Glasserman, Monte Carlo Methods in
 * Financial Engineering, 2003, section 3.2.1).
 */
export const priceWalk = (
  price: number,
  drift: number,
  volatility: number,
  stepMs: number,
  random: Random,
): (() => number) => {
  const dt = stepMs / yearMs;
  const trend = (drift - (volatility * volatility) / 2) * dt;
  const spread = volatility * Math.sqrt(dt);
  const normal = normals(random);
  let next = price;
  return () => {
    const now = next;
    // Bounds far outside of any market. Without them a long walk could reach 0 or infinity and stay there.
    next = Math.min(1e15, Math.max(1e-9, now * expOf(trend + spread * normal())));
    return now;
  };
};
