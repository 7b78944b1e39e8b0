import type { Flow, Sink } from '@penstock/stream';

/** How a topic is read. */
interface ReadOptions<T> {
  /** The consumer group whose positions are committed. */
  readonly group: string;
  /** `'end'` ends at what is there now; default: goes on waiting for more. */
  readonly until: 'end' | undefined;
  readonly id?: (value: T) => string;
}

/** A topic of 10 partitions, in this process or on Kafka. */
export interface Topic<T> {
  readonly broker: 'memory' | 'kafka';
  /** Sends values by key; settled when they are as durable as the broker makes them. */
  sink(key: (value: T) => string): Sink<T>;
  /** Reads values that somebody else may have sent: they are what they say only once they are validated. */
  read(options: ReadOptions<T>): Flow<T>;
  close(): Promise<void>;
}

/** Quotes and daily prices are records of different kinds, so each has a topic. */
export const topics = { prices: 'bitcoin', quotes: 'bitcoin-quotes' } as const;

/** Of Bitcoin's first block: no price is older. */
export const firstDay = Date.UTC(2009, 0, 3);

/** As in the report. */
export const partitions = 10;
