/** Builds `tools/servers`, then runs it: `npm run servers -- up` and `npm run servers -- down`. */
import { install, pnpm, run } from './pnpm.mjs';

const prepare = [
  () => install({ output: 'on failure' }),
  () => pnpm(['--filter', '@penstock/servers', 'run', 'build'], { output: 'on failure' }),
];

for (const step of prepare) {
  const code = await step();
  if (code !== 0) process.exit(code);
}
process.exitCode = await run(process.execPath, ['tools/servers/dist/main.js', ...process.argv.slice(2)]);
