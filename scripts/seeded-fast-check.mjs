/**
 * fast-check with one seed for every property, so that `npm test` tries the same cases each time, and a commit that
 * passed keeps passing. vitest.config.ts replaces fast-check with it. PENSTOCK_SEED sets another seed, or `random` for
 * a new one in each property, with which `npm run properties` looks for rare failures.
 */
import { configureGlobal } from '../node_modules/fast-check/lib/fast-check.js';

const { PENSTOCK_SEED: seed = '20261128' } = process.env;
if (seed !== 'random') {
  if (!/^-?\d{1,9}$/.test(seed))
    throw new Error(`Expected PENSTOCK_SEED to be an integer of at most nine digits, or 'random'; got '${seed}'.`);
  configureGlobal({ seed: Number(seed) });
}

export * from '../node_modules/fast-check/lib/fast-check.js';
export { default } from '../node_modules/fast-check/lib/fast-check.js';
