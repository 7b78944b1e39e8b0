// The records of the chaos run. Every value follows from its number and the seed.
const keys = 500;

/** Makes random numbers from 0 to 1 from a seed (mulberry32). */
export const random = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const recordOf = (seed, seq) => ({
  key: `key-${seq % keys}`,
  value: { seq, check: Math.floor(random(seed * 1_000_003 + seq)() * 2 ** 32) },
});

/** Returns the state of a key after one more record. A missing or repeated record changes all later states. */
export const counted = ({ count, chain }, { seq, check }) => ({
  seq,
  check,
  count: count + 1,
  chain: (Math.imul(chain, 31) + check) >>> 0,
});

export const nothingCounted = { count: 0, chain: 0 };

/** Computes the result of each record with a plain loop over all of them. */
export const countedInOrder = (seed, records) => {
  const states = new Map();
  return Array.from({ length: records }, (_, seq) => {
    const { key, value } = recordOf(seed, seq);
    const state = counted(states.get(key) ?? nothingCounted, value);
    states.set(key, state);
    return state;
  });
};
