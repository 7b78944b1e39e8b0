import { PenstockError } from '@penstock/stream';

/**
 * The server rejected a request because there were too many (HTTP 429).
 *
 * @example
 * ```ts
 * if (error instanceof RateLimitedError) await wait(Math.min(error.retryAfter ?? 60_000, 3_600_000));
 * ```
 */
export class RateLimitedError extends PenstockError<'PENSTOCK_RATE_LIMITED'> {
  /**
   * Milliseconds that the server asks to wait before the next request, 0 to 8.64e15; undefined when it asks for none.
   */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter: number | undefined) {
    super('PENSTOCK_RATE_LIMITED', message);
    this.retryAfter = retryAfter;
  }
}
