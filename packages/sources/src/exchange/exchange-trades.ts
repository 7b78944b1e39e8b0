import { checkOptions } from '@penstock/stream/internal';
import type { Flow } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import { checkOption } from '../check-option.ts';
import { sourcesError } from '../errors.ts';
import { feedFlow } from '../feed/feed-flow.ts';
import { feedOptionNames, toFeedSettings } from '../feed/feed-options.ts';
import type { FeedOptions } from '../feed/feed-options.ts';
import { checkLanes } from '../feed/check-lanes.ts';
import type { CcxtExchange } from './ccxt/ccxt-exchange.ts';
import { CcxtLink } from './ccxt-link.ts';
import { toExchange } from './exchange-option.ts';
import { exchangePairs, unlistedPair } from './exchange-pairs.ts';
import type { ExchangePair } from './exchange-pairs.ts';
import type { Trade } from './trade.ts';

/** Options of {@link exchangeTrades}. */
export interface ExchangeTradesOptions extends FeedOptions {
  /**
   * ccxt's id of the exchange, such as `'kraken'`, or an exchange of `ccxt.pro` that is used for nothing else.
   */
  readonly exchange: string | CcxtExchange;
  /** In the unified form of ccxt, such as `BTC/USD`; each is a lane. Of a listed exchange, spot markets alone. */
  readonly symbols: readonly string[];
  /**
   * What becomes of an exchange whose REST and WebSocket are not known to have ids in common: `'refuse'` is the error
   * `PENSTOCK_EXCHANGE_UNSUPPORTED`; `'accept'` takes its trades by time, backfills from the newest trades that REST
   * gives, and reports a gap wherever they do not go back far enough. Default: `'refuse'`.
   */
  readonly unlisted?: 'refuse' | 'accept';
}

const optionNames: OptionNames<ExchangeTradesOptions> = {
  ...feedOptionNames,
  exchange: true,
  symbols: true,
  unlisted: true,
};

/**
 * Makes a flow of the live trades of an exchange, through the optional peer `ccxt`, which misses none over reconnects.
 *
 * The WebSocket is subscribed first. Then the trades since the committed place, or since `since`, are asked for by
 * REST, and both are merged by id: each trade comes once, in the exchange's order, and the same holds after each
 * reconnect and restart. Where REST does not reach back, `onReport` gets the gap with its bounds. A symbol is a lane
 * with the topic `EXCHANGE:SYMBOL`, and the key of its trades is the symbol. The offset counts trades; a trade that
 * comes again after a restart has the same offset and id. How far back each exchange reaches is in the guide.
 *
 * A trade whose price or size is not above 0 is rejected by `onReject` (`PENSTOCK_VALUE_INVALID`).
 *
 * @throws `PENSTOCK_BAD_OPTION` and `PENSTOCK_EXCHANGE_UNSUPPORTED` at once. The flow errors with
 * `PENSTOCK_SYMBOL_UNKNOWN` for a symbol that the exchange does not have or has closed; `PENSTOCK_BAD_RESPONSE` for an
 * id or time that does not fit; `PENSTOCK_UNAUTHORIZED`; `PENSTOCK_PEER_MISSING`; and, after `retry.giveUpAfter`, with
 * `PENSTOCK_UNAVAILABLE` (also in maintenance), `PENSTOCK_TIMEOUT` or `PENSTOCK_RATE_LIMITED`.
 *
 * @example
 * ```ts
 * const live = exchangeTrades({
 *   exchange: 'kraken',
 *   symbols: ['BTC/USD', 'ETH/USD'],
 *   since: Date.now() - 3_600_000,
 *   store: filePositions('.state/kraken'),
 *   onReport: (report) => console.warn(report),
 * });
 * await run(live, tapValue(({ symbol, price }) => console.log(symbol, price)), settle(), { signal });
 * ```
 */
export const exchangeTrades = (options: ExchangeTradesOptions): Flow<Trade> => {
  const { exchange, symbols } = checkOptions(options, optionNames, 'exchangeTrades');
  const { id, open } = toExchange(exchange);
  checkLanes(symbols, 'symbols');
  const pair = pairOf(id, options.unlisted ?? 'refuse');
  const settings = toFeedSettings(options);
  const { since } = settings;
  const link = new CcxtLink(id, open, pair);
  return feedFlow<Trade>(
    link,
    {
      name: id,
      lanes: symbols,
      order: pair.order,
      id: (trade) => trade.id,
      time: (trade) => trade.time,
      fault,
    },
    // A trade whose time REST rounds down must not fall before the beginning.
    { ...settings, since: since === null ? null : Math.floor(since / pair.resolution) * pair.resolution },
  );
};

const pairOf = (id: string, unlisted: 'refuse' | 'accept'): ExchangePair => {
  checkOption(['refuse', 'accept'].includes(unlisted), 'unlisted', "'refuse' or 'accept'", unlisted);
  const pair = Object.hasOwn(exchangePairs, id) ? exchangePairs[id] : undefined;
  if (pair) return pair;
  if (unlisted === 'accept') return unlistedPair;
  throw sourcesError(
    'PENSTOCK_EXCHANGE_UNSUPPORTED',
    `Expected one of ${Object.keys(exchangePairs).join(', ')}; got ${id}. Set unlisted to 'accept' to take ` +
      'its trades with gaps that REST cannot fill.',
  );
};

const fault = ({ symbol, id, price, size }: Trade): Error | undefined => {
  if (price > 0 && size > 0 && price < Infinity && size < Infinity) return undefined;
  return sourcesError(
    'PENSTOCK_VALUE_INVALID',
    `Expected a price and a size above 0 in the trade ${id} of ${symbol}; got ${price} and ${size}. Skip it with ` +
      "onReject: 'skip', or keep it as a dead letter.",
  );
};
