/** Gives the next number of a sequence, from 0 up to but not including 1. */
export type Random = () => number;

/**
 * A sequence that the seed alone decides, on every machine.
 *
 * SplitMix32: a Weyl sequence through the 32-bit finaliser of MurmurHash3 (A. Appleby); after
 * G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 * Not for secrets.
 *
 * @param seed - Whole number of 0 to 4294967295.
 */
export const seededRandom = (seed: number): Random => {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
};

/** A standard normal draw (Box and Muller, 1958). */
export const normal = (random: Random): number =>
  // 1 - random() is never 0, whose logarithm would be infinite.
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Shuffles `items` in place (Fisher and Yates). */
export const shuffle = (items: Uint32Array, random: Random): void => {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const held = items[i]!;
    items[i] = items[j]!;
    items[j] = held;
  }
};
