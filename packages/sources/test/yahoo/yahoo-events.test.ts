import { describe, expect, test } from 'vitest';
import { yahooEvents } from '../../src/index.ts';
import type { YahooChart, YahooChartClient } from '../../src/index.ts';
import { collect } from '../scratch-files.ts';
import { chartAnswer } from './chart-answer.ts';

const range = { symbol: 'X', from: Date.UTC(2020, 0, 1), to: Date.UTC(2021, 0, 1) };
const seconds = (...date: Parameters<typeof Date.UTC>): number => Date.UTC(...date) / 1_000;
const dividend = (date: number, amount: number) => ({ [date]: { date, amount } });

/** Returns the events of a response, through the real client, and the query that was sent. */
const read = async (events: object | undefined, timeZone = 'America/New_York') => {
  const asked: URL[] = [];
  const body = chartAnswer('X', [Date.UTC(2020, 0, 2)], [[10, 12, 9, 11, 300]], {
    timeZone,
    ...(events && { events }),
  });
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(new URL(String(input)));
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  };
  return { events: await collect(yahooEvents({ ...range, fetch })), asked };
};

describe('yahooEvents', () => {
  test('yields dividends and splits in the order of time, a split first', async () => {
    const august = seconds(2020, 7, 31, 13, 30);
    const { events, asked } = await read({
      dividends: { ...dividend(august, 0.2), ...dividend(seconds(2020, 1, 7, 14, 30), 0.1925) },
      splits: { [august]: { date: august, numerator: 4, denominator: 1, splitRatio: '4:1' } },
    });
    expect(events).toEqual([
      { kind: 'dividend', time: Date.UTC(2020, 1, 7), amount: 0.1925, currency: 'USD' },
      { kind: 'split', time: Date.UTC(2020, 7, 31), numerator: 4, denominator: 1 },
      { kind: 'dividend', time: Date.UTC(2020, 7, 31), amount: 0.2, currency: 'USD' },
    ]);
    expect(asked).toHaveLength(1);
    expect(Object.fromEntries(asked[0]!.searchParams)).toMatchObject({
      interval: '1d',
      events: 'div|split',
      period1: String(seconds(2019, 11, 31)),
      period2: String(seconds(2021, 0, 2)),
    });
  });

  test("uses days in the exchange's time zone, and yields only those in the range", async () => {
    // 10:00 in Sydney is 23:00 UTC of the day before.
    const dividends = {
      ...dividend(seconds(2019, 11, 30, 23), 1),
      ...dividend(seconds(2019, 11, 31, 23), 2),
      ...dividend(seconds(2020, 11, 31, 23), 3),
    };
    expect((await read({ dividends }, 'Australia/Sydney')).events).toMatchObject([
      { time: Date.UTC(2020, 0, 1), amount: 2 },
    ]);
  });

  test('yields nothing when there were no events', async () => {
    expect((await read(undefined)).events).toEqual([]);
    expect((await read({})).events).toEqual([]);
    expect(yahooEvents(range).name).toBe('X:events');
  });

  const date = new Date(range.from);
  test.each<[string, YahooChart['events']]>([
    ['a dividend without an amount', { dividends: [{ date, amount: NaN }] }],
    ['an event without a time', { dividends: [{ date: new Date('x'), amount: 1 }] }],
    ['a split to nothing', { splits: [{ date, numerator: 0, denominator: 1 }] }],
    ['a split of nothing', { splits: [{ date, numerator: 1, denominator: 0 }] }],
  ])('rejects %s', async (_, events) => {
    const client: YahooChartClient = { chart: async () => ({ quotes: [], ...(events && { events }) }) };
    await expect(collect(yahooEvents({ ...range, client }))).rejects.toMatchObject({ code: 'PENSTOCK_BAD_RESPONSE' });
  });

  test('rejects a range that ends before it begins when called', () => {
    expect(() => yahooEvents({ ...range, to: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
