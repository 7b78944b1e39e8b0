import type { KibanaFormat } from '@penstock/sink-es';
import type { Exchange } from './live/source/exchanges.ts';
import type { EngineName } from './model/engine.ts';
import type { CandleNames } from './store/other-index.ts';

/** One step of the report, or all of them in one process. */
export type Command = 'pipeline' | 'produce' | 'consume' | 'index' | 'analyse' | 'anomalies' | 'forecast' | 'dashboard';

/** The command line as `command-line/` reads it. An option that the command does not take has its default. */
export interface Arguments {
  readonly command: Command;
  /** Print no progress to standard error. */
  readonly quiet: boolean;
  /** End when the work is done, instead of serving the page or waiting for more records. */
  readonly once: boolean;
  /** Delete the prices in the store first. */
  readonly fresh: boolean;
  /** Take quotes of Messari instead of daily prices. */
  readonly messari: boolean;
  /** Take live trades of this exchange instead of daily prices. */
  readonly live: Exchange | undefined;
  /** With `live`: how long trades are taken, in milliseconds; `undefined`: until Ctrl+C. */
  readonly takeFor: number | undefined;
  /** With `live`: how far back the first run starts, in milliseconds. */
  readonly past: number;
  /** Brokers, each `host:port`; `undefined`: the topic is in memory. */
  readonly kafka: readonly string[] | undefined;
  /** Copies of each partition of the topics on Kafka. */
  readonly replication: number;
  /** Address of Elasticsearch; `undefined`: the store is a DuckDB file. */
  readonly elasticsearch: string | undefined;
  /** Name of an index template that Elasticsearch must have. */
  readonly template: string | undefined;
  /** Another index of Elasticsearch: the page shows its candles. `fields` are the names of its fields. */
  readonly index: string | undefined;
  readonly fields: CandleNames | undefined;
  /** Print a micro-batch this often; `undefined`: print each message when it arrives. With quotes: time between two. */
  readonly every: `${number}s` | undefined;
  /** CSV file of prices; `undefined`: prices come from Yahoo. */
  readonly csv: string | undefined;
  /** The engine that trains the LSTM. */
  readonly engine: EngineName;
  /** How many days the command `anomalies` prints. */
  readonly top: number;
  /** File to write the result to as JSON; `-`: print JSON instead of text. */
  readonly json: string | undefined;
  /** File to write the Kibana dashboard to, in the format of `kibanaVersion`. */
  readonly out: string | undefined;
  readonly kibanaVersion: KibanaFormat;
  /** Address of Kibana to import the dashboard into. */
  readonly kibana: string | undefined;
  /** Port of the page; 0: any free port; `undefined`: 8080 or the next free port. */
  readonly port: number | undefined;
  /** Directory of the store. */
  readonly store: string;
}
