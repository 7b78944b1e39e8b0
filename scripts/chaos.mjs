/** Runs the long form of the chaos test with real Kafka: `npm run chaos -- [--seed N] [--kafka 3.9] …`. */
import { install, pnpm, root, run } from './pnpm.mjs';
import { join } from 'node:path';

let code = await install({ output: 'on failure' });
if (code === 0) code = await pnpm(['-r', 'run', 'build'], { output: 'on failure' });
if (code === 0)
  code = await run(process.execPath, [
    join(root, 'packages/sources/test/real/chaos/main.mjs'),
    ...process.argv.slice(2),
  ]);
process.exitCode = code;
