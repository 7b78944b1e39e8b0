/**
 * Runs trades of the simulated market through real Kafka and Elasticsearch for a long time, and checks every candle and
 * the memory: `npm run live-soak -- [10m]`.
 */
import { install, pnpm, run } from './pnpm.mjs';

const [time = '10m'] = process.argv.slice(2);
if (!/^\d+[smh]$/.test(time)) {
  console.error(`Expected a duration such as 10m; got ${time}.`);
  process.exit(2);
}
let code = await install({ output: 'on failure' });
if (code === 0) code = await pnpm(['--filter', '@penstock/servers', 'run', 'build'], { output: 'on failure' });
if (code === 0) {
  const args = ['vitest', 'run', '--project', 'real', 'examples/bitcoin/test/real/live.test.ts'];
  code = await run('npx', args, { env: { PENSTOCK_LIVE_FOR: time } });
}
process.exitCode = code;
