// @ts-check
import { Command, Help } from 'commander';
import { options } from './options.mjs';

/** @import { Option } from 'commander' */
/** @import { Command as CommandName } from '../arguments.ts' */
/** @typedef {keyof typeof options} OptionName */

/** @type {OptionName[]} */
const store = ['elasticsearch', 'template', 'store'];

/** @type {OptionName[]} */
const live = ['live', 'takeFor'];

/**
 * The help text and the options of each command, in the order of the report. A command rejects all other options.
 *
 * @type {Readonly<Record<CommandName, { readonly does: string, readonly takes: readonly OptionName[] }>>}
 */
const commands = {
  pipeline: {
    does: 'run all steps in one process and serve the page (default)',
    takes: [
      'kafkaOrMemory',
      'replication',
      ...store,
      ...live,
      'past',
      'csv',
      'fresh',
      'engine',
      'once',
      'port',
      'json',
    ],
  },
  produce: {
    does: 'send prices to Kafka: daily ones, quotes, or live trades',
    takes: ['kafka', 'replication', ...live, 'past', 'messari', 'quoteEvery', 'csv', 'store', 'json'],
  },
  consume: {
    does: 'print each message that comes, or micro-batches',
    takes: ['kafka', 'replication', 'messari', 'batchEvery', 'once'],
  },
  index: {
    does: 'write prices from Kafka to the store, or candles of trades',
    takes: ['kafka', 'replication', ...store, ...live, 'fresh', 'once', 'json'],
  },
  analyse: {
    does: "print the report's analysis, its LSTM and a backtest",
    takes: ['csv', 'store', 'engine', 'json'],
  },
  anomalies: {
    does: 'find the anomalies among the days in the store',
    takes: [...store, 'top', 'json'],
  },
  forecast: {
    does: 'train on the store, backtest, and forecast seven days',
    takes: [...store, 'engine', 'once', 'port', 'json'],
  },
  dashboard: {
    does: 'serve the page of the store, or make a Kibana dashboard',
    takes: ['elasticsearch', 'store', 'index', 'fields', 'port', 'out', 'kibanaVersion', 'kibana'],
  },
};

/** The commands' names, the default first. */
export const names = /** @type {readonly CommandName[]} */ (Object.keys(commands));

const after = `
The options above are those of the whole pipeline; help COMMAND shows those of a
step.

From the environment: KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_TLS=true,
ELASTICSEARCH_API_KEY, KIBANA_API_KEY, MESSARI_API_KEY, MESSARI_ENDPOINT,
PENSTOCK_BTC_CSV, PENSTOCK_TFJS_NODE, NO_COLOR

Exit codes: 0 done, 1 failed, 2 wrong command line; 130 stopped by Ctrl+C or
SIGTERM`;

const help = {
  subcommandTerm: (/** @type {Command} */ command) => command.name(),
  // commander would add the preset to the description.
  optionDescription: (/** @type {Option} */ option) => option.description,
};

/**
 * The command line as commander reads it. It does not end the process: for help, version and errors it throws. It
 * passes the text of help and version to `write`.
 *
 * @param {{
 *   readonly version: string,
 *   readonly write: (text: string) => void,
 *   readonly onCommand: (
 *     name: CommandName,
 *     values: Readonly<Record<string, unknown>>,
 *     words: readonly string[],
 *   ) => void,
 * }} told `words` are the words that are not options
 */
export const programOf = ({ version, write, onCommand }) => {
  const program = new Command('npm run demo --')
    .description('Bitcoin prices through a topic into an index; forecasts, anomalies and a page.')
    .usage('[command] [options]')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this')
    .helpCommand('help [command]', 'show what a command takes')
    .addHelpText('after', after)
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp(help)
    .configureOutput({
      writeOut: write,
      writeErr: () => undefined,
      getOutHelpWidth: () => 80,
      getOutHasColors: () => false,
    });
  for (const name of names) {
    const { does, takes } = commands[name];
    const command = program
      .command(name, { isDefault: name === 'pipeline' })
      .description(does)
      .usage('[options]')
      .helpOption('-h, --help', 'show this')
      .allowExcessArguments()
      .action((values, { args }) => onCommand(name, values, args));
    for (const option of [...takes, /** @type {const} */ ('quiet')]) command.addOption(options[option]);
  }
  // A command line without a command takes the options of the pipeline.
  const ofPipeline = program.commands[0]?.options ?? [];
  return program.configureHelp({
    ...help,
    visibleOptions: (command) => [...ofPipeline, ...new Help().visibleOptions(command)],
  });
};
