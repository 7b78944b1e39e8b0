import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { deliver, ohlc, run, settle, tapValue } from '@penstock/stream';
import type { CalendarOptions, Candle, Interval, Origin, TradeCandle } from '@penstock/stream';
import { ensureIndex, mapping, readCandles, readSeries, toElasticsearch } from '../../src/index.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

const minute = 60_000;
const zones = [
  'UTC',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
  'Africa/Casablanca',
  'Europe/London',
  'America/New_York',
  'America/Havana',
];
const intervals: Interval[] = [
  '1m',
  '30m',
  '1h',
  '90m',
  '4h',
  '5h',
  '24h',
  '1d',
  '3d',
  '1w',
  '2w',
  '1mo',
  '3mo',
  '1q',
  '5mo',
  '1y',
  3_600_000,
];
const origins: Array<Origin | undefined> = [undefined, undefined, '09:30', '23:59:59', Date.UTC(1999, 2, 6, 12, 34)];

// Instants at which the clocks of these zones change, from the IANA time zone database, and some early instants.
const changes = [
  '2024-03-10T07:00Z',
  '2024-11-03T06:00Z',
  '2010-11-07T02:31Z',
  '2024-04-06T15:00Z',
  '2024-10-05T15:30Z',
  '2011-12-30T10:00Z',
  '2024-03-10T02:00Z',
  '2024-04-14T02:00Z',
  '1968-02-18T02:00Z',
  '1971-10-31T02:00Z',
  '1935-03-30T03:30Z',
  '1969-12-31T23:00Z',
  '1901-06-01T12:00Z',
];

/** Returns candles of one minute, at irregular intervals in the three days around each change. */
const rows = (): Candle[] => {
  const times = changes.flatMap((change, n) =>
    Array.from(
      { length: 120 },
      (_, step) =>
        Math.floor(Date.parse(change) / minute) * minute -
        2_160 * minute +
        (step * 36 + ((step * (7 + n)) % 35)) * minute,
    ),
  );
  return [...new Set(times)]
    .toSorted((one, other) => one - other)
    .map((time, n) => ({
      time,
      open: n % 97,
      high: 100 + (n % 89),
      low: -1 - (n % 83),
      close: n % 79,
      volume: n % 73,
    }));
};

/** Returns the candles that `ohlc` makes from the rows. */
const madeByOhlc = async (
  candles: readonly Candle[],
  interval: Interval,
  options: CalendarOptions,
): Promise<Candle[]> => {
  const made: Candle[] = [];
  const keep = tapValue(({ trades: _trades, ...candle }: TradeCandle) => void made.push(candle));
  await run(deliver(candles, { time: ({ time }) => time }), ohlc({ interval, ...options }), keep, settle());
  return made;
};

for (const { name, server, open, isFull } of pairs) {
  if (!isFull) continue;
  describe(`windows of ${name}`, () => {
    const client = open();
    const index = freshIndex();
    const candles = rows();

    beforeAll(async () => {
      await ensureIndex(client, {
        index,
        mapping: mapping<Candle>({
          time: 'date',
          open: 'double',
          high: 'double',
          low: 'double',
          close: 'double',
          adjClose: 'double',
          volume: 'double',
        }),
      });
      await run(deliver(candles, { id: ({ time }) => String(time) }), toElasticsearch<Candle>(client, { index }));
      await askServer(server, 'POST', `/${index}/_refresh`);
    });
    afterAll(async () => {
      await client.close();
      await fetch(`${inject(server)}/${index}`, { method: 'DELETE' });
    });

    test('equal those of ohlc for each interval, time zone and origin, across clock changes', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...zones),
          fc.constantFrom(...intervals),
          fc.constantFrom(...origins),
          fc.constantFrom(250, 5_000),
          async (timeZone, interval, origin, pageSize) => {
            const options = { timeZone, ...(origin !== undefined && { origin }) };
            const read = await readCandles(client, { index, interval, pageSize, ...options });
            expect(read).toEqual(await madeByOhlc(candles, interval, options));
          },
        ),
        {
          numRuns: 25,
          examples: [
            ['Asia/Kolkata', '1h', undefined, 5_000],
            ['Pacific/Apia', '1d', undefined, 250],
            ['UTC', '2w', undefined, 5_000],
            ['Europe/London', '1q', undefined, 5_000],
            ['America/New_York', '1h', '09:30', 250],
          ],
        },
      );
    });

    test('equal those of ohlc within a time span', async () => {
      const [from, to] = [Date.parse('2024-03-10T00:10Z'), Date.parse('2024-03-11T11:50Z')];
      const options = { timeZone: 'America/New_York', origin: '09:30' } as const;
      const part = candles.filter(({ time }) => time >= from && time < to);
      expect(await readCandles(client, { index, from, to, interval: '65m', ...options })).toEqual(
        await madeByOhlc(part, '65m', options),
      );
      const closes = await readSeries(client, {
        index,
        from,
        to,
        field: 'close',
        interval: '4h',
        timeZone: 'America/New_York',
        aggregate: 'last',
      });
      const made = await madeByOhlc(part, '4h', { timeZone: 'America/New_York' });
      expect([...closes.times]).toEqual(made.map(({ time }) => time));
      expect([...closes.values]).toEqual(made.map(({ close }) => close));
    });

    test('refuse an invalid interval, time zone or origin', async () => {
      for (const bad of [
        { interval: '1M' as Interval },
        { interval: '1d', timeZone: 'Mars/Base' },
        { interval: '1h', origin: '9:30' },
        { interval: '36h', origin: '09:30' },
      ] as const) {
        await expect(readCandles(client, { index, ...bad })).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
      }
      expect(
        await readCandles(client, { index, interval: '1d', timeZone: 'Asia/Tokyo', query: { term: { volume: -1 } } }),
      ).toEqual([]);
    });
  });
}
