import type { Flow } from '@penstock/stream';
import { checkFunctions, checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { checkOption } from '../../check-option.ts';
import { checkLanes } from '../check-lanes.ts';
import { feedFlow } from '../feed-flow.ts';
import type { BackfillPage, BackfillPlace } from '../feed-link.ts';
import { feedOptionNames, toFeedSettings } from '../feed-options.ts';
import type { FeedOptions } from '../feed-options.ts';
import type { FeedOrder } from '../merge/feed-order.ts';
import { openSocket } from './socket.ts';
import type { FeedSocket } from './socket.ts';
import { webSocketLink } from './web-socket-link.ts';

/** Options of {@link webSocketFeed}. */
export interface WebSocketFeedOptions<T> extends FeedOptions {
  /** The name of the feed. The positions of a lane are kept under the topic `NAME:LANE`. */
  readonly name: string;
  /** The `ws` or `wss` URL of the server. */
  readonly url: string | URL;
  /** The names of the lanes, such as symbols. Each lane has its own order and positions. Default: `['all']`. */
  readonly lanes?: readonly string[];
  /**
   * Returns the messages to send when the socket is open; values other than strings are sent as JSON. Default: none.
   */
  readonly subscribe?: (lanes: readonly string[]) => readonly unknown[];
  /** Returns the values in a message, an empty array for a heartbeat. If it throws, the flow fails. */
  readonly parse: (message: string) => readonly T[];
  /** Returns the lane of a value; values of other lanes are dropped. Default: the first lane. */
  readonly lane?: (value: T) => string;
  /** Returns the id of a value, unique in its lane and the same from the socket and from a backfill. */
  readonly id: (value: T) => string;
  /** Returns the time of a value in milliseconds since the Unix epoch, UTC. */
  readonly time: (value: T) => number;
  /** How values are ordered. Default: `'time'`. */
  readonly order?: FeedOrder;
  /**
   * Requests values of a lane from a place on: from the entry `after`, which the response may contain again, or from
   * the instant `since`. Default: no backfill, so each outage is a gap.
   */
  readonly backfill?: (lane: string, place: BackfillPlace, signal: AbortSignal) => Promise<BackfillPage<T>>;
  /** Opens a socket. Default: the global `WebSocket`; if Node has none, the class of the optional peer `ws`. */
  readonly connect?: (url: string) => FeedSocket | Promise<FeedSocket>;
}

const optionNames: OptionNames<WebSocketFeedOptions<never>> = {
  ...feedOptionNames,
  url: true,
  lanes: true,
  subscribe: true,
  parse: true,
  lane: true,
  id: true,
  time: true,
  order: true,
  backfill: true,
  connect: true,
};

/**
 * Makes a flow of any feed that has a WebSocket and, optionally, a way to request earlier values (backfill).
 *
 * The flow first opens the socket and subscribes. Then it requests the values since the committed position, or since
 * `since`, and merges both by id. Each value comes once, in the order of the feed, also after a reconnect or a restart.
 * If backfill does not reach back far enough, a gap is reported with its bounds. The offset of a value counts the
 * values of its lane from 0; a value that comes again after a restart has the same offset and id.
 *
 * @throws `PENSTOCK_BAD_OPTION` when called. The flow fails with an error of `parse` or `backfill`, unless
 * `isTransient` says that it is transient; with `PENSTOCK_BAD_RESPONSE` for an id or time that is invalid for `order`;
 * with `PENSTOCK_UNAVAILABLE` or `PENSTOCK_TIMEOUT` after `retry.giveUpAfter`; and with `PENSTOCK_PEER_MISSING`.
 *
 * @example
 * ```ts
 * interface Tick {
 *   readonly id: string;
 *   readonly time: number;
 *   readonly price: number;
 * }
 * const ticks = webSocketFeed<Tick>({
 *   name: 'ticks',
 *   url: 'wss://example.com/ticks',
 *   subscribe: () => [{ op: 'subscribe', channel: 'ticks' }],
 *   parse: (message) => (JSON.parse(message) as { ticks?: Tick[] }).ticks ?? [],
 *   id: ({ id }) => id,
 *   time: ({ time }) => time,
 *   order: 'consecutive',
 *   async backfill(_lane, place, signal) {
 *     const from = 'after' in place ? `after=${place.after.id}` : `since=${place.since}`;
 *     const response = await fetch(`https://example.com/ticks?limit=500&${from}`, { signal });
 *     const values = (await response.json()) as Tick[];
 *     return { values, reaches: true, more: values.length === 500 };
 *   },
 *   since: Date.now() - 3_600_000,
 *   store: filePositions('.state/ticks'),
 * });
 * await run(ticks, tapValue(console.log), settle(), { signal });
 * ```
 */
export const webSocketFeed = <T>(options: WebSocketFeedOptions<T>): Flow<T> => {
  const {
    name,
    url,
    parse,
    id,
    time,
    order = 'time',
    lanes = ['all'],
    lane,
    subscribe,
    backfill,
    connect,
  } = checkOptions(options, optionNames, 'webSocketFeed');
  checkOption(typeof name === 'string' && name !== '', 'name', 'a name', name);
  const isAddress = URL.canParse(String(url)) && ['ws:', 'wss:'].includes(new URL(url).protocol);
  checkOption(isAddress, 'url', 'a ws or wss URL', 'something else');
  for (const [option, given] of Object.entries({ parse, id, time }))
    checkOption(typeof given === 'function', option, 'a function', given);
  checkFunctions({ subscribe, lane, backfill, connect });
  checkOption(['consecutive', 'rising', 'time'].includes(order), 'order', "'consecutive', 'rising' or 'time'", order);
  checkLanes(lanes, 'lanes');
  const link = webSocketLink<T>({
    url: String(url),
    subscribe: subscribe ?? (() => []),
    parse,
    lane: lane ?? (() => lanes[0]!),
    connect: async (address) => (connect ? connect(address) : openSocket(address)),
    backfill,
  });
  return feedFlow(link, { name, lanes, order, id, time, fault: () => undefined }, toFeedSettings(options));
};
