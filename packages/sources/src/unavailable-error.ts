import { PenstockError } from '@penstock/stream';

/**
 * The source could not answer for now: it said so (HTTP 408 or 5xx), or there was no whole answer.
 *
 * @example
 * ```ts
 * import { setTimeout } from 'node:timers/promises';
 *
 * if (error instanceof UnavailableError) await setTimeout(error.retryAfter ?? 60_000);
 * ```
 */
export class UnavailableError extends PenstockError<'PENSTOCK_UNAVAILABLE'> {
  /** Milliseconds to wait before the next request, 0 or more; undefined when the answer did not say. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number) {
    super('PENSTOCK_UNAVAILABLE', message);
    this.retryAfter = retryAfter;
  }
}
