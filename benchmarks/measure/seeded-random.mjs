/** Park and Miller's generator: numbers from 0 to 1, the same in every run. */
export const seededRandom = (seed = 1) => {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
};
