import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { KibanaFormat } from '@penstock/sink-es';
import { PenstockError, toMs } from '@penstock/stream';
import type { Duration } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import { checkExchange, defaultExchange } from './live/source/exchanges.ts';
import { engineNames } from './model/engine.ts';
import type { EngineName } from './model/engine.ts';

const commands = ['pipeline', 'produce', 'consume', 'index', 'forecast', 'anomalies', 'dashboard', 'analyse'] as const;

/** One step of the report, or all of them in one process. */
export type Command = (typeof commands)[number];

/** What the program was told. */
export interface Arguments {
  readonly command: Command;
  /** End when there is no more to do, instead of serving the page or waiting for more records. */
  readonly once: boolean;
  /** Begin with an empty store. */
  readonly fresh: boolean;
  readonly help: boolean;
  /** Quotes of Messari instead of daily prices. */
  readonly messari: boolean;
  /** Exchange whose live trades are taken instead of daily prices. */
  readonly live: string | undefined;
  /** With `live`: how long trades are taken, milliseconds; without it until Ctrl+C. */
  readonly takeFor: number | undefined;
  /** With `live`: how much of the past the first run takes, milliseconds. */
  readonly past: number;
  /** Brokers, each `host:port`; without any the topic is inside this process. */
  readonly kafka: readonly string[] | undefined;
  /** Copies of each partition on Kafka. */
  readonly replication: number;
  /** Address of Elasticsearch; without one the store is a file. */
  readonly elasticsearch: string | undefined;
  /** Index template that must be there. */
  readonly template: string | undefined;
  /** Age of a micro-batch; without one each message is printed as it comes. */
  readonly every: `${number}s` | undefined;
  /** File of prices; without one they come from Yahoo. */
  readonly csv: string | undefined;
  /** What trains the LSTM. */
  readonly engine: EngineName;
  /** How many days the table of anomalies has. */
  readonly top: number;
  /** File to write the summary to. */
  readonly json: string | undefined;
  /** File to write the dashboard to, in the form of a version of Kibana. */
  readonly out: string | undefined;
  readonly kibanaVersion: KibanaFormat;
  /** Address of Kibana to import the dashboard into. */
  readonly kibana: string | undefined;
  /** Port of the page; 0 takes any free one. */
  readonly port: number;
  /** Directory of the store. */
  readonly store: string;
}

export const usage = `Usage: main [command] [options]

Without a command the whole pipeline runs in one process. Its steps, each in a process of its own:
  produce       send the daily prices to Kafka; with --messari quotes instead
  consume       print each message that comes; with --every in micro-batches
  index         write the daily prices from Kafka to the store
  forecast      train on the prices in the store, backtest, and forecast seven days by the best
  anomalies     print the days in the store that stood out, the gravest first
  dashboard     write the Kibana dashboard to --out, or import it into --kibana

And in one process, without a topic:
  analyse       print the report's analysis year by year, its LSTM and other forecasters in a backtest

Options:
  --kafka HOST:PORT[,HOST:PORT]  brokers (default: a topic inside the process)
  --replication N                copies of each partition on Kafka (default 2)
  --elasticsearch URL            the store (default: a file in --store)
  --template NAME                index template that Elasticsearch must have
  --messari     produce and consume quotes of Messari, on a topic of their own
  --live [EXCHANGE]              live trades of kraken (the default), coinbase, bitstamp, binance, okx or bybit, or of
                the simulated market, which needs no network: alone, and with produce and index
  --for 10m     with --live: how long trades are taken (default: until Ctrl+C)
  --past 3h     with --live: how much of the past the first run takes (default 3h: enough for anomalies and forecasts)
  --every 30s   consume: how long a micro-batch gathers, in seconds;
                produce --messari: the time between quotes (default 45s)
  --once        end when there is no more to do, without page and without waiting
  --csv FILE    read the prices from FILE (else from $PENSTOCK_BTC_CSV, else from Yahoo)
  --fresh       begin with an empty store
  --engine NAME what trains: wasm (default), tfjs, tfjs-node or reference
  --top N       anomalies: how many days the table has (default 30)
  --json FILE   write the summary to FILE
  --out FILE    dashboard: write it to FILE, for Kibana's page of saved objects
  --kibana-version V             for --out: 7.17 for Kibana 7.17 to 8.8, or 8.9 for 8.9 to 9 (default 8.9)
  --kibana URL  dashboard: import it into Kibana
  --port N      port of the page, 0 for any free one (default 8080)
  --store DIR   directory of the store (default examples/bitcoin/.cache)
  --help        show this

From the environment: KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_TLS=true, ELASTICSEARCH_API_KEY, KIBANA_API_KEY,
MESSARI_API_KEY, MESSARI_ENDPOINT, PENSTOCK_TFJS_NODE`;

const options = {
  once: { type: 'boolean' },
  fresh: { type: 'boolean' },
  help: { type: 'boolean' },
  messari: { type: 'boolean' },
  live: { type: 'string' },
  for: { type: 'string' },
  past: { type: 'string' },
  kafka: { type: 'string' },
  replication: { type: 'string' },
  elasticsearch: { type: 'string' },
  template: { type: 'string' },
  every: { type: 'string' },
  csv: { type: 'string' },
  engine: { type: 'string' },
  json: { type: 'string' },
  top: { type: 'string' },
  out: { type: 'string' },
  'kibana-version': { type: 'string' },
  kibana: { type: 'string' },
  port: { type: 'string' },
  store: { type: 'string' },
} as const;

type Option = keyof typeof options;

const liveOptions: readonly Option[] = ['live', 'for', 'past'];

const kafkaOptions: readonly Option[] = ['kafka', 'replication'];
const storeOptions: readonly Option[] = ['elasticsearch', 'template', 'store'];

// A word that a command would not heed is refused rather than passed over.
const takes: Readonly<Record<Command, readonly Option[]>> = {
  pipeline: [...kafkaOptions, ...storeOptions, ...liveOptions, 'once', 'fresh', 'csv', 'engine', 'json', 'port'],
  produce: [...kafkaOptions, ...liveOptions, 'json', 'messari', 'every', 'csv', 'store'],
  consume: [...kafkaOptions, 'messari', 'every', 'once'],
  index: [...kafkaOptions, ...storeOptions, ...liveOptions, 'once', 'fresh', 'json'],
  forecast: [...storeOptions, 'once', 'engine', 'json', 'port'],
  analyse: ['csv', 'engine', 'json', 'store'],
  anomalies: [...storeOptions, 'top', 'json'],
  dashboard: ['elasticsearch', 'out', 'kibana-version', 'kibana'],
};

const liveTakes: readonly Option[] = [...liveOptions, ...kafkaOptions, 'elasticsearch', 'store', 'json', 'help'];

/** Reads the command line; throws `PENSTOCK_BAD_OPTION` on anything it does not know. */
export const readArguments = (words: readonly string[], env: NodeJS.ProcessEnv): Arguments => {
  // Some package managers hand the separator on as the first word.
  const { values, positionals } = parse(words[0] === '--' ? words.slice(1) : [...words]);
  const command = commandOf(positionals);
  for (const name of Object.keys(values) as Option[]) {
    if (name !== 'help' && !takes[command].includes(name)) throw bad(`${named(command)} takes no --${name}.\n${usage}`);
    if (values[name] === '') throw bad(`--${name} must not be empty.`);
  }
  if (values.live !== undefined) checkLive(command, values);
  else if (values.for !== undefined || values.past !== undefined)
    throw bad('--for and --past are of use with --live only.');
  const kafka = values.kafka === undefined ? undefined : brokersOf(values.kafka);
  if (values.template !== undefined && values.elasticsearch === undefined)
    throw bad('--template is of use with --elasticsearch only.');
  if (!kafka && !values.help && ['produce', 'consume', 'index'].includes(command)) {
    throw bad(
      `${command} needs --kafka HOST:PORT: a topic inside a process has nobody else to share it with. Without a ` +
        'command everything runs in one process.',
    );
  }
  if (command === 'dashboard' && !values.help && values.out === undefined && values.kibana === undefined)
    throw bad('dashboard needs --out FILE, --kibana URL or both.');
  if (values['kibana-version'] !== undefined && values.out === undefined)
    throw bad('--kibana-version is of use with --out only: with --kibana, Kibana itself is asked for its version.');
  return {
    command,
    once: values.once ?? false,
    fresh: values.fresh ?? false,
    help: values.help ?? false,
    messari: values.messari ?? false,
    live: values.live === undefined ? undefined : checkExchange(values.live),
    takeFor: values.for === undefined ? undefined : toMs(values.for as Duration, '--for'),
    past: toMs((values.past ?? '3h') as Duration, '--past'),
    kafka,
    replication: wholeNumber('replication', values.replication ?? '2', 1, 32_767),
    elasticsearch: values.elasticsearch === undefined ? undefined : addressOf('elasticsearch', values.elasticsearch),
    template: values.template,
    every: values.every === undefined ? undefined : secondsOf(values.every),
    csv: values.csv ?? (env['PENSTOCK_BTC_CSV'] || undefined),
    engine: engineOf(values.engine ?? 'wasm'),
    top: wholeNumber('top', values.top ?? '30', 1, 10_000),
    json: values.json,
    out: values.out,
    kibanaVersion: kibanaVersionOf(values['kibana-version'] ?? '8.9'),
    kibana: values.kibana === undefined ? undefined : kibanaOf(values.kibana),
    port: wholeNumber('port', values.port ?? '8080', 0, 65_535),
    // Beside src and dist alike, so that the program finds it from any working directory.
    store: values.store ?? fileURLToPath(new URL('../.cache', import.meta.url)),
  };
};

// parseArgs knows no option whose value may be left out.
const withExchange = (words: readonly string[]): string[] =>
  words.map((word, at) => {
    const next = words[at + 1];
    const isLast = next === undefined || next.startsWith('-') || commands.some((command) => command === next);
    return word === '--live' && isLast ? `--live=${defaultExchange}` : word;
  });

const parse = (args: string[]) => {
  try {
    return parseArgs({ args: withExchange(args), options, strict: true, allowPositionals: true });
  } catch (error) {
    throw bad(`${reasonText(error)}\n${usage}`, error);
  }
};

/** Refuses what a live run would not heed. */
const checkLive = (command: Command, values: Partial<Record<Option, unknown>>): void => {
  const other = (Object.keys(values) as Option[]).find((name) => !liveTakes.includes(name));
  if (other !== undefined) throw bad(`${named(command)} takes no --${other} with --live.\n${usage}`);
};

const named = (command: Command): string => (command === 'pipeline' ? 'The pipeline' : command);

const commandOf = ([word = 'pipeline', ...more]: readonly string[]): Command => {
  const found = commands.find((command) => command === word);
  if (!found || more.length > 0)
    throw bad(
      `Expected one command of ${commands.slice(1).join(', ')}, or none; got ${[word, ...more].join(' ')}.\n${usage}`,
    );
  return found;
};

const brokersOf = (text: string): readonly string[] => {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !/^[^\s:/]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i.test(broker));
  if (wrong !== undefined)
    throw bad(`--kafka must be brokers as HOST:PORT with commas between; got ${JSON.stringify(wrong)}.`);
  return brokers;
};

const engineOf = (text: string): EngineName => {
  const found = engineNames.find((name) => name === text);
  if (found === undefined) throw bad(`--engine must be one of ${engineNames.join(', ')}; got ${JSON.stringify(text)}.`);
  return found;
};

const addressOf = (name: Option, text: string): string => {
  // The address may hold a password, so the message does not repeat it.
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw bad(
      `--${name} must be an address such as http://127.0.0.1:${name === 'kibana' ? 5601 : 9200}; what came is none.`,
    );
  return text;
};

const kibanaOf = (text: string): string => {
  const { username, password } = new URL(addressOf('kibana', text));
  if (username || password)
    throw bad(
      '--kibana must come without a login, which the command line would show; give an API key in KIBANA_API_KEY.',
    );
  return text;
};

const kibanaVersionOf = (text: string): KibanaFormat => {
  if (text !== '7.17' && text !== '8.9')
    throw bad(
      `--kibana-version must be 7.17 (for Kibana 7.17 to 8.8) or 8.9 (for 8.9 to 9); got ${JSON.stringify(text)}.`,
    );
  return text;
};

const secondsOf = (text: string): `${number}s` => {
  if (!/^[1-9]\d{0,5}s$/.test(text))
    throw bad(`--every must be whole seconds such as 30s; got ${JSON.stringify(text)}.`);
  return text as `${number}s`;
};

const wholeNumber = (name: Option, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < least || number > most) {
    throw bad(`--${name} must be a whole number from ${least} to ${most}; got ${JSON.stringify(text)}.`);
  }
  return number;
};

const bad = (message: string, cause?: unknown): PenstockError =>
  new PenstockError('PENSTOCK_BAD_OPTION', message, { cause });
