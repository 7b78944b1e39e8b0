import { checkOptions, toCount, toTimeLimit } from '@penstock/stream';
import type { Duration, OptionNames, Quote } from '@penstock/stream';
import { checkOption } from '../check-option.ts';
import { askMessari } from './ask-messari.ts';
import { readQuote } from './read-quote.ts';

/** Options of {@link messariQuotes}. */
export interface MessariQuotesOptions {
  /** Messari's symbol, slug or id of the asset, such as `btc`. */
  readonly asset: string;
  /**
   * Key of the account, 1 to 512 visible ASCII characters. Default: `MESSARI_API_KEY` of the environment, else none.
   */
  readonly key?: string;
  /**
   * Address of the API in front of `/assets`: `https`, or `http` on this machine or without a key.
   * Default: `https://data.messari.io/api/v1`.
   */
  readonly endpoint?: string | URL;
  /** Which answer to ask for below the asset; both hold the same market data. Default: `metrics/market-data`. */
  readonly path?: 'metrics' | 'metrics/market-data';
  /** Stops every request; the promise then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** Longest time for a whole answer, from 1 ms; `Infinity` for no limit. Default: 10 seconds. */
  readonly timeout?: Duration;
  /** Longest answer in bytes, decompressed, from 1 up. Default: 1048576 (1 MiB). */
  readonly maxBytes?: number;
  /** What sends the requests, for a proxy or a test. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

const optionNames: OptionNames<MessariQuotesOptions> = {
  asset: true,
  key: true,
  endpoint: true,
  path: true,
  signal: true,
  timeout: true,
  maxBytes: true,
  fetch: true,
};

/** Asks once; `name` is `messari-` and the asset. Give it to `poll` for an endless source. */
export type MessariQuotes = (signal?: AbortSignal) => Promise<Quote>;

/**
 * Makes a function that asks Messari once for the market data of an asset; `poll` turns it into an endless source.
 *
 * `time` is the instant of the answer (`status.timestamp`), in milliseconds since the Unix epoch, UTC. Every field that
 * a {@link Quote} takes must be there; all but the instant and the dollar price may be null. The key is sent in the
 * header `x-messari-api-key` to the endpoint's own origin alone, and is in no error, address or log.
 *
 * Throws `PENSTOCK_BAD_OPTION` at once. The promise rejects with `PENSTOCK_UNAUTHORIZED` (401, 403),
 * `PENSTOCK_BAD_RESPONSE` (another status or shape, too long, a redirect elsewhere), and, for what may pass,
 * `PENSTOCK_UNAVAILABLE` (no answer, 408, 5xx), `PENSTOCK_TIMEOUT`, or a {@link RateLimitedError} with `retryAfter`.
 *
 * @example
 * ```ts
 * const quotes = poll(messariQuotes({ asset: 'btc' }), { every: '3s' });
 * for await (const quote of quotes) console.log(quote.time, quote.priceUsd);
 * ```
 */
export const messariQuotes = (options: MessariQuotesOptions): MessariQuotes => {
  const { asset, path = 'metrics/market-data', signal: always } = checkOptions(options, optionNames, 'messariQuotes');
  checkOption(
    /^[A-Za-z0-9][\w.-]{0,63}$/.test(asset),
    'asset',
    '1 to 64 of A-Z a-z 0-9 _ . -, the first a letter or digit',
    asset,
  );
  checkOption(['metrics', 'metrics/market-data'].includes(path), 'path', "'metrics' or 'metrics/market-data'", path);
  const key = readKey(options.key);
  const timeout = toTimeLimit(options.timeout ?? '10s', 'timeout', { min: 1 });
  const request = {
    url: new URL(`assets/${asset}/${path}`, readEndpoint(options.endpoint ?? 'https://data.messari.io/api/v1', key)),
    asset,
    key,
    timeout,
    maxBytes: toCount(options.maxBytes ?? 1_048_576, 'maxBytes'),
    fetch: options.fetch ?? fetch,
  };
  const ask = async (signal?: AbortSignal): Promise<Quote> =>
    readQuote(
      await askMessari(
        request,
        [always, signal].filter((each) => each !== undefined),
      ),
      asset,
    );
  return Object.defineProperty(ask, 'name', { value: `messari-${asset}` });
};

// An empty variable is how a shell says that there is none.
const readKey = (option: string | undefined): string | undefined => {
  const key = option ?? (process.env['MESSARI_API_KEY'] || undefined);
  if (key !== undefined) {
    const name = option === undefined ? 'MESSARI_API_KEY' : 'key';
    checkOption(
      /^[\x21-\x7e]{1,512}$/.test(key),
      name,
      '1 to 512 visible ASCII characters, without spaces',
      'something else',
    );
  }
  return key;
};

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

const readEndpoint = (endpoint: string | URL, key: string | undefined): URL => {
  const url = URL.canParse(String(endpoint)) ? new URL(endpoint) : undefined;
  const plain = url !== undefined && url.username + url.password + url.search + url.hash === '';
  // The address is not repeated: whoever puts a key into it should not find it in a log.
  checkOption(
    plain && ['http:', 'https:'].includes(url.protocol),
    'endpoint',
    'an http or https address without credentials, query and fragment',
    'something else',
  );
  checkOption(
    url!.protocol === 'https:' || key === undefined || loopback.test(url!.hostname),
    'endpoint',
    'https where a key is sent to another machine',
    url!.protocol,
  );
  return new URL(`${url!.href.replace(/\/+$/, '')}/`);
};
