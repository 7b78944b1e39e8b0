import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/** A record as a source hands it out. */
export interface SourceRecord<T> {
  readonly value: T;
  /** A safe integer, above every earlier one of the lane. */
  readonly offset: number;
  readonly id?: string | undefined;
  readonly key?: RecordKey | null | undefined;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time?: number | undefined;
  readonly headers?: RecordHeaders | undefined;
  /** Size, for `maxInFlightBytes`; default 0. */
  readonly bytes?: number | undefined;
  /** The record as it came, such as a broker's message, for a dead letter. */
  readonly raw?: unknown;
}
