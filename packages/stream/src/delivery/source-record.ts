import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/** A record that a source hands out. */
export interface SourceRecord<T> {
  readonly value: T;
  /** A safe integer, greater than every earlier offset of the lane. */
  readonly offset: number;
  readonly id?: string | undefined;
  readonly key?: RecordKey | null | undefined;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time?: number | undefined;
  readonly headers?: RecordHeaders | undefined;
  /** Size, for `maxInFlightBytes`; default 0. */
  readonly bytes?: number | undefined;
  /** The undecoded record, such as a message of the broker, for a dead letter. */
  readonly raw?: unknown;
}
