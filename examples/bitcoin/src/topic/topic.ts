import type { Flow, FlowOptions, Sink } from '@penstock/stream';

/** Options to read a topic. */
interface ReadOptions<T> extends Pick<FlowOptions, 'onReject' | 'onStats' | 'stateStore' | 'statsEvery'> {
  /** The consumer group whose positions are committed. */
  readonly group: string;
  /** `'end'` stops at the current end; `undefined` waits for more records. */
  readonly until: 'end' | undefined;
  readonly id?: (value: T) => string;
}

/** The position of a group in a partition. */
interface PartitionLag {
  readonly partition: number;
  /** Next offset to read; `null` if the group has committed nothing. */
  readonly committed: number | null;
  /** Next offset to be written. */
  readonly end: number;
  /** Records that the group has not committed. */
  readonly lag: number;
}

/** A topic of 10 partitions, in memory or on Kafka. */
export interface Topic<T> {
  readonly broker: 'memory' | 'kafka';
  /** Sends values by key. A delivery settles when the broker has stored its value. */
  sink(key: (value: T) => string): Sink<T>;
  /** Reads values. Other programs may have sent them, so validate them before use. */
  read(options: ReadOptions<T>): Flow<T>;
  /** The lag of a group by partition. */
  lag(group: string): Promise<readonly PartitionLag[]>;
  close(): Promise<void>;
}

/** Names of topics. Daily prices, quotes and trades of an exchange have different records, so each has its topic. */
export const topics = {
  prices: 'bitcoin',
  quotes: 'bitcoin-quotes',
  trades: (exchange: string): string => `bitcoin-trades-${exchange}`,
} as const;

/** The day of Bitcoin's first block: no price is older. */
export const firstDay = Date.UTC(2009, 0, 3);

/** How many partitions a topic has; as many as in the report. */
export const partitions = 10;
