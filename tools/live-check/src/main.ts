/** `npm run live-check -- [--for 60s] [--exchanges A,B] [--symbol SYMBOL] [--json] [--help]`. */
import ccxt from 'ccxt';
import { checkExchange } from './check-exchange.ts';
import { readArguments, usage } from './read-arguments.ts';
import type { Arguments } from './read-arguments.ts';
import { hasPassed, reportText } from './report-text.ts';

const connectWithin = 10_000;
const answerWithin = 20_000;

const main = async ({ exchanges, watchFor, json }: Arguments): Promise<void> => {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const names = exchanges.map(({ name }) => name).join(', ');
  console.error(
    `Taking trades for ${watchFor / 1_000} s of ${names}; connecting takes up to ${connectWithin / 1_000} s. ` +
      'Ctrl+C ends it early.',
  );
  const checks = exchanges.map(async ({ name, symbol }) => {
    const report = await checkExchange({
      name,
      symbol,
      open: () => new ccxt.pro[name]({ enableRateLimit: true, timeout: connectWithin }),
      watchFor,
      connectWithin,
      answerWithin,
      signal: stop.signal,
      onConnected: (after) => console.error(`${name}: connected after ${(after / 1_000).toFixed(1)} s`),
    });
    if (!json) console.log(reportText(report));
    return report;
  });
  const reports = await Promise.all(checks);
  if (json) console.log(JSON.stringify(reports, undefined, 2));
  if (reports.every(({ connectedAfter }) => connectedAfter === null))
    console.error('No exchange was reached. Is there a network?');
  process.exitCode = hasPassed(reports) ? 0 : 1;
};

const read = (): Arguments | undefined => {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
};

const asked = read();
if (asked?.help) console.log(usage);
else if (asked) await main(asked);
