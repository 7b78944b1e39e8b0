import { run, settle, tapValue, toSink } from '@penstock/stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { webSocketFeed } from '../../../src/exchange/index.ts';
import type { BackfillPlace, FeedReport, WebSocketFeedOptions } from '../../../src/exchange/index.ts';
import { inMemoryPositions } from '../../exchange/in-memory-positions.ts';
import { TickServer } from './tick-server.ts';
import type { Tick } from './tick-server.ts';

let server: TickServer;
beforeEach(async () => {
  server = await TickServer.open();
});
afterEach(() => server.close());

const backfill = async (_lane: string, place: BackfillPlace) => {
  const from = 'after' in place ? Number(place.after.id) : 0;
  const response = await fetch(`http://${server.host}/ticks?from=${from}`);
  const values = (await response.json()) as Tick[];
  return { values, reaches: 'since' in place, more: values.length === 100 };
};

/** Options of a feed without backfill, which begins with the first message of the socket. */
const liveOnly = (): WebSocketFeedOptions<Tick> => ({
  name: 'ticks',
  url: `ws://${server.host}`,
  parse: (message) => (JSON.parse(message) as { ticks?: Tick[] }).ticks ?? [],
  id: ({ id }) => id,
  time: ({ time }) => time,
  order: 'consecutive',
  store: inMemoryPositions(),
  retry: { initialDelay: 1, maxDelay: 5 },
});

const options = (): WebSocketFeedOptions<Tick> => ({ ...liveOnly(), since: 0, backfill });

const read = (changes: Partial<WebSocketFeedOptions<Tick>> = {}, base = options()) => {
  const got: number[] = [];
  const reports: FeedReport[] = [];
  const stop = new AbortController();
  const flow = webSocketFeed({ ...base, onReport: (report) => void reports.push(report), ...changes });
  const done = run(
    flow,
    tapValue(({ id }) => void got.push(Number(id))),
    settle(),
    { signal: stop.signal },
  );
  done.catch(() => undefined);
  const until = (count: number) =>
    expect.poll(() => got.length, { timeout: 5_000, interval: 2 }).toBeGreaterThanOrEqual(count);
  return { got, reports, done, until, stop: async () => (stop.abort(), done) };
};

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const connected = () => server.connected();

test('ticks come once and in order over several pages, disconnects and messages lost on an open socket', async () => {
  server.tick(250);
  const { got, until, stop } = read();
  await until(250);
  await connected();
  server.tick(5);
  server.cut();
  server.tick(130);
  await until(385);
  await connected();
  // A lost message: the tick is made but never sent.
  server.ticks.push({ id: '385', time: 1, price: 1 }, { id: '386', time: 1, price: 1 });
  server.tick(3);
  await until(390);
  await stop();
  expect(got).toEqual(upTo(390));
});

test('an additional backfill finds a tick from before the subscription took effect', async () => {
  server.tick(3);
  const { got, until, stop } = read({ confirmWithin: 600 });
  await until(3);
  await connected();
  // The socket does not send it, and no tick follows.
  server.ticks.push({ id: '3', time: 1_767_225_600_030, price: 1 });
  await until(4);
  await stop();
  expect(got).toEqual(upTo(4));
});

test('without backfill each outage is a gap with its bounds', async () => {
  const { got, reports, until, stop } = read({}, liveOnly());
  await connected();
  server.tick(3);
  await until(3);
  server.cut();
  server.tick(4);
  await connected();
  server.tick(2);
  await until(5);
  await stop();
  expect(got).toEqual([0, 1, 2, 7, 8]);
  expect(reports.filter(({ kind }) => kind === 'gap')).toMatchObject([
    { after: { id: '2' }, before: { id: '7' }, reason: 'no-backfill' },
  ]);
});

test("backfill that never reaches the socket's ticks leads to an unconfirmed gap", async () => {
  server.tick(5);
  const { got, reports, until, stop } = read({
    order: 'rising',
    confirmWithin: 50,
    backfill: async () => ({ values: server.ticks.slice(0, 5), reaches: true, more: false }),
  });
  await until(5);
  await connected();
  server.tick(3);
  await until(8);
  await stop();
  expect(got).toEqual(upTo(8));
  expect(reports.filter(({ kind }) => kind === 'gap')).toMatchObject([
    { after: { id: '4' }, before: { id: '5' }, reason: 'unconfirmed' },
  ]);
});

test('each lane has its own order and positions', async () => {
  const store = inMemoryPositions();
  const lane = ({ id }: Tick): string => (Number(id) % 2 === 1 ? 'odd' : 'even');
  const { got, until, stop } = read({ store, lanes: ['even', 'odd'], lane, order: 'rising' }, liveOnly());
  await connected();
  server.tick(11);
  await until(11);
  await stop();
  expect(got.toSorted((a, b) => a - b)).toEqual(upTo(11));
  expect(store.cursors.get('ticks:even')).toMatchObject({ offset: 6 });
  expect(store.cursors.get('ticks:odd')).toMatchObject({ offset: 5 });
});

test('an error of parse fails the flow', async () => {
  const { done } = read();
  await connected();
  for (const text of ['no JSON']) server.send(text);
  server.send({ ticks: 17 });
  await expect(done).rejects.toThrow(TypeError);
});

test('a permanent error of backfill fails the flow', async () => {
  const { done } = read({
    backfill: async () => {
      throw new RangeError('no such feed');
    },
  });
  await expect(done).rejects.toThrow('no such feed');
});

test.each<[string, object]>([
  ['url', { url: 'http://example.com' }],
  ['order', { order: 'random' }],
  ['store', { store: {} }],
  ['lanes', { lanes: ['a', 'a'] }],
  ['maxBuffered', { maxBuffered: 0 }],
  ['since', { since: NaN }],
  ['since', { since: null }],
  ['silentAfter', { silentAfter: 0 }],
  ['reorderWithin', { reorderWithin: -1 }],
  ['confirmWithin', { confirmWithin: 'soon' }],
  ...['parse', 'id', 'time', 'subscribe', 'lane', 'backfill', 'connect', 'onReport', 'random'].map(
    (option): [string, object] => [option, { [option]: 'none' }],
  ),
])('an invalid %s is rejected when called', (option, changes) => {
  expect(() => webSocketFeed({ ...options(), ...changes })).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(option) as string,
    }) as Error,
  );
});

test('the waits grow when a server accepts connections and closes them soon', async () => {
  const greeting = setInterval(() => {
    server.send({ hello: 1 });
    server.cut();
  }, 1);
  const { reports, stop } = read({ retry: { initialDelay: 1, maxDelay: 1_000 } });
  const attempts = () => reports.flatMap((report) => (report.kind === 'down' ? [report.attempt] : []));
  await expect.poll(() => attempts().length, { timeout: 5_000, interval: 2 }).toBeGreaterThanOrEqual(5);
  clearInterval(greeting);
  await stop();
  expect(attempts().slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
});

test('the flow ends without waiting for an unreachable server', async () => {
  // A socket of ws can end without a closing handshake. The global class of Node 22 and later cannot.
  const { reports, stop } = read({ connect: (url) => new WebSocket(url) });
  await expect.poll(() => reports.map(({ kind }) => kind), { interval: 2 }).toContain('up');
  const closed = server.closed();
  await stop();
  // The code 1006 means an end without a closing handshake (RFC 6455), which an unreachable server would not answer.
  expect(await closed).toBe(1_006);
});

test('lanes share maxBuffered', async () => {
  let asked = 0;
  const lanes = ['a', 'b', 'c', 'd'];
  const flow = webSocketFeed<Tick>({
    ...options(),
    lanes,
    maxBuffered: 250,
    maxInFlight: 1,
    order: 'rising',
    async backfill(_lane, place) {
      asked += 1;
      const from = 'after' in place ? Number(place.after.id) : -1;
      const values = Array.from({ length: 100 }, (_, n) => ({ id: String(from + n + 1), time: 1, price: 1 }));
      return { values, reaches: true, more: true };
    },
  });
  let goOn = (): void => undefined;
  const slow = toSink(() => new Promise<void>((resolve) => (goOn = resolve)), { maxAge: 1 });
  const stop = new AbortController();
  const done = run(flow, slow, { signal: stop.signal });
  await expect.poll(() => asked, { interval: 2 }).toBeGreaterThanOrEqual(lanes.length);
  await new Promise((resolve) => setTimeout(resolve, 50));
  // When the limit is reached, one page of each lane is being requested. With a limit per lane there would be three
  // pages.
  expect(asked).toBeLessThan(2 * lanes.length);
  stop.abort();
  goOn();
  await done;
});
