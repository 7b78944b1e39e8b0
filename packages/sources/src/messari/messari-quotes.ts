import { checkOptions, toCount, toTimeLimit } from '@penstock/stream/internal';
import type { Duration, Quote } from '@penstock/stream';
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
   * The version of Messari's API. `v2` is the one that Messari serves today; `v1` is the one of 2020, whose address
   * may be gone. Default: `v2`.
   */
  readonly api?: 'v1' | 'v2';
  /**
   * Key of the account, 1 to 512 visible ASCII characters. Default: `MESSARI_API_KEY` of the environment, else none.
   */
  readonly key?: string;
  /**
   * Address of the API in front of `/assets`: `https`, or `http` on this machine or without a key.
   * Default: `https://api.messari.io/metrics/v2`, or `https://data.messari.io/api/v1` with `api: 'v1'`.
   */
  readonly endpoint?: string | URL;
  /**
   * With `api: 'v1'` alone: which answer to ask for below the asset; both hold the same market data.
   * Default: `metrics/market-data`.
   */
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

/** What Messari's ids look like; anything else is a slug. */
const id = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Asks once; `name` is `messari-` and the asset. Give it to `poll` for an endless source. */
export type MessariQuotes = (signal?: AbortSignal) => Promise<Quote>;

/**
 * Makes a function that asks Messari once for the market data of an asset. `poll` turns it into an endless source.
 *
 * `time` is the instant of the price (`marketData.priceAt`), in milliseconds since the Unix epoch, UTC. What version 2
 * of the API does not tell is null: real volume, its overstatement, changes in BTC and ETH, and the last trade. With
 * `api: 'v1'`, `time` is the instant of the answer (`status.timestamp`), and every field that a {@link Quote} takes
 * must be there; all but the instant and the dollar price may be null. The key is sent in the header
 * `x-messari-api-key` to the endpoint's own origin alone, and is in no error, address or log.
 *
 * A key allows a limited number of requests. Users report some 2,000 a day for a free key, which one request every 3
 * seconds spends in 100 minutes: give `poll` a `budget`.
 *
 * Throws `PENSTOCK_BAD_OPTION` at once. The promise rejects with `PENSTOCK_UNAUTHORIZED` (401, 403),
 * `PENSTOCK_BAD_RESPONSE` (another status or shape, too long, a redirect elsewhere), and, for what may pass,
 * `PENSTOCK_UNAVAILABLE` (no answer, 408, 5xx), `PENSTOCK_TIMEOUT`, or a {@link RateLimitedError} with `retryAfter`.
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
  checkOption(path === undefined || api === 'v1', 'path', "left out, or given with api: 'v1'", path);
  checkOption(
    path === undefined || ['metrics', 'metrics/market-data'].includes(path),
    'path',
    "'metrics' or 'metrics/market-data'",
    path,
  );
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
