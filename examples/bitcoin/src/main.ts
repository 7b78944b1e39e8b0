import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { reasonText } from '@penstock/stream/error';
import type { Arguments, Command } from './arguments.ts';
import { readCommandLine } from './command-line/read-command-line.mjs';
import { UsageError } from './command-line/usage-error.mjs';
import { analyse } from './commands/analyse.ts';
import { anomalies } from './commands/anomalies.ts';
import { consume } from './commands/consume.ts';
import type { Context } from './context.ts';
import { dashboard } from './commands/dashboard.ts';
import { forecast } from './commands/forecast.ts';
import { index } from './commands/index-prices.ts';
import { pipeline } from './commands/pipeline.ts';
import { produce } from './commands/produce.ts';
import { progressOn } from './output/progress.ts';
import type { Progress } from './output/progress.ts';

const commands: Readonly<Record<Command, (context: Context) => Promise<void>>> = {
  pipeline,
  produce,
  consume,
  index,
  forecast,
  anomalies,
  dashboard,
  analyse,
};

/** The function of a command. With `--live`, the pipeline and two steps have other functions. */
const commandOf = ({ command, live }: Arguments): ((context: Context) => Promise<void>) => {
  if (live === undefined) return commands[command];
  return async (context) => {
    const steps = await import('./commands/live.ts');
    if (command === 'produce') await steps.produceLive(context, live);
    else if (command === 'index') await steps.indexLive(context, live);
    else await steps.livePipeline(context, live);
  };
};

/** The message after an interrupt, which says what the command leaves behind. */
const interruptedText = (interrupted: Command | undefined): string =>
  interrupted === 'analyse'
    ? 'Interrupted. This command writes nothing before its end.'
    : 'Interrupted. What is written so far is kept, and the next run adds the rest without duplicates.';

// In the example's folder, whether this file is in src or in dist, and whatever the working directory is.
const store = fileURLToPath(new URL('../.cache', import.meta.url));

const stop = new AbortController();
const { signal } = stop;
const onSignal = (): void => stop.abort();
process.once('SIGINT', onSignal).once('SIGTERM', onSignal);

let progress: Progress = progressOn(process.stderr);
let command: Command | undefined;
try {
  const { env } = process;
  const line = readCommandLine(process.argv.slice(2), { env, version: manifest.version, store });
  if ('text' in line) process.stdout.write(line.text);
  else {
    const { args } = line;
    progress = progressOn(process.stderr, { quiet: args.quiet });
    command = args.command;
    await commandOf(args)({ args, env, signal, progress });
  }
} catch (error) {
  const interrupted = signal.aborted && error === signal.reason;
  progress.notice(interrupted ? interruptedText(command) : `Error: ${reasonText(error)}`);
  process.exitCode = interrupted ? 130 : error instanceof UsageError ? 2 : 1;
}
