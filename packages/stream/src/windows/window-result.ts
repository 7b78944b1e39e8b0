import type { RecordKey } from '../delivery/record-key.ts';

/**
 * The result of one key in one window.
 *
 * @typeParam R The result of the window's aggregates.
 */
export interface WindowResult<R> {
  /** The key of the records; `null` when they have none. */
  readonly key: RecordKey | null;
  /** First instant of the window, ms since the Unix epoch, UTC. */
  readonly start: number;
  /** First instant after the window. */
  readonly end: number;
  readonly value: R;
  /** False for an early update. The result of the closed window follows with the same id. */
  readonly final: boolean;
}
