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
 * Returns whether an error is transient, so that a retry may succeed: a rate limit, a time limit, or an unreachable
 * server or network.
 *
 * It checks the `code` of the error and of its causes: codes of Penstock, of Node's sockets and name look-up, and of
 * `fetch`. It also accepts the name `TimeoutError`, which `AbortSignal.timeout` uses. Every other error counts as
 * permanent.
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
