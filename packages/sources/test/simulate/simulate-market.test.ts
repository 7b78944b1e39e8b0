import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import { sourceContract } from '@penstock/stream/testing';
import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { simulateMarket } from '../../src/index.ts';
import type { SimulatedTick, SimulateMarketOptions } from '../../src/index.ts';
import { play, take } from '../poll/play.ts';

const all = (options: SimulateMarketOptions & { count: number }): Promise<SimulatedTick[]> =>
  take(simulateMarket(options), Number.POSITIVE_INFINITY);

describe('simulateMarket', () => {
  // Computed by the same steps in CPython 3.11 (its floats are IEEE 754 too), 100000 ticks of seed 7, packed as
  // struct.pack('<dd', price, volume) and hashed; run under Node 20, 22 and 24.
  test('yields the same bits as an implementation in another language', async () => {
    const hash = createHash('sha256');
    const ticks = await all({ seed: 7, count: 100_000 });
    expect(ticks[0]).toMatchObject({ symbol: 'SIM', sequence: 0, time: Date.UTC(2020, 0, 1), price: 10_000 });
    for (const { price, volume } of ticks) hash.update(new Uint8Array(new Float64Array([price, volume]).buffer));
    expect(hash.digest('hex')).toBe('75f9b87f739632a736db8c761c97f4ae6e5c584ac90ba659c32fe2773fa305c2');
  });

  test('yields the same ticks for the same seed, and different ones for another', async () => {
    const [a, b, c] = await Promise.all([
      all({ seed: 1, count: 50 }),
      all({ seed: 1, count: 50 }),
      all({ seed: 2, count: 50 }),
    ]);
    expect(a).toEqual(b);
    expect(a!.map(({ price }) => price).slice(1)).not.toContain(c![1]!.price);
    const far = await all({ seed: 1 + 2 ** 32, count: 50 });
    expect(far[1]!.price).not.toBe(a![1]!.price);
  });

  test('sets the times by start and interval, and the symbol of each tick', async () => {
    const ticks = await all({ seed: 1, count: 3, symbol: 'BTC-USD', start: new Date(5_000), interval: '1m', price: 7 });
    expect(ticks.map(({ symbol, sequence, time }) => ({ symbol, sequence, time }))).toEqual([
      { symbol: 'BTC-USD', sequence: 0, time: 5_000 },
      { symbol: 'BTC-USD', sequence: 1, time: 65_000 },
      { symbol: 'BTC-USD', sequence: 2, time: 125_000 },
    ]);
    expect(ticks[0]!.price).toBe(7);
  });

  // Glasserman's section 3.2.1: the logarithm of each step is normal with mean (drift - volatility^2 / 2) dt and
  // variance volatility^2 dt. Bounds are five standard errors of 100000 steps.
  test('has normal logarithms of growth with the given drift and volatility', async () => {
    const [volatility, drift, n] = [0.8, 0.5, 100_000];
    const ticks = await all({ seed: 3, count: n + 1, interval: '1d', volatility, drift });
    const dt = 1 / 365;
    const z = ticks
      .slice(1)
      .map(
        ({ price }, index) =>
          (Math.log(price / ticks[index]!.price) - (drift - volatility ** 2 / 2) * dt) / (volatility * Math.sqrt(dt)),
      );
    const moment = (power: number) => z.reduce((sum, each) => sum + each ** power, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    const follow = z.slice(1).reduce((sum, each, index) => sum + each * z[index]!, 0) / n;
    expect(Math.abs(follow)).toBeLessThan(5 * Math.sqrt(1 / n));
  });

  test('has uncorrelated steps for similar seeds', async () => {
    const n = 2_000;
    const steps = await Promise.all(
      Array.from({ length: n }, async (_, seed) => {
        const ticks = await all({ seed, count: 2, interval: '1d' });
        return (Math.log(ticks[1]!.price / ticks[0]!.price) + 0.18 / 365) / (0.6 / Math.sqrt(365));
      }),
    );
    const mean = steps.reduce((sum, step) => sum + step, 0) / n;
    const follow = steps.slice(1).reduce((sum, step, index) => sum + step * steps[index]!, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(follow)).toBeLessThan(5 / Math.sqrt(n));
  });

  test('keeps prices within the limits when the walk would leave them', async () => {
    for (const drift of [-365, 365]) {
      const ticks = await all({ seed: 1, count: 1_000, interval: '1d', volatility: 19, drift });
      expect(ticks.every(({ price }) => price >= 1e-9 && price <= 1e15)).toBe(true);
    }
  });

  test('loses and adds no ticks with late and duplicates, and delays none longer than by', async () => {
    const shares = fc.constantFrom(0, 0.01, 0.3, 1);
    const places = fc.integer({ min: 1, max: 50 });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(200),
        shares,
        places,
        shares,
        places,
        async (seed, count, lateShare, lateBy, twiceShare, twiceBy) => {
          const ordered = await all({ seed, count });
          const late = { share: lateShare, by: lateBy * 1_000 };
          const duplicates = { share: twiceShare, by: twiceBy * 1_000 };
          const ticks = await all({ seed, count, late, duplicates });
          const once = new Map(ticks.map((tick) => [tick.sequence, tick]));
          expect([...once.values()].toSorted((a, b) => a.sequence - b.sequence)).toEqual(ordered);
          if (twiceShare === 0) expect(ticks).toHaveLength(count);
          if (twiceShare === 1) expect(ticks).toHaveLength(2 * count);
          let latest = 0;
          for (const { time } of ticks) {
            latest = Math.max(latest, time);
            expect(latest - time).toBeLessThanOrEqual(Math.max(late.by, duplicates.by));
          }
          expect(await all({ seed, count, late, duplicates })).toEqual(ticks);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('makes the given shares of ticks late and duplicate', async () => {
    const n = 100_000;
    const ticks = await all({
      seed: 5,
      count: n,
      late: { share: 0.1, by: '30s' },
      duplicates: { share: 0.02, by: '1s' },
    });
    const deviation = (share: number) => 5 * Math.sqrt(n * share * (1 - share));
    expect(Math.abs(ticks.length - n - 0.02 * n)).toBeLessThan(deviation(0.02));
    const late = await all({ seed: 5, count: n, late: { share: 0.1, by: '30s' } });
    let latest = -1;
    const behind = late.filter(({ sequence }) => {
      const isBehind = sequence < latest;
      latest = Math.max(latest, sequence);
      return isBehind;
    });
    // A late tick that only other late ticks overtake does not count as late. That is rare, so the tolerance is larger
    // on one side.
    expect(behind.length - 0.1 * n).toBeLessThan(deviation(0.1));
    expect(behind.length).toBeGreaterThan(0.09 * n);
  });

  test('waits for the time of each tick with realtime, without drift', async () => {
    const scheduler = new VirtualTimeScheduler();
    const at: number[] = [];
    const read = async () => {
      for await (const tick of simulateMarket({ seed: 1, count: 4, interval: '3s', realtime: true, scheduler })) {
        at.push(scheduler.now());
        if (tick.sequence === 1) await new Promise<void>((resolve) => scheduler.schedule(() => resolve(), 4_000));
      }
    };
    await play(scheduler, read());
    expect(at).toEqual([0, 3_000, 7_000, 9_000]);
  });

  test('ends a wait immediately when the reader stops or its signal aborts', async () => {
    const scheduler = new VirtualTimeScheduler();
    const reason = new Error('enough');
    const stop = new AbortController();
    const market = simulateMarket({ seed: 1, interval: '1d', realtime: true, scheduler, signal: stop.signal });
    const [left, aborted] = [market[Symbol.asyncIterator](), market[Symbol.asyncIterator]()];
    await Promise.all([left.next(), aborted.next()]);
    const [onLeave, onAbort] = [left.next(), aborted.next()];
    await setImmediate();
    await left.return!();
    expect(await onLeave).toEqual({ done: true, value: undefined });
    stop.abort(reason);
    await expect(onAbort).rejects.toBe(reason);
    expect(scheduler.actions).toEqual([]);
    await expect(take(market, 1)).rejects.toBe(reason);
  });

  test('lets timers run while it is read without waits', async () => {
    const market = simulateMarket({ seed: 1, signal: AbortSignal.timeout(20) });
    await expect(take(market, Number.POSITIVE_INFINITY)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test.each<[string, Partial<SimulateMarketOptions>]>([
    ['a seed below 0', { seed: -1 }],
    ['half a seed', { seed: 0.5 }],
    ['an empty symbol', { symbol: '' }],
    ['a start that is not a time', { start: new Date('x') }],
    ['an interval of 0', { interval: 0 }],
    ['half a millisecond', { interval: 0.5 }],
    ['a price of 0', { price: 0 }],
    ['a negative volatility', { volatility: -0.1 }],
    ['a volatility too wild for its interval', { volatility: 20, interval: '1d' }],
    ['a drift too steep for its interval', { drift: 400, interval: '1d' }],
    ['half a tick', { count: 1.5 }],
    ['a share above 1', { late: { share: 1.1, by: '1s' } }],
    ['a delay below the interval', { duplicates: { share: 0.1, by: '999ms' } }],
  ])('rejects %s when called', (_, options) => {
    expect(() => simulateMarket({ seed: 1, ...options })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});

describe('simulateMarket as a source', () => {
  const cases = sourceContract(async () => ({
    source: simulateMarket({ seed: 9, count: 4 }),
    expected: await all({ seed: 9, count: 4 }),
    close: async () => undefined,
  }));
  for (const { name, run } of cases) test(name, run);
});
