import { PenstockError } from '@penstock/stream';

/**
 * The source could not answer for now: it said so (HTTP 408 or 5xx), or there was no whole answer.
 *
 * @example
 * ```ts
 * if (error instanceof UnavailableError) await wait(Math.min(error.retryAfter ?? 60_000, 3_600_000));
 * ```
 */
export class UnavailableError extends PenstockError<'PENSTOCK_UNAVAILABLE'> {
  /** Milliseconds to wait before the next request, 0 to 8.64e15 as the server asked; undefined when it did not say. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number) {
    super('PENSTOCK_UNAVAILABLE', message);
    this.retryAfter = retryAfter;
  }
}
