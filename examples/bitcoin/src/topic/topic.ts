import type { Flow, FlowOptions, Sink } from '@penstock/stream';

/** How a topic is read. */
interface ReadOptions<T> extends Pick<FlowOptions, 'onReject' | 'onStats' | 'stateStore' | 'statsEvery'> {
  /** The consumer group whose positions are committed. */
  readonly group: string;
  /** `'end'` ends at what is there now; default: goes on waiting for more. */
  readonly until: 'end' | undefined;
  readonly id?: (value: T) => string;
}

/** How far a group is in one partition. */
interface PartitionLag {
  readonly partition: number;
  /** Next offset to read; `null` where the group has committed nothing. */
  readonly committed: number | null;
  /** Next offset to be written. */
  readonly end: number;
  /** Records that the group has not committed. */
  readonly lag: number;
}

/** A topic of 10 partitions, in this process or on Kafka. */
export interface Topic<T> {
  readonly broker: 'memory' | 'kafka';
  /** Sends values by key; settled when they are as durable as the broker makes them. */
  sink(key: (value: T) => string): Sink<T>;
  /** Reads values that somebody else may have sent: they are what they say only once they are validated. */
  read(options: ReadOptions<T>): Flow<T>;
  /** How far a group is behind, by partition. */
  lag(group: string): Promise<readonly PartitionLag[]>;
  close(): Promise<void>;
}

/** Quotes and daily prices are records of different kinds, so each has a topic. So have the trades of each exchange. */
export const topics = {
  prices: 'bitcoin',
  quotes: 'bitcoin-quotes',
  trades: (exchange: string): string => `bitcoin-trades-${exchange}`,
} as const;

/** Of Bitcoin's first block: no price is older. */
export const firstDay = Date.UTC(2009, 0, 3);

/** As in the report. */
export const partitions = 10;
