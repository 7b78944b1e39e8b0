/** Seeded uniform noise from 4 to 6, by a linear congruential generator of the same form as D. Knuth's MMIX. */
export const noise = (rows: number, seed: number): number[] => {
  let state = seed;
  return Array.from({ length: rows }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 4 + (2 * state) / 2 ** 32;
  });
};
