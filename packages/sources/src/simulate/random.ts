/** Returns the next random whole number from 0 to 2^32 - 1. */
export type Random = () => number;

/**
 * Makes a xoshiro128** generator (D. Blackman, S. Vigna: Scrambled Linear Pseudorandom Number Generators, 2021). Its
 * state is four 32-bit numbers that are not all 0. It uses only whole-number arithmetic, so every engine gives the same
 * numbers.
 */
export const xoshiro128 = (state: readonly [number, number, number, number]): Random => {
  let [a, b, c, d] = state;
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
};

/** Makes a separate generator for each pair of seed (a safe integer from 0 up) and stream (a 32-bit number). */
export const seededRandom = (seed: number, stream: number): Random => {
  // The last number is not 0, so the state is never all 0.
  const random = xoshiro128([seed | 0, Math.floor(seed / 4_294_967_296), stream, 0x9e3779b9]);
  // States that differ by one bit first give similar numbers, so skip those.
  for (let turn = 0; turn < 64; turn += 1) random();
  return random;
};

/** Returns a random number above 0 and below 1, made from 32 random bits. */
export const uniform = (random: Random): number => (random() + 0.5) / 4_294_967_296;
