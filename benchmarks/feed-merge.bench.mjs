// A live feed with its merge and acknowledgements, compared with RxJS that only drops repeated ids.
import { distinct, from, lastValueFrom, map, mergeMap } from 'rxjs';
import { processorSeconds } from './measure/processor-seconds.mjs';

const perMessage = 4;
const orders = ['consecutive', 'rising', 'time'];

/** Messages such as an exchange sends. Each begins with the last trade of the previous one. */
const messagesOf = (trades) =>
  Array.from({ length: trades / perMessage }, (_, message) =>
    JSON.stringify({
      trades: Array.from({ length: perMessage + 1 }, (_unused, n) => {
        const id = Math.max(0, message * perMessage + n - 1);
        return {
          id: String(60_000_000 + id),
          time: 1_700_000_000_000 + (id >> 2),
          price: 30_000 + (id % 997),
          size: 1.5,
        };
      }),
    }),
  );

const parse = (message) => JSON.parse(message).trades;

/** A socket that delivers the messages as fast as they are read. */
const socketOf = (messages, signal) => {
  const listeners = {};
  const socket = {
    addEventListener: (type, listener) => (listeners[type] = listener),
    send: () => undefined,
    close: () => undefined,
  };
  const bring = async () => {
    listeners.open();
    for (let at = 0; at < messages.length && !signal.aborted; at += 64) {
      for (const data of messages.slice(at, at + 64)) listeners.message({ data });
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  setImmediate(bring);
  return socket;
};

const merged = async (messages, trades, order) => {
  const { run, settle, tapValue } = await import('../packages/stream/dist/index.js');
  const { webSocketFeed } = await import('../packages/sources/dist/exchange/index.js');
  let cursor;
  let got = 0;
  const stop = new AbortController();
  const flow = webSocketFeed({
    name: 'trades',
    url: 'ws://localhost',
    parse,
    id: ({ id }) => id,
    time: ({ time }) => time,
    order,
    reorderWithin: 0,
    commitEvery: 50,
    connect: () => socketOf(messages, stop.signal),
    store: { load: async () => undefined, save: async (_topic, saved) => (cursor = saved) },
  });
  const count = tapValue(() => (got += 1) === trades && stop.abort());
  const { seconds } = await processorSeconds(() => run(flow, count, settle(), { signal: stop.signal }));
  if (got !== trades || cursor.offset !== trades)
    throw new Error(
      `Expected ${trades} trades to be read and committed; got ${got} read and ${cursor.offset} committed.`,
    );
  return trades / seconds;
};

export default {
  about: 'parses the trades of a socket and merges them by id, up to their commit',
  options: { trades: { default: 400_000, about: `trades; a multiple of ${perMessage}` } },
  runs: 5,
  variants: Object.fromEntries(
    orders.map((order) => [
      order,
      ({ trades }) => {
        const messages = messagesOf(trades);
        return {
          peer: 'bare RxJS: from, mergeMap, distinct',
          unit: 'trades a processor second',
          higherIsBetter: true,
          ours: () => merged(messages, trades, order),
          theirs: async () => {
            const work = () =>
              lastValueFrom(
                from(messages).pipe(
                  map(parse),
                  mergeMap((list) => list),
                  distinct(({ id }) => id),
                ),
              );
            return trades / (await processorSeconds(work)).seconds;
          },
        };
      },
    ]),
  ),
};
