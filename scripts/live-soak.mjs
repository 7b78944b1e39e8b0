/**
 * Runs the Bitcoin example on live trades of the simulated market, over real Kafka and Elasticsearch and with its page
 * open in Chromium: `npm run live-soak -- [10m]`. At the end it compares each figure of the store and the page with the
 * market, and checks that the memory of the program and of the page does not grow.
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
  const args = ['vitest', 'run', '--project', 'real', '--retry=0', 'examples/bitcoin/test/real/live.test.ts'];
  code = await run('npx', args, { env: { PENSTOCK_LIVE_FOR: time } });
}
process.exitCode = code;
