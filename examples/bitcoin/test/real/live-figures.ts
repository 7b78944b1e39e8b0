import { readFile } from 'node:fs/promises';
import { consumerLag } from '@penstock/sources/kafka';
import { expect } from 'vitest';
import { count, price } from '../../page/format/number.ts';
import type { LiveCounts } from '../../src/live/live-counts.ts';
import { liveGroup } from '../../src/live/places.ts';
import type { LiveDocuments } from '../../src/live/store/documents.ts';
import { elasticsearchLiveStore } from '../../src/live/store/elasticsearch-live-store.ts';
import { partitions as partitionCount, topics } from '../../src/topic/topic.ts';
import { expectMarket } from '../live/expect-market.ts';
import { plainOddMinutes } from '../live/plain-odd-minutes.ts';
import type { Bar, LivePage } from './live-page.ts';

const exchange = 'simulated';
const minute = 60_000;

/** The page requests what changed at the end, and answers take long on a loaded machine. */
const patience = { timeout: 30_000 };

type Candle = LiveDocuments['bitcoin_candles_1m'];

/** The documents of the simulated market in the store. */
interface Stored {
  readonly seconds: readonly Candle[];
  readonly minutes: readonly Candle[];
  readonly anomalies: ReadonlyArray<LiveDocuments['bitcoin_live_anomalies']>;
  readonly forecasts: ReadonlyArray<LiveDocuments['bitcoin_live_forecast']>;
}

/** Expects all documents of a settled run to equal those that a plain loop makes of the trades of the market. */
export const expectStore = async (
  node: string,
  more: { readonly seconds: number; readonly minutes: number },
): Promise<Stored> => {
  const store = await elasticsearchLiveStore({ node, apiKey: undefined, onOutage: () => undefined });
  const [seconds, minutes, anomalies, forecasts] = await Promise.all([
    store.read('bitcoin_candles_1s', { exchange }),
    store.read('bitcoin_candles_1m', { exchange }),
    store.read('bitcoin_live_anomalies', { exchange }),
    store.read('bitcoin_live_forecast', { exchange }),
  ]);
  await expectMarket(store, more);
  // `toEqual` does not compare fields that are undefined.
  const computed = anomalies.map((odd) => ({ ...odd, exchange: undefined, symbol: undefined, description: undefined }));
  expect(computed).toEqual(
    plainOddMinutes(seconds).map((odd) => ({
      ...odd,
      ...Object.fromEntries(
        Object.entries(odd).flatMap(([name, value]) =>
          typeof value === 'number' && name !== 'time' ? [[name, expect.closeTo(value, 6)]] : [],
        ),
      ),
    })),
  );
  // Each minute makes a forecast of the 15 minutes after it, so the newest one begins after the newest candle.
  const last = minutes.at(-1)!.time;
  expect(forecasts.slice(-15).map(({ time, made }) => [time - last, made])).toEqual(
    Array.from({ length: 15 }, (_, step) => [(step + 1) * minute, last]),
  );
  return { seconds, minutes, anomalies, forecasts };
};

/** Expects a page to show the documents of the store, a lag of 0 in each partition, and the counts of the run. */
export const expectPage = async (
  page: LivePage,
  { seconds, minutes, anomalies, forecasts }: Stored,
  { brokers, json }: { readonly brokers: readonly string[]; readonly json: string },
): Promise<void> => {
  const bars = await page.bars();
  // The page has the last hour of seconds before its newest request, which can come minutes after the last trade.
  expect(bars.length).toBeGreaterThan(3_000);
  expect(bars).toEqual(barsOf(seconds, bars[0]!.time));
  expect(await page.price()).toContain(price(seconds.at(-1)!.close));

  await page.show('1m');
  const ofMinutes = await page.bars();
  // Of minutes it has the last day.
  expect(ofMinutes.length).toBeGreaterThanOrEqual(Math.min(minutes.length, 1_400));
  const open = seconds.filter(({ time }) => time >= minutes.at(-1)!.time + minute);
  expect(ofMinutes).toEqual([...barsOf(minutes, ofMinutes[0]!.time), ...openBar(open)]);
  await expect.poll(() => page.anomalies(), patience).toEqual(anomalies.map(cellsOf).toReversed());
  const ahead = forecasts.slice(-15).map(({ time, mean }) => [time, mean]);
  await expect.poll(async () => (await page.forecast()).slice(-15), patience).toEqual(ahead);

  const { partitions } = await consumerLag({ brokers }, { topic: topics.trades(exchange), group: liveGroup });
  expect(partitions).toHaveLength(partitionCount);
  expect(partitions.reduce((sum, { lag }) => sum + lag, 0)).toBe(0);
  await expect
    .poll(() => page.partitions(), patience)
    .toEqual(
      partitions.map(({ partition, committed, end, lag }) => [
        topics.trades(exchange),
        ...[partition, committed, end, lag].map(count),
      ]),
    );
  const { sent, trades, rejected } = JSON.parse(await readFile(json, 'utf8')) as LiveCounts;
  expect([sent > 0, trades > 0, rejected]).toEqual([true, true, 0]);
  expect(partitions.reduce((sum, { end }) => sum + end, 0)).toBeGreaterThanOrEqual(sent);
  await expect.poll(() => page.step('produce'), patience).toMatch(figures('produce', sent));
  await expect.poll(() => page.step('index'), patience).toMatch(figures('index', trades));
  expect(page.messages).toEqual([]);
};

const barsOf = (candles: readonly Candle[], from: number): readonly Bar[] =>
  candles
    .filter(({ time }) => time >= from)
    .map(({ time, open, high, low, close, volume }) => ({ time, open, high, low, close, volume }));

/** The bar of the open minute, which the page makes of the candles of its seconds. */
const openBar = (seconds: readonly Candle[]): readonly Bar[] => {
  const first = seconds[0];
  if (!first) return [];
  const bar = {
    time: first.time - (first.time % minute),
    open: first.open,
    high: Math.max(...seconds.map(({ high }) => high)),
    low: Math.min(...seconds.map(({ low }) => low)),
    close: seconds.at(-1)!.close,
    volume: 0,
  };
  return [bar];
};

const cellsOf = ({ time, severity, actual, typical, description, kind, alarm }: Stored['anomalies'][number]) => [
  expect.stringContaining(new Date(time).toISOString().slice(11, 16)),
  expect.stringContaining(severity.toFixed(0)),
  price(actual),
  price(typical),
  `${description}${alarm ? 'alarm' : ''}`,
  kind,
];

/** Matches the card of a step that is done. */
const figures = (name: string, records: number): RegExp =>
  new RegExp(
    `^${name}\\s+done\\s+${count(records)}\\s+records\\s+In flight\\s+0\\s+.*Retries\\s+0\\s+Rejected\\s+0$`,
    's',
  );
