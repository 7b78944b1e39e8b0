/**
 * Builds what the Bitcoin example needs, then runs it: `npm run demo -- ARGS`.
 * Standard output belongs to the example alone, so that it can be piped.
 */
import { install, pnpm, run } from './pnpm.mjs';

const prepare = [
  () => install({ output: 'on failure' }),
  () => pnpm(['-r', '--filter', './packages/*', 'run', 'build'], { output: 'on failure' }),
  () => pnpm(['--filter', '@penstock/example-bitcoin', 'run', 'build'], { output: 'on failure' }),
];

for (const step of prepare) {
  const code = await step();
  if (code !== 0) process.exit(code);
}
process.exitCode = await run(process.execPath, ['examples/bitcoin/dist/main.js', ...process.argv.slice(2)]);
