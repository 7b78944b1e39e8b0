/**
 * Runs the property tests repeatedly, each time with new random seeds, to find rare failures:
 * `npm run properties -- [ROUNDS]`. A failure prints the seed that repeats it.
 */
import { install, pnpm } from './pnpm.mjs';

const projects = ['stream', 'sources', 'sink-es', 'forecast', 'bitcoin', 'servers'];

const [rounds = '5'] = process.argv.slice(2);
if (!/^[1-9]\d{0,3}$/.test(rounds)) {
  console.error(`Expected a number of rounds from 1 to 9999; got '${rounds}'.`);
  process.exit(2);
}

let code = await install({ output: 'on failure' });
for (let round = 1; code === 0 && round <= Number(rounds); round++) {
  console.log(`Round ${round} of ${rounds}`);
  code = await pnpm(
    [
      'exec',
      'vitest',
      'related',
      'scripts/seeded-fast-check.mjs',
      '--run',
      '--reporter=dot',
      ...projects.map((name) => `--project=${name}`),
    ],
    { env: { PENSTOCK_SEED: 'random' } },
  );
}
process.exitCode = code;
