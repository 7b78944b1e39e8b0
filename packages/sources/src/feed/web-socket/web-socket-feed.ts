import { checkOptions } from '@penstock/stream/internal';
import type { Flow } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import { checkFunctions, checkOption } from '../../check-option.ts';
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
  /** Name of the feed; the positions of a lane are kept under the topic `NAME:LANE`. */
  readonly name: string;
  /** A `ws` or `wss` address. */
  readonly url: string | URL;
  /** Symbols or the like, each of which is a lane with an order and positions of its own. Default: `['all']`. */
  readonly lanes?: readonly string[];
  /** Messages to send when the socket is open; what is no text is sent as JSON. Default: none. */
  readonly subscribe?: (lanes: readonly string[]) => readonly unknown[];
  /** The values in a message, none for heartbeats and the like. A throw fails the flow. */
  readonly parse: (message: string) => readonly T[];
  /** The lane of a value; values of other lanes are left out. Default: the first lane. */
  readonly lane?: (value: T) => string;
  /** Identity of a value in its lane, the same from the socket and from a backfill. */
  readonly id: (value: T) => string;
  /** When the value came about, milliseconds since the Unix epoch, UTC. */
  readonly time: (value: T) => number;
  /** What the ids tell of the order; default `'time'`, nothing. */
  readonly order?: FeedOrder;
  /**
   * Asks for values of a lane from a place on: from the entry `after` it, which may come again, or from the instant
   * `since`. Default: nothing can be asked for, and each outage is a gap.
   */
  readonly backfill?: (lane: string, place: BackfillPlace, signal: AbortSignal) => Promise<BackfillPage<T>>;
  /** Opens a socket. Default: the global `WebSocket`, else that of the optional peer `ws`. */
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
 * Makes a flow of any feed that has a WebSocket and answers to questions about what came before.
 *
 * The socket is opened and subscribed first. Then what came since the committed place, or since `since`, is asked for,
 * and both are merged by id: each value comes once, in the order of the feed, and the same holds after each reconnect
 * and restart. Where the answers do not reach back far enough, a gap is reported with its bounds. The offset of a value
 * counts those of its lane from 0; a value that comes again after a restart has the same offset and id.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The flow errors with what `parse` and `backfill` throw, unless
 * `isTransient` says that it may pass; with `PENSTOCK_BAD_RESPONSE` on an id or time that does not fit `order`;
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
  checkOption(isAddress, 'url', 'a ws or wss address', 'something else');
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
