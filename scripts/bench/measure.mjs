import { compare } from './ratio.mjs';

/** Runs both sides once to warm up, then in turn. Resolves with their figures and the ratio of each pair. */
export const measure = async ({ ours, theirs, higherIsBetter }, runs) => {
  await ours();
  await theirs();
  const own = [];
  const other = [];
  for (let round = 0; round < runs; round += 1) {
    own.push(await ours());
    other.push(await theirs());
  }
  return compare(own, other, { higherIsBetter });
};
