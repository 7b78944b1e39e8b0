import { PenstockError } from '@penstock/stream';
import { TimeLimit } from '@penstock/stream/internal/rxjs';
import { sourcesError } from '../errors.ts';
import { UnavailableError } from '../failure/unavailable-error.ts';
import { checkedFetch } from './checked-fetch.ts';
import { makeYahooClient } from './yahoo-client.ts';
import type { YahooChart, YahooChartQuery } from './yahoo-client.ts';
import type { YahooRequest } from './yahoo-request.ts';

/**
 * Requests a chart once. `reach` says how far back Yahoo has the interval, for the error when Yahoo rejects the range.
 */
export const askYahoo = async (
  options: YahooRequest,
  query: Omit<YahooChartQuery, 'return'>,
  reach?: string,
): Promise<YahooChart> => {
  const { symbol, signal, timeout } = options;
  signal?.throwIfAborted();
  const client = options.client ?? (await makeYahooClient());
  signal?.throwIfAborted();
  const limit = new TimeLimit(timeout, signal ? [signal] : []);
  const stop = limit.signal;
  // The client queues its requests, so an abort that only `fetch` handles would have to wait for the queue.
  const { promise: stopped, reject } = withReject();
  const onStop = (): void => reject(stop.reason);
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const chart = client.chart(symbol, { ...query, return: 'array' }, { fetch: checkedFetch(options, stop, reach) });
    return await Promise.race([chart, stopped]);
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.expired) {
      throw sourcesError(
        'PENSTOCK_TIMEOUT',
        `Expected Yahoo to answer for ${symbol} within ${timeout} ms; it did not. Ask again, or raise timeout.`,
      );
    }
    if (error instanceof PenstockError) throw error;
    throw failure(error, symbol);
  } finally {
    stop.removeEventListener('abort', onStop);
    limit.end();
  }
};

const withReject = (): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } => {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  return { promise, reject };
};

// The client's errors quote the response. So this error names only the kind of failure and has no cause.
const failure = (error: unknown, symbol: string): PenstockError => {
  const { message, cause } = Object(error) as { message?: unknown; cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' && /^[A-Z_]{1,40}$/.test(cause.code) ? cause.code : undefined;
  // `fetch` has these two messages for a failed connection and for one that broke during the response.
  if (code !== undefined || (error instanceof TypeError && (message === 'fetch failed' || message === 'terminated'))) {
    const why = code === undefined ? '' : ` (${code})`;
    return new UnavailableError(
      `Expected a complete response from Yahoo for ${symbol}; the connection failed${why}. Ask again later.`,
    );
  }
  return sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected a chart of ${symbol} from Yahoo; got another shape. Check that yahoo-finance2 is up to date.`,
  );
};
