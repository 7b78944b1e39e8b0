import type { RecordKey } from '../delivery/record-key.ts';

/**
 * What became of one key in one window.
 *
 * @typeParam R the result of the window's aggregates
 */
export interface WindowResult<R> {
  /** What the records are grouped by; `null` where they have no key. */
  readonly key: RecordKey | null;
  /** First instant of the window, ms since the Unix epoch, UTC. */
  readonly start: number;
  /** First instant after the window. */
  readonly end: number;
  readonly value: R;
  /** False for an early update, which the result of the closed window follows under the same id. */
  readonly final: boolean;
}
