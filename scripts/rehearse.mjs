/**
 * Runs the long form of the rehearsal of a release: `npm run rehearse`. It builds the packages, publishes a copy of
 * them to a registry on this machine, and installs and uses them in new projects. It publishes to no other registry.
 * `npm test` has the short form.
 */
import { install, pnpm } from './pnpm.mjs';

const steps = [
  () => install(),
  () => pnpm(['-r', '--filter', './packages/*', 'run', 'build'], { output: 'on failure' }),
  () => pnpm(['exec', 'vitest', 'run', '--project', 'rehearsal'], { env: { PENSTOCK_LONG: '1' } }),
];

process.exitCode = 0;
for (const step of steps) process.exitCode ||= await step();
