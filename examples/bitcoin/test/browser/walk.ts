import type { DailyPrice } from '../../src/prices/document.ts';

const dayMs = 86_400_000;

/** Random numbers from 0 to 1 (mulberry32); the same seed gives the same numbers. */
const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * A walk of daily prices that looks like Bitcoin's: calm and wild stretches, sudden days, and a rise over the years.
 * The same for the same seed.
 */
export const walk = (days: number, seed = 19, first = Date.UTC(2014, 8, 17)): readonly DailyPrice[] => {
  const random = randomOf(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // Student's t with four degrees of freedom: most days are calm, a few are wild.
  const heavy = (): number => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2 + normal() ** 2) / 4);
  let [close, spread] = [457, 0.02];
  return Array.from({ length: days }, (_, day) => {
    const open = close;
    spread *= Math.exp(0.12 * normal() + 0.03 * Math.log(0.018 / spread));
    const season = 0.0022 * Math.sin((2 * Math.PI * day) / 1_400);
    close = open * Math.exp(0.0014 + season + Math.max(-0.4, Math.min(0.4, spread * heavy())));
    const reach = (): number => Math.exp(Math.abs(normal()) * spread * 0.5);
    return {
      time: first + day * dayMs,
      open,
      high: Math.max(open, close) * reach(),
      low: Math.min(open, close) / reach(),
      close,
      volume: Math.round(2e6 * close ** 0.9 * (1 + 30 * Math.abs(Math.log(close / open))) * (0.7 + 0.6 * random())),
      source: 'file' as const,
      found: 0,
    };
  });
};
