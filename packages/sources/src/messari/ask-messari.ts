import { PenstockError } from '@penstock/stream';
import { retryAfterMs } from '@penstock/stream/internal';
import { TimeLimit } from '@penstock/stream/internal/rxjs';
import { sourcesError } from '../errors.ts';
import { RateLimitedError } from '../failure/rate-limited-error.ts';
import { UnavailableError } from '../failure/unavailable-error.ts';
import { readBody } from '../read-body.ts';

/** A request to Messari, with checked options. */
export interface MessariRequest {
  readonly url: URL;
  readonly asset: string;
  readonly key: string | undefined;
  /** Time limit for the complete response, in milliseconds; `Infinity` for no limit. */
  readonly timeout: number;
  readonly maxBytes: number;
  readonly fetch: typeof fetch;
}

const maxRedirects = 5;

/**
 * Sends one request and returns the response as parsed JSON. Throws an error of this package, or the reason of an
 * aborted signal.
 *
 * Errors have no cause and do not repeat text of the response, because either may contain the header with the key.
 */
export const askMessari = async (request: MessariRequest, signals: readonly AbortSignal[]): Promise<unknown> => {
  for (const signal of signals) signal.throwIfAborted();
  const { asset, timeout, maxBytes } = request;
  const limit = new TimeLimit(timeout, signals);
  try {
    const body = await readBody(await send(request, limit.signal), maxBytes);
    if (body === undefined) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected at most ${maxBytes} bytes from Messari for ${asset}; the response is longer. Raise maxBytes if ` +
          'responses may be that long.',
      );
    }
    return parse(body, asset);
  } catch (error) {
    for (const signal of signals) signal.throwIfAborted();
    if (limit.expired) {
      throw sourcesError(
        'PENSTOCK_TIMEOUT',
        `Expected Messari to answer for ${asset} within ${timeout} ms; it did not. Ask again, or raise timeout.`,
      );
    }
    throw error instanceof PenstockError ? error : withoutAnswer(error, asset);
  } finally {
    limit.end();
  }
};

const send = async (request: MessariRequest, signal: AbortSignal): Promise<Response> => {
  const headers = {
    accept: 'application/json',
    ...(request.key === undefined ? {} : { 'x-messari-api-key': request.key }),
  };
  let { url } = request;
  for (let redirects = 0; ; redirects += 1) {
    const { fetch } = request;
    const response = await fetch(url.href, { headers, redirect: 'manual', signal });
    if (response.ok) return response;
    // Cancel the unused body, which would block the connection.
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) throw refusal(response, request);
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (next?.origin !== url.origin || redirects === maxRedirects) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Messari redirected the request for ${request.asset} ` +
          (next?.origin === url.origin
            ? `more than ${maxRedirects} times. `
            : 'to another origin, where the key must not go. ') +
          'Check endpoint.',
      );
    }
    url = next;
  }
};

const refusal = ({ status, headers }: Response, { asset, key }: MessariRequest): PenstockError => {
  if (status === 401 || status === 403) {
    const advice =
      key === undefined
        ? 'No key was sent: set MESSARI_API_KEY in the environment, or set the option key'
        : 'Messari rejected the key: check MESSARI_API_KEY or the option key, and what the account may read';
    return sourcesError('PENSTOCK_UNAUTHORIZED', `Messari answered ${status} for ${asset}. ${advice}.`);
  }
  const retryAfter = retryAfterMs(headers.get('retry-after'), { date: headers.get('date') });
  if (status === 429) {
    const wait = retryAfter === undefined ? 'a while' : `${retryAfter} ms`;
    return new RateLimitedError(
      `Messari got too many requests and rejected the one for ${asset}. Wait ${wait}, then ask less often.`,
      retryAfter,
    );
  }
  if (status === 408 || status >= 500) {
    return new UnavailableError(`Messari answered ${status} for ${asset}. Ask again later.`, retryAfter);
  }
  const advice = status === 404 ? 'Check the name of the asset' : 'Check endpoint and asset';
  return sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected Messari to answer 200 for ${asset}; got ${status}. ${advice}.`,
  );
};

const parse = (bytes: Uint8Array, asset: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw sourcesError(
      'PENSTOCK_BAD_RESPONSE',
      `Expected JSON in UTF-8 from Messari for ${asset}; got ${bytes.length} bytes that are not JSON. Check endpoint.`,
    );
  }
};

const withoutAnswer = (error: unknown, asset: string): PenstockError => {
  const { message, cause } = error as { message?: unknown; cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' && /^[A-Z_]{1,40}$/.test(cause.code) ? cause.code : undefined;
  // `fetch` has these two messages for a failed connection and for one that broke during the response.
  if (code !== undefined || message === 'fetch failed' || message === 'terminated') {
    const why = code === undefined ? '' : ` (${code})`;
    return new UnavailableError(
      `Expected a complete response from Messari for ${asset}; the connection failed${why}. Ask again later.`,
    );
  }
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected fetch to request ${asset} from Messari; it threw ${kind}. Check the option fetch.`,
  );
};
