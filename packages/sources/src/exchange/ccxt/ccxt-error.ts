import { PenstockError } from '@penstock/stream';
import { retryAfterMs } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { sourcesError } from '../../errors.ts';
import { RateLimitedError } from '../../failure/rate-limited-error.ts';
import { UnavailableError } from '../../failure/unavailable-error.ts';
import type { CcxtExchange } from './ccxt-exchange.ts';

// The text may contain a whole page of HTML that the exchange sent as its response.
const longestText = 200;

/**
 * Turns an error of ccxt into one of this package. It compares the names of classes, because two copies of ccxt may be
 * loaded.
 */
export const fromCcxt = (
  error: unknown,
  { id, last_response_headers: headers }: Pick<CcxtExchange, 'id' | 'last_response_headers'>,
): unknown => {
  if (error instanceof PenstockError) return error;
  const is = classNames(error);
  const text = `${id}: ${reasonText(error).slice(0, longestText)}`;
  if (is('BadSymbol')) return symbolUnknown(text);
  if (is('RateLimitExceeded', 'DDoSProtection')) {
    // The last response is the one that rejected the request.
    const { 'Retry-After': asked } = Object(headers) as { readonly 'Retry-After'?: unknown };
    return new RateLimitedError(
      `${text}. Ask less often.`,
      typeof asked === 'string' ? retryAfterMs(asked) : undefined,
    );
  }
  if (is('RequestTimeout')) return sourcesError('PENSTOCK_TIMEOUT', `${text}. Ask again.`);
  if (is('NetworkError', 'OnMaintenance')) return new UnavailableError(`${text}. Ask again later.`);
  if (is('AuthenticationError')) return sourcesError('PENSTOCK_UNAUTHORIZED', `${text}. Check the exchange's keys.`);
  if (is('NotSupported')) return sourcesError('PENSTOCK_EXCHANGE_UNSUPPORTED', `${text}. Choose another exchange.`);
  if (is('BaseError')) return sourcesError('PENSTOCK_BAD_RESPONSE', `${text}. Check that ccxt is up to date.`);
  return error;
};

export const symbolUnknown = (text: string) =>
  sourcesError('PENSTOCK_SYMBOL_UNKNOWN', `${text}. Use a symbol that the exchange trades, such as BTC/USD.`);

const classNames = (error: unknown) => {
  const names = new Set<string>();
  for (let at: unknown = Object(error); at; at = Object.getPrototypeOf(at))
    names.add((at as { constructor?: { name?: string } }).constructor?.name ?? '');
  return (...wanted: readonly string[]): boolean => wanted.some((name) => names.has(name));
};
