import { PenstockError } from '@penstock/stream';

/**
 * The source answered that it was asked too often (HTTP 429).
 *
 * @example
 * ```ts
 * import { setTimeout } from 'node:timers/promises';
 *
 * if (error instanceof RateLimitedError) await setTimeout(error.retryAfter ?? 60_000);
 * ```
 */
export class RateLimitedError extends PenstockError<'PENSTOCK_RATE_LIMITED'> {
  /** Milliseconds to wait before the next request, 0 or more; undefined when the answer did not say. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter: number | undefined) {
    super('PENSTOCK_RATE_LIMITED', message);
    this.retryAfter = retryAfter;
  }
}
