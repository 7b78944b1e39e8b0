import { reasonText } from '@penstock/stream/error';
import { readArguments, usage } from './arguments.ts';
import type { Arguments, Command } from './arguments.ts';
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

/** With `--live`, the pipeline and two of its steps are others. */
const commandOf = ({ command, live }: Arguments): ((context: Context) => Promise<void>) => {
  if (live === undefined) return commands[command];
  return async (context) => {
    const steps = await import('./commands/live.ts');
    if (command === 'produce') await steps.produceLive(context, live);
    else if (command === 'index') await steps.indexLive(context, live);
    else await steps.livePipeline(context, live);
  };
};

const stop = new AbortController();
const { signal } = stop;
const progress = progressOn(process.stderr);

const onSignal = (): void => stop.abort();
process.once('SIGINT', onSignal).once('SIGTERM', onSignal);

try {
  const { env } = process;
  const args = readArguments(process.argv.slice(2), env);
  if (args.help) console.log(usage);
  else await commandOf(args)({ args, env, signal, progress });
} catch (error) {
  const interrupted = signal.aborted && error === signal.reason;
  progress.line(interrupted ? 'Interrupted' : `Error: ${reasonText(error)}`);
  process.exitCode = interrupted ? 130 : 1;
}
