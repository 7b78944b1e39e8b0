/** Builds and runs the check of real exchanges: `npm run live-check -- ARGS`. */
import { install, pnpm, run } from './pnpm.mjs';

const prepare = [
  () => install({ output: 'on failure' }),
  () => pnpm(['--filter', '@penstock/live-check...', 'run', 'build'], { output: 'on failure' }),
];

console.error('Building...');
for (const step of prepare) {
  const code = await step();
  if (code !== 0) process.exit(code);
}
process.exitCode = await run(process.execPath, ['tools/live-check/dist/main.js', ...process.argv.slice(2)]);
