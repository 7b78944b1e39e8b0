/** Returns the next number of a sequence, from 0 up to but not including 1. */
export type Random = () => number;

/**
 * Returns number `index` of the random sequence of `seed`: a whole number from 0 to 4294967295.
 *
 * SplitMix32: a Weyl sequence through the 32-bit finaliser of MurmurHash3 (A. Appleby); after G. Steele, D. Lea, C.
 * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. Not for secrets.
 */
export const bitsAt = (seed: number, index: number): number => {
  let bits = (seed + Math.imul(index + 1, 0x9e3779b9)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
};

/**
 * A random sequence that depends only on the seed, and is the same on every machine.
 *
 * @param seed - Whole number from 0 to 4294967295.
 */
export const seededRandom = (seed: number): Random => {
  let index = 0;
  return () => {
    const bits = bitsAt(seed, index);
    index += 1;
    return bits / 2 ** 32;
  };
};

/**
 * A nearly normal random number of mean 0 and variance 1: the sum of twelve uniform numbers, minus 6.
 *
 * It is good enough for initial weights, and sums are equal on every machine. The usual methods take a logarithm and a
 * cosine, whose last digits differ between machines.
 */
export const normal = (random: Random): number => {
  let sum = -6;
  for (let i = 0; i < 12; i += 1) sum += random();
  return sum;
};

/** Shuffles `items` in place, by the Fisher-Yates algorithm. */
export const shuffle = (items: Uint32Array, random: Random): void => {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const held = items[i]!;
    items[i] = items[j]!;
    items[j] = held;
  }
};
