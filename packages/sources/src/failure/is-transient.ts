import { causesOf } from './causes-of.ts';

const transient: ReadonlySet<unknown> = new Set([
  'PENSTOCK_RATE_LIMITED',
  'PENSTOCK_TIMEOUT',
  'PENSTOCK_UNAVAILABLE',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/**
 * Tells whether an error may pass by itself: a limit of requests, a time limit, a server or network out of reach.
 *
 * It goes by `code`, here or on a `cause`: Penstock's own, those of Node's sockets and name look-up, and those of
 * `fetch`; and by the name `TimeoutError`, which `AbortSignal.timeout` gives. Any other error is taken to stay.
 *
 * @example
 * ```ts
 * poll(messariQuotes({ asset: 'btc' }), {
 *   every: '3s',
 *   isTransient: (error) => isTransient(error) || error instanceof RangeError,
 * });
 * ```
 */
export const isTransient = (error: unknown): boolean => {
  for (const { code, name } of causesOf(error) as Iterable<{ code?: unknown; name?: unknown }>) {
    if (transient.has(code) || name === 'TimeoutError') return true;
  }
  return false;
};
