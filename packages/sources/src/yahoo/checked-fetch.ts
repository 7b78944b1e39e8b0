import { retryAfterMs } from '@penstock/stream/internal';
import { sourcesError } from '../errors.ts';
import { RateLimitedError } from '../failure/rate-limited-error.ts';
import { UnavailableError } from '../failure/unavailable-error.ts';
import { readBody } from '../read-body.ts';
import type { YahooRequest } from './yahoo-request.ts';

/**
 * Makes a `fetch` that returns only complete JSON responses of at most `maxBytes` and throws an error of this package
 * for any other.
 *
 * The client would print the address of a failed request, and would put the body of an unexpected response into its
 * message; either may contain a session token. So this function checks the response before the client gets it. `reach`
 * says how far back Yahoo has bars of the interval.
 */
export const checkedFetch =
  ({ fetch: send = fetch, symbol, maxBytes }: YahooRequest, signal: AbortSignal, reach?: string): typeof fetch =>
  async (input, init) => {
    signal.throwIfAborted();
    const response = await send(input, { ...init, signal });
    const { status, headers } = response;
    // Read the body before checking the status, so that the connection can be reused.
    const bytes = await readBody(response, maxBytes);
    const retryAfter = retryAfterMs(headers.get('retry-after'), { date: headers.get('date') });
    if (status === 429) {
      const wait = retryAfter === undefined ? 'a while' : `${retryAfter} ms`;
      throw new RateLimitedError(
        `Yahoo got too many requests and rejected the one for ${symbol}. Wait ${wait}, then ask less often.`,
        retryAfter,
      );
    }
    if (status === 408 || status >= 500)
      throw new UnavailableError(`Yahoo answered ${status} for ${symbol}. Ask again later.`, retryAfter);
    if (bytes === undefined) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected at most ${maxBytes} bytes from Yahoo for ${symbol}; the response is longer. Ask for a shorter ` +
          'range, or raise maxBytes.',
      );
    }
    const body = new TextDecoder().decode(bytes);
    const answer = parseJson(body);
    if (!response.ok) {
      const said = answer === undefined ? '' : describe(answer.value);
      // Yahoo has these statuses for a range in which it has no bars of the interval.
      const limit =
        reach !== undefined && (status === 400 || status === 422)
          ? ` Yahoo has bars of this interval for ${reach}: ask for a later range or a longer interval.`
          : '';
      throw sourcesError('PENSTOCK_BAD_RESPONSE', `Yahoo answered ${status} for ${symbol}${said}.${limit}`);
    }
    if (answer === undefined) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected JSON from Yahoo for ${symbol}; got ${body.length} characters that are not JSON. Ask again later.`,
      );
    }
    if (!isEven(answer.value)) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected a price for each time from Yahoo for ${symbol}; got different numbers of prices and times. ` +
          'Ask again later.',
      );
    }
    return new Response(body, { status, headers });
  };

/** Whether each column of a chart has one value per time; the client prints the lengths when they differ. */
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

// Messages repeat only Yahoo's short error code, such as `Not Found`, because free text may contain anything.
const describe = (answer: unknown): string => {
  const code = (answer as { chart?: { error?: { code?: unknown } } } | null)?.chart?.error?.code;
  return typeof code === 'string' && /^[\w ]{1,40}$/.test(code) ? ` (${code})` : '';
};
