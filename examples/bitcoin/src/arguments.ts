import type { KibanaFormat } from '@penstock/sink-es';
import type { Exchange } from './live/source/exchanges.ts';
import type { EngineName } from './model/engine.ts';
import type { CandleNames } from './store/other-index.ts';

/** One step of the report, or all of them in one process. */
export type Command = 'pipeline' | 'produce' | 'consume' | 'index' | 'analyse' | 'anomalies' | 'forecast' | 'dashboard';

/** What the program was told; `command-line/` reads it. What a command does not take has its default. */
export interface Arguments {
  readonly command: Command;
  /** No progress on standard error. */
  readonly quiet: boolean;
  /** End when there is no more to do, instead of serving the page or waiting for more records. */
  readonly once: boolean;
  /** Begin with an empty store. */
  readonly fresh: boolean;
  /** Quotes of Messari instead of daily prices. */
  readonly messari: boolean;
  /** Exchange whose live trades are taken instead of daily prices. */
  readonly live: Exchange | undefined;
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
  /** Another index of Elasticsearch whose candles the page shows, and the names of its fields. */
  readonly index: string | undefined;
  readonly fields: CandleNames | undefined;
  /** Age of a micro-batch; without one each message is printed as it comes. */
  readonly every: `${number}s` | undefined;
  /** File of prices; without one they come from Yahoo. */
  readonly csv: string | undefined;
  /** What trains the LSTM. */
  readonly engine: EngineName;
  /** How many days the table of anomalies has. */
  readonly top: number;
  /** File to write the result to as JSON; `-` is standard output, in place of the text. */
  readonly json: string | undefined;
  /** File to write the dashboard to, in the form of a version of Kibana. */
  readonly out: string | undefined;
  readonly kibanaVersion: KibanaFormat;
  /** Address of Kibana to import the dashboard into. */
  readonly kibana: string | undefined;
  /** Port of the page that the user named, 0 for any free one; without one it is 8080 or the next free one. */
  readonly port: number | undefined;
  /** Directory of the store. */
  readonly store: string;
}
