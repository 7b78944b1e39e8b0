import { PenstockError } from '@penstock/stream';

/**
 * The source answered that it was asked too often (HTTP 429).
 *
 * @example
 * ```ts
 * if (error instanceof RateLimitedError) await wait(Math.min(error.retryAfter ?? 60_000, 3_600_000));
 * ```
 */
export class RateLimitedError extends PenstockError<'PENSTOCK_RATE_LIMITED'> {
  /** Milliseconds to wait before the next request, 0 to 8.64e15 as the server asked; undefined when it did not say. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter: number | undefined) {
    super('PENSTOCK_RATE_LIMITED', message);
    this.retryAfter = retryAfter;
  }
}
