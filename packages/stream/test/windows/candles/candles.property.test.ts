import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, ohlc, run, settle, tapValue, toSink, tumbling } from '../../../src/index.ts';
import type { TradeCandle, WindowResult } from '../../../src/index.ts';
import { feed, memoryStore, tick } from '../feed.ts';
import type { Step, Tick } from '../feed.ts';

const interval = 60_000;

// Any sum of these sizes fits into the 106 bits of a sum.
const size = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e3, noNaN: true }));

/** Ticks with different event times, so that no order of arrival can matter. */
const ticks = fc
  .uniqueArray(
    fc.record({
      time: fc.integer({ min: -300_000, max: 900_000 }),
      key: fc.constantFrom('a', 'b', 'c'),
      price: fc.double({ min: 1e-6, max: 1e5, noNaN: true }),
      size,
    }),
    {
      selector: ({ time }) => time,
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((all): Tick[] => all.toSorted((one, other) => one.time - other.time));

/** An order of arrival in which no tick is more than `lateness` behind the newest before it. */
const shuffledWithin = (sorted: readonly Tick[], lateness: number, jitter: readonly number[]): Tick[] =>
  sorted
    .map((one, index) => ({ one, at: one.time + (jitter[index % jitter.length]! % (lateness + 1)) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** The candles computed from all ticks at once. */
const recomputed = (all: readonly Tick[]) => {
  const candles = new Map<string, TradeCandle>();
  for (const [group, members] of grouped(all)) {
    const sorted = members.toSorted((a, b) => a.time - b.time);
    const prices = sorted.map(({ price }) => price);
    candles.set(group, {
      time: Math.floor(sorted[0]!.time / interval) * interval,
      open: prices[0]!,
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: prices.at(-1)!,
      volume: exactly(sorted.map(({ size }) => size)),
      trades: sorted.length,
    });
  }
  return candles;
};
const groupOf = ({ key, time }: Tick) => `ohlc-1m/t-0/${key}/${Math.floor(time / interval) * interval}`;
const grouped = (all: readonly Tick[]) => {
  const groups = new Map<string, Tick[]>();
  for (const one of all) groups.set(groupOf(one), [...(groups.get(groupOf(one)) ?? []), one]);
  return groups;
};
/** The exact sum, rounded once. It is computed in integers, in units of the smallest double. */
const exactly = (values: readonly number[]): number => {
  const view = new DataView(new ArrayBuffer(8));
  const total = values.reduce((sum, value) => {
    view.setFloat64(0, value);
    const bits = view.getBigUint64(0);
    const exponent = (bits >> 52n) & 0x7ffn;
    const fraction = bits & 0xfffffffffffffn;
    return sum + (exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n));
  }, 0n);
  const shift = Math.max(0, total.toString(2).length - 60);
  const cutOff = total & ((1n << BigInt(shift)) - 1n);
  // One more bit records whether digits were cut off, so that only the conversion to a double rounds.
  return Number((total >> BigInt(shift)) | (cutOff > 0n ? 1n : 0n)) * 2 ** (shift - 1000) * 2 ** -74;
};

const candlesOf = async (arrivals: readonly Tick[], lateness: number) => {
  const candles = new Map<string, TradeCandle>();
  const { late } = await run(
    feed(arrivals.map((one): Step => [0, one])),
    ohlc({ interval: '1m', lateness, price: ({ price }: Tick) => price, volume: ({ size }) => size }),
    toSink<TradeCandle>(async (batch) => {
      for (const { id, value } of batch) {
        expect(candles.has(id)).toBe(false);
        candles.set(id, value);
      }
    }),
  );
  return { candles, late };
};

test('candles are the same for every order of arrival within the lateness, and equal those of a batch', async () => {
  await fc.assert(
    fc.asyncProperty(
      ticks,
      fc.integer({ min: 0, max: 400_000 }),
      fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 60 }),
      async (sorted, lateness, jitter) => {
        const { candles, late } = await candlesOf(shuffledWithin(sorted, lateness, jitter), lateness);
        expect(late).toBe(0);
        expect(candles).toEqual(recomputed(sorted));
      },
    ),
    { numRuns: 100 },
  );
});

test('small candles give the same larger candles as their ticks', async () => {
  await fc.assert(
    fc.asyncProperty(
      ticks,
      fc.integer({ min: 0, max: 100_000 }),
      fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 60 }),
      async (sorted, lateness, jitter) => {
        const steps = shuffledWithin(sorted, lateness, jitter).map((one): Step => [0, one]);
        const [direct, chained] = [new Map<string, TradeCandle>(), new Map<string, TradeCandle>()];
        const into = (candles: Map<string, TradeCandle>) =>
          tapValue((candle: TradeCandle, { id }) => void candles.set(id, candle));
        const small = () =>
          ohlc({ interval: '1m', lateness, price: ({ price }: Tick) => price, volume: ({ size }) => size });
        await run(
          feed(steps),
          ohlc({ interval: '5m', lateness, price: ({ price }: Tick) => price, volume: ({ size }) => size }),
          into(direct),
          settle(),
        );
        await run(feed(steps), small(), ohlc({ interval: '5m' }), into(chained), settle());
        expect([...chained.keys()].toSorted()).toEqual([...direct.keys()].toSorted());
        for (const [id, candle] of direct)
          expect(chained.get(id)).toEqual({ ...candle, volume: expect.closeTo(candle.volume, 8) });
      },
    ),
    { numRuns: 40 },
  );
});

test('the counts of records in results, late records and open windows add up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ time: fc.integer({ min: 0, max: 600_000 }), key: fc.constantFrom('a', 'b') }), {
        maxLength: 80,
      }),
      fc.integer({ min: 0, max: 200_000 }),
      fc.boolean(),
      async (arrivals, lateness, stops) => {
        const stateStore = memoryStore();
        let emitted = 0;
        let late = 0;
        const counts = await run(
          feed(
            arrivals.map(({ time, key }): Step => [0, tick(time, key)]),
            { stops, stateStore, onCommit: () => undefined },
          ),
          tumbling({
            interval: '60s',
            lateness,
            aggregate: count(),
            late: (flow) =>
              flow.pipe(
                tapValue(() => void (late += 1)),
                settle(),
              ),
          }),
          tapValue(({ value }: WindowResult<number>) => void (emitted += value)),
          settle(),
        );
        const state = await stateStore.load({ topic: 't', partition: 0, offset: arrivals.length });
        const open = [...((state?.get('tumbling-60s') ?? new Map()) as Map<string, number>)]
          .filter(([name]) => name.startsWith('w'))
          .reduce((sum, [, n]) => sum + n, 0);
        expect(counts).toMatchObject({ received: arrivals.length, late });
        expect(emitted + late + open).toBe(arrivals.length);
        if (!stops) expect(open).toBe(0);
        else if (arrivals.length > late) expect(open).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});
