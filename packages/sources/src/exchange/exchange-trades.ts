import type { Flow } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
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
  /** ccxt's id of the exchange, such as `'kraken'`, or an exchange object of `ccxt.pro` that nothing else uses. */
  readonly exchange: string | CcxtExchange;
  /**
   * The symbols in ccxt's unified form, such as `BTC/USD`; each is a lane. For listed exchanges they must be spot
   * markets.
   */
  readonly symbols: readonly string[];
  /**
   * What to do with an exchange that is not listed, because it is not known whether its REST and WebSocket have the
   * same ids: `'refuse'` throws `PENSTOCK_EXCHANGE_UNSUPPORTED`. `'accept'` orders trades by time, backfills from the
   * newest trades that REST returns, and reports a gap if they do not reach back far enough. Default: `'refuse'`.
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
 * Makes a flow of the live trades of an exchange, through the optional peer `ccxt`; reconnects lose no trade.
 *
 * The flow first subscribes to the WebSocket. Then it requests the trades since the committed position, or since
 * `since`, by REST, and merges both by id. Each trade comes once, in the exchange's order, also after a reconnect or a
 * restart. If REST does not reach back far enough, `onReport` gets the gap with its bounds. Each symbol is a lane with
 * the topic `EXCHANGE:SYMBOL`; the key of its trades is the symbol. The offset counts trades; a trade that comes again
 * after a restart has the same offset and id. The guide says how far back each exchange reaches.
 *
 * A trade whose price or size is not above 0 is rejected (`PENSTOCK_VALUE_INVALID`) and handled by `onReject`.
 *
 * @throws `PENSTOCK_BAD_OPTION` and `PENSTOCK_EXCHANGE_UNSUPPORTED` when called. The flow fails with
 * `PENSTOCK_SYMBOL_UNKNOWN` for a symbol that the exchange does not have or has closed; `PENSTOCK_BAD_RESPONSE` for an
 * invalid id or time; `PENSTOCK_UNAUTHORIZED`; `PENSTOCK_PEER_MISSING`; and, after `retry.giveUpAfter`, with
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
    // Round `since` down as REST rounds times, so that no trade after `since` seems to be before it.
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
    `Expected one of ${Object.keys(exchangePairs).join(', ')}; got ${id}. Set unlisted to 'accept' to get ` +
      'its trades, with gaps that REST cannot fill.',
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
