import type { Duration, Quote } from '@penstock/stream';
import { checkFunctions, checkOptions, toCount, toTimeLimit } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { checkOption } from '../check-option.ts';
import { askMessari } from './ask-messari.ts';
import { readDetails } from './read-details.ts';
import { readMetrics } from './read-metrics.ts';

/** Options of {@link messariQuotes}. */
export interface MessariQuotesOptions {
  /** Messari's slug or id of the asset, such as `bitcoin`; with `api: 'v1'` also its symbol, such as `btc`. */
  readonly asset: string;
  /**
   * The version of Messari's API. `v2` is the current version. `v1` is the version of 2020, which may no longer be
   * available. Default: `v2`.
   */
  readonly api?: 'v1' | 'v2';
  /** The API key, 1 to 512 visible ASCII characters. Default: the environment variable `MESSARI_API_KEY`, else none. */
  readonly key?: string;
  /**
   * Base URL of the API, without `/assets`: `https`, or `http` for a loopback address or without a key. Default:
   * `https://api.messari.io/metrics/v2`, or `https://data.messari.io/api/v1` with `api: 'v1'`.
   */
  readonly endpoint?: string | URL;
  /**
   * Only with `api: 'v1'`: the path after the asset. Both paths have the same market data. Default:
   * `metrics/market-data`.
   */
  readonly path?: 'metrics' | 'metrics/market-data';
  /** Stops every request; the promise then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** Time limit for a complete response, from 1 ms; `Infinity` for no limit. Default: 10 seconds. */
  readonly timeout?: Duration;
  /** The largest response in bytes, decompressed, from 1 up. Default: 1048576 (1 MiB). */
  readonly maxBytes?: number;
  /** The function that sends the requests, for a proxy or a test. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

const optionNames: OptionNames<MessariQuotesOptions> = {
  asset: true,
  api: true,
  key: true,
  endpoint: true,
  path: true,
  signal: true,
  timeout: true,
  maxBytes: true,
  fetch: true,
};

const endpoints = { v1: 'https://data.messari.io/api/v1', v2: 'https://api.messari.io/metrics/v2' };

/** The shape of Messari's ids; any other name is a slug. */
const id = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Requests one quote. The function's `name` is `messari-` and the asset. `poll` makes it an endless source. */
export type MessariQuotes = (signal?: AbortSignal) => Promise<Quote>;

/**
 * Makes a function that requests the market data of an asset from Messari once per call. `poll` makes it an endless
 * source.
 *
 * `time` is the instant of the price (`marketData.priceAt`), in milliseconds since the Unix epoch, UTC. Fields that
 * version 2 of the API does not have are null: real volume, its overstatement, changes in BTC and ETH, and the last
 * trade. With `api: 'v1'`, `time` is the instant of the response (`status.timestamp`), and the response must have every
 * field of a {@link Quote}; all fields but the instant and the dollar price may be null. The key is sent in the header
 * `x-messari-api-key`, only to the endpoint's own origin; no error, URL or log contains it.
 *
 * A key allows a limited number of requests. Users report about 2,000 a day for a free key; one request every 3 seconds
 * uses that up in 100 minutes, so give `poll` a `budget`.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called. The promise rejects with `PENSTOCK_UNAUTHORIZED` (401, 403) or
 * `PENSTOCK_BAD_RESPONSE` (another status or shape, a response that is too long, a redirect to another origin). For
 * transient failures it rejects with `PENSTOCK_UNAVAILABLE` (no response, 408, 5xx), `PENSTOCK_TIMEOUT`, or a
 * {@link RateLimitedError} with `retryAfter`.
 *
 * @example
 * ```ts
 * const budget = { calls: 2000, per: '1d' } as const;
 * const quotes = poll(messariQuotes({ asset: 'bitcoin' }), { every: '3s', budget });
 * for await (const quote of quotes) console.log(quote.time, quote.priceUsd);
 * ```
 */
export const messariQuotes = (options: MessariQuotesOptions): MessariQuotes => {
  const { asset, api = 'v2', path, signal: always } = checkOptions(options, optionNames, 'messariQuotes');
  checkOption(
    /^[A-Za-z0-9][\w.-]{0,63}$/.test(asset),
    'asset',
    '1 to 64 of A-Z a-z 0-9 _ . -, the first a letter or digit',
    asset,
  );
  checkOption(api === 'v1' || api === 'v2', 'api', "'v1' or 'v2'", api);
  checkOption(path === undefined || api === 'v1', 'path', "left out unless api is 'v1'", path);
  checkOption(
    path === undefined || ['metrics', 'metrics/market-data'].includes(path),
    'path',
    "'metrics' or 'metrics/market-data'",
    path,
  );
  checkFunctions({ fetch: options.fetch });
  const key = readKey(options.key);
  const timeout = toTimeLimit(options.timeout ?? '10s', 'timeout', { min: 1 });
  const place =
    api === 'v1'
      ? `assets/${asset}/${path ?? 'metrics/market-data'}`
      : `assets/details?${id.test(asset) ? 'ids' : 'slugs'}=${asset}`;
  const read = api === 'v1' ? readMetrics : readDetails;
  const request = {
    url: new URL(place, readEndpoint(options.endpoint ?? endpoints[api], key)),
    asset,
    key,
    timeout,
    maxBytes: toCount(options.maxBytes ?? 1_048_576, 'maxBytes'),
    fetch: options.fetch ?? fetch,
  };
  const ask = async (signal?: AbortSignal): Promise<Quote> =>
    read(
      await askMessari(
        request,
        [always, signal].filter((each) => each !== undefined),
      ),
      asset,
    );
  return Object.defineProperty(ask, 'name', { value: `messari-${asset}` });
};

// An empty environment variable counts as none.
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
  // Messages do not repeat the URL: it may contain a key, which must not get into a log.
  checkOption(
    plain && ['http:', 'https:'].includes(url.protocol),
    'endpoint',
    'an http or https URL without credentials, query and fragment',
    'something else',
  );
  checkOption(
    url!.protocol === 'https:' || key === undefined || loopback.test(url!.hostname),
    'endpoint',
    'an https URL, because the key is sent to another machine',
    url!.protocol,
  );
  return new URL(`${url!.href.replace(/\/+$/, '')}/`);
};
