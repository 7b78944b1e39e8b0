// @ts-check
import { Option } from 'commander';
import {
  addressOf,
  brokersOf,
  durationOf,
  engineOf,
  exchangeOf,
  fieldsOf,
  kibanaOf,
  kibanaVersionOf,
  secondsOf,
  textOf,
  wholeNumberOf,
} from './values.mjs';

// A timer of Node that is longer than 24.8 days fires immediately.
const longestTimerDays = 24;

const brokers = 'brokers as HOST:PORT[,HOST:PORT]';

/**
 * Each option of the program: its syntax, its help text, and the function that reads its value. `program.mjs` lists the
 * options of each command, and `read-command-line.mjs` has the defaults. A preset is the value of an option that is
 * given without one.
 */
export const options = {
  kafka: new Option('--kafka <hosts>', brokers).argParser(brokersOf),
  kafkaOrMemory: new Option('--kafka <hosts>', `${brokers} (default: a topic in memory)`).argParser(brokersOf),
  replication: new Option('--replication <n>', 'copies of each partition on Kafka (default: 2)').argParser(
    wholeNumberOf('replication', 1, 32_767),
  ),
  elasticsearch: new Option('--elasticsearch <url>', 'address of the store (default: DuckDB in --store)').argParser(
    addressOf('elasticsearch', 9200),
  ),
  template: new Option('--template <name>', 'index template that Elasticsearch must have').argParser(
    textOf('template'),
  ),
  store: new Option('--store <dir>', 'directory of the store (default: examples/bitcoin/.cache)').argParser(
    textOf('store'),
  ),
  messari: new Option('--messari', 'quotes of Messari, on a topic of their own'),
  live: new Option(
    '--live [exchange]',
    'live trades of kraken (the default), coinbase, bitstamp, binance, okx or bybit; simulated needs no network',
  )
    .argParser(exchangeOf)
    .preset('kraken'),
  takeFor: new Option('--for <10m>', 'with --live: how long trades are taken (default: until Ctrl+C)').argParser(
    durationOf('for', longestTimerDays),
  ),
  past: new Option('--past <3h>', 'with --live: how far back the first run starts (default: 3h)').argParser(
    durationOf('past'),
  ),
  csv: new Option(
    '--csv <file>',
    'prices (default: the file of $PENSTOCK_BTC_CSV, else Yahoo, else closes from npm)',
  ).argParser(textOf('csv')),
  fresh: new Option('--fresh', 'delete the prices in the store first'),
  once: new Option('--once', 'end when the work is done, without a page'),
  batchEvery: new Option('--every <30s>', 'print micro-batches of this many seconds').argParser(secondsOf('every')),
  quoteEvery: new Option('--every <45s>', 'with --messari: seconds between quotes (default: 45s)').argParser(
    secondsOf('every'),
  ),
  engine: new Option(
    '--engine <name>',
    'what trains the LSTM: wasm, tfjs, tfjs-node or reference (default: wasm)',
  ).argParser(engineOf),
  top: new Option('--top <n>', 'how many days to print (default: 30)').argParser(wholeNumberOf('top', 1, 10_000)),
  index: new Option('--index <name>', 'show the candles of this index of Elasticsearch').argParser(textOf('index')),
  fields: new Option(
    '--fields <close=price,...>',
    'with --index: names of time, open, high, low, close and volume',
  ).argParser(fieldsOf),
  out: new Option('--out <file>', "write a Kibana dashboard to a file, for Kibana's page of saved objects").argParser(
    textOf('out'),
  ),
  kibanaVersion: new Option(
    '--kibana-version <v>',
    'for --out: 7.17 for Kibana 7.17 to 8.8, 8.9 for 8.9 to 9 (default: 8.9)',
  ).argParser(kibanaVersionOf),
  kibana: new Option('--kibana <url>', 'import the dashboard into Kibana').argParser(kibanaOf),
  port: new Option('--port <n>', 'port of the page, 0 for any (default: 8080, or the next free one)').argParser(
    wholeNumberOf('port', 0, 65_535),
  ),
  json: new Option('--json [file]', 'write the result to a file as JSON, or to standard output in place of the text')
    .argParser(textOf('json'))
    .preset('-'),
  quiet: new Option('-q, --quiet', 'no progress; only results, errors and the address of the page'),
};
