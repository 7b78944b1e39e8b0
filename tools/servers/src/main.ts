/** `npm run servers -- up [--elasticsearch 7|9] [--json FILE]` and `npm run servers -- down`. */
import { parseArgs } from 'node:util';
import { ServersError, serversError } from './errors.ts';
import { down, up } from './by-hand/by-hand.ts';
import { keep } from './by-hand/keeper.ts';

const usage = 'usage: npm run servers -- up [--elasticsearch 7|9] [--json FILE]\n       npm run servers -- down';

async function main(): Promise<void> {
  const { command, elasticsearch, json } = read(process.argv.slice(2));
  if (command === 'up') {
    const addresses = await up({ elasticsearch, json });
    console.log(`kafka          ${addresses.kafka.join(',')}`);
    console.log(`elasticsearch  ${addresses.elasticsearch}`);
    console.log('They run until: npm run servers -- down');
  } else if (command === 'keep') {
    await keep(elasticsearch);
  } else {
    console.log((await down()) ? 'stopped' : 'none were up');
  }
}

function read(args: string[]): { command: 'up' | 'down' | 'keep'; elasticsearch: '7' | '9'; json: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { elasticsearch: { type: 'string', default: '9' }, json: { type: 'string' } },
    });
    const { elasticsearch, json } = values;
    const [command] = positionals;
    if (positionals.length !== 1 || (command !== 'up' && command !== 'down' && command !== 'keep')) {
      throw new Error(`Expected up or down; got '${positionals.join(' ')}'.`);
    }
    if (elasticsearch !== '7' && elasticsearch !== '9')
      throw new Error(`Expected --elasticsearch 7 or 9; got '${elasticsearch}'.`);
    return { command, elasticsearch, json };
  } catch (error) {
    throw serversError('PENSTOCK_BAD_OPTION', `${(error as Error).message}\n${usage}`, error);
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ServersError ? error.message : error);
  process.exitCode = 1;
}
