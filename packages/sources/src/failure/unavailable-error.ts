import { PenstockError } from '@penstock/stream';

/**
 * The server cannot answer for now: it responded with HTTP 408 or 5xx, or the response was incomplete.
 *
 * @example
 * ```ts
 * if (error instanceof UnavailableError) await wait(Math.min(error.retryAfter ?? 60_000, 3_600_000));
 * ```
 */
export class UnavailableError extends PenstockError<'PENSTOCK_UNAVAILABLE'> {
  /**
   * Milliseconds that the server asks to wait before the next request, 0 to 8.64e15; undefined when it asks for none.
   */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number) {
    super('PENSTOCK_UNAVAILABLE', message);
    this.retryAfter = retryAfter;
  }
}
