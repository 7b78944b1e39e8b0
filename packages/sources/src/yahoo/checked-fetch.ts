import { retryAfterMs } from '@penstock/stream/internal';
import { sourcesError } from '../errors.ts';
import { RateLimitedError } from '../failure/rate-limited-error.ts';
import { UnavailableError } from '../failure/unavailable-error.ts';

/**
 * A `fetch` that hands on only whole answers of JSON, and turns everything else into an error of this package.
 *
 * The client would print the address of a failed request, and puts the body of an unexpected answer into its message;
 * either may carry a session's token. So the answer is judged here, before the client sees it.
 * `reach` says how far back Yahoo's bars of the interval go.
 */
export const checkedFetch =
  (fetcher: typeof fetch, signal: AbortSignal, symbol: string, reach?: string): typeof fetch =>
  async (input, init) => {
    signal.throwIfAborted();
    const response = await fetcher(input, { ...init, signal });
    const { status, headers } = response;
    // Read before the status is judged, so that the connection is free again.
    const body = await response.text();
    const retryAfter = retryAfterMs(headers.get('retry-after'), { date: headers.get('date') });
    if (status === 429) {
      const wait = retryAfter === undefined ? 'a while' : `${retryAfter} ms`;
      throw new RateLimitedError(
        `Yahoo was asked too often, at ${symbol}. Wait ${wait}, then ask less often.`,
        retryAfter,
      );
    }
    if (status === 408 || status >= 500)
      throw new UnavailableError(`Yahoo answered ${status} for ${symbol}. Ask again later.`, retryAfter);
    const answer = parseJson(body);
    if (!response.ok) {
      const said = answer === undefined ? '' : describe(answer.value);
      // How Yahoo says that it has no such bars for the range.
      const limit =
        reach !== undefined && (status === 400 || status === 422)
          ? ` Yahoo has bars of this interval for ${reach}: ask for a later range or a longer interval.`
          : '';
      throw sourcesError('PENSTOCK_BAD_RESPONSE', `Yahoo answered ${status} for ${symbol}${said}.${limit}`);
    }
    if (answer === undefined) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected JSON from Yahoo for ${symbol}; got ${body.length} characters that are not. Ask again later.`,
      );
    }
    if (!isEven(answer.value)) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected a price for each time from Yahoo for ${symbol}; the answer has more of one than of the other. ` +
          'Ask again later.',
      );
    }
    return new Response(body, { status, headers });
  };

/** Whether the columns of a chart are as long as its times; the client prints their lengths where they are not. */
const isEven = (answer: unknown): boolean => {
  const { timestamp, indicators } = (answer as Answer | null)?.chart?.result?.[0] ?? {};
  const columns = Object.values(indicators?.quote?.[0] ?? {});
  return (
    !Array.isArray(timestamp) || columns.every((column) => !Array.isArray(column) || column.length === timestamp.length)
  );
};

interface Answer {
  readonly chart?: { readonly result?: readonly [Result?] | null };
}

interface Result {
  readonly timestamp?: unknown;
  readonly indicators?: { readonly quote?: readonly [object?] };
}

const parseJson = (body: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
};

// Only Yahoo's short error code, such as `Not Found`, is repeated: free text could be anything.
const describe = (answer: unknown): string => {
  const code = (answer as { chart?: { error?: { code?: unknown } } } | null)?.chart?.error?.code;
  return typeof code === 'string' && /^[\w ]{1,40}$/.test(code) ? ` (${code})` : '';
};
