import { setImmediate } from 'node:timers/promises';
import { deliver, run, settle, tapValue } from '@penstock/stream';
import * as fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { beforeEach, describe, expect, test } from 'vitest';
import { poll, RateLimitedError } from '../../src/index.ts';
import type { PollOptions, PollRetry } from '../../src/index.ts';
import { later, play, take } from './play.ts';

let scheduler: VirtualTimeScheduler;
beforeEach(() => {
  scheduler = new VirtualTimeScheduler();
});

describe('the budget of poll', () => {
  test('spreads calls evenly when every is shorter than it allows', async () => {
    const source = poll(taking(), { every: '3s', budget: { calls: 2_000, per: '1d' }, scheduler });
    expect(await play(scheduler, take(source, 3))).toEqual([0, 43_200, 86_400]);
  });

  test('does not change a longer every', async () => {
    const source = poll(taking(), { every: '1m', budget: { calls: 2_000, per: '1d' }, scheduler });
    expect(await play(scheduler, take(source, 3))).toEqual([0, 60_000, 120_000]);
  });

  test('includes retries, and onError gets their actual wait', async () => {
    const began: number[] = [];
    const waits: number[] = [];
    const call = async () => {
      began.push(scheduler.now());
      if (began.length < 4) throw busy;
      return 0;
    };
    const source = poll(call, {
      every: '1s',
      budget: { calls: 1, per: '40s' },
      retry: { initialDelay: 1 },
      onError: (_, { wait }) => waits.push(wait),
      scheduler,
    });
    await play(scheduler, take(source, 2));
    expect([began, waits]).toEqual([
      [0, 40_000, 80_000, 120_000, 160_000],
      [40_000, 40_000, 40_000],
    ]);
  });

  test('is shared by successive iterations', async () => {
    const source = poll(taking(), { every: '1s', budget: { calls: 1, per: '10s' }, scheduler });
    const twice = async () => [...(await take(source, 1)), ...(await take(source, 1))];
    expect(await play(scheduler, twice())).toEqual([0, 10_000]);
  });

  test('is never exceeded in any span, whether calls fail or are slow', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.boolean()), { minLength: 8, maxLength: 30 }),
        async (calls, per, script) => {
          const clock = new VirtualTimeScheduler();
          const began: number[] = [];
          const steps = [...script];
          const call = async (): Promise<number> => {
            began.push(clock.now());
            const [lasts, fails] = steps.shift() ?? [0, false];
            await later(clock, lasts);
            if (fails) throw busy;
            return 0;
          };
          const source = poll(call, {
            every: 1,
            budget: { calls, per },
            retry: { initialDelay: 1, maxDelay: 1, attempts: Infinity },
            scheduler: clock,
          });
          await play(clock, take(source, 10));
          began.forEach((at, i) => {
            const beyond = began[i + calls];
            if (beyond !== undefined) expect(beyond - at).toBeGreaterThanOrEqual(per - 1e-6);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([{ calls: 0, per: 1 }, { calls: 1.5, per: 1 }, { calls: 1, per: 0 }, { calls: 1 }, { count: 1, per: 1 }])(
    'is rejected when it is %j',
    (budget) => {
      expect(() => poll(taking(), { every: 1, budget: budget as never })).toThrow(
        expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
      );
    },
  );
});

/** Makes calls with the given durations, then 0, that return the time at which they began. */
const taking =
  (...durations: number[]) =>
  async (): Promise<number> => {
    const began = scheduler.now();
    await later(scheduler, durations.shift() ?? 0);
    return began;
  };
const busy = Object.assign(new Error('busy'), { code: 'ECONNRESET' });

describe('the grid of poll', () => {
  test('begins with a call, and does not drift when calls are slow', async () => {
    const source = poll(taking(300, 999, 1, 500), { every: '1s', scheduler });
    expect(await play(scheduler, take(source, 5))).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  });

  test('can have a step of 40 days', async () => {
    const day = 86_400_000;
    const source = poll(taking(300), { every: '40d', scheduler });
    expect(await play(scheduler, take(source, 3))).toEqual([0, 40 * day, 80 * day]);
  });

  test('skips the ticks that a slow call missed, and reports how many', async () => {
    const missed: number[] = [];
    const source = poll(taking(2_500, 0, 1_001), { every: 1_000, scheduler, onMissed: (ticks) => missed.push(ticks) });
    expect(await play(scheduler, take(source, 4))).toEqual([0, 3_000, 4_000, 6_000]);
    expect(missed).toEqual([2, 1]);
  });

  test('misses nothing when a call ends on a tick', async () => {
    const missed: number[] = [];
    const source = poll(taking(1_000, 2_000), { every: 1_000, scheduler, onMissed: (ticks) => missed.push(ticks) });
    expect(await play(scheduler, take(source, 3))).toEqual([0, 1_000, 3_000]);
    expect(missed).toEqual([1]);
  });

  test('counts ticks as missed while the reader is busy', async () => {
    const missed: number[] = [];
    const began: number[] = [];
    const read = async () => {
      for await (const at of poll(taking(), { every: 1_000, scheduler, onMissed: (ticks) => missed.push(ticks) })) {
        began.push(at);
        if (began.length === 3) return;
        await later(scheduler, 3_400);
      }
    };
    await play(scheduler, read());
    expect([began, missed]).toEqual([
      [0, 4_000, 8_000],
      [3, 3],
    ]);
  });

  test('continues when the clock is set back', async () => {
    let back = 0;
    const clock = Object.assign(new VirtualTimeScheduler(), { now: () => clock.frame - back });
    const calls: number[] = [];
    const source = poll(
      async () => {
        calls.push(clock.frame);
        if (calls.length === 2) back = 3_600_000;
        return 0;
      },
      { every: 1_000, scheduler: clock },
    );
    await play(clock, take(source, 4));
    expect(calls).toEqual([0, 1_000, 2_000, 3_000]);
  });

  test('has calls only on ticks, never two at a time, and reports every missed tick', async () => {
    const durations = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(durations, fc.integer({ min: 1, max: 1_500 }), async (durations, every) => {
        scheduler = new VirtualTimeScheduler();
        let missed = 0;
        let running = 0;
        const left = [...durations];
        const call = async () => {
          expect((running += 1)).toBe(1);
          const began = scheduler.now();
          await later(scheduler, left.shift()!);
          running -= 1;
          return began;
        };
        const source = poll(call, { every, scheduler, onMissed: (ticks) => (missed += ticks) });
        const began = await play(scheduler, take(source, durations.length));
        let due = 0;
        for (const [index, at] of began.entries()) {
          expect(at).toBe(due);
          due = Math.max(at + every, Math.ceil((at + durations[index]!) / every) * every);
        }
        expect(missed).toBe(began.at(-1)! / every - (durations.length - 1));
      }),
      { numRuns: 100 },
    );
  });
});

describe('values of poll', () => {
  test('are the values of an array one by one, and none for undefined and an empty array', async () => {
    const answers = [[1, 2], undefined, [], 3, null, [[4]]];
    const source = poll<unknown>(async () => answers.shift(), { every: 1, scheduler });
    expect(await play(scheduler, take(source, 5))).toEqual([1, 2, 3, null, [4]]);
  });

  test('have the option name, else the name of the function, as their source', () => {
    async function prices() {
      return 1;
    }
    expect(poll(prices, { every: 1 }).name).toBe('prices');
    expect(poll(async () => 1, { every: 1 }).name).toBe('poll');
    expect(poll(prices, { every: 1, name: 'btc' }).name).toBe('btc');
  });

  test('start again in each iteration', async () => {
    const source = poll(taking(), { every: 1_000, scheduler });
    expect(await play(scheduler, take(source, 2))).toEqual([0, 1_000]);
    expect(await play(scheduler, take(source, 2))).toEqual([1_000, 2_000]);
  });

  test('run as a flow until the run is stopped', async () => {
    const stop = new AbortController();
    let seen = 0;
    const counts = await run(
      deliver(
        poll(async () => 1, { every: 1 }),
        { maxInFlight: 2 },
      ),
      tapValue(() => {
        if ((seen += 1) === 5) stop.abort();
      }),
      settle(),
      { signal: stop.signal },
    );
    expect(counts).toMatchObject({ received: 5, written: 5 });
  });
});

describe('errors of poll', () => {
  /** Makes calls that throw the given errors in turn, and then return the current time. */
  const failing = (script: unknown[]) => {
    const calls: number[] = [];
    const call = async (): Promise<number> => {
      calls.push(scheduler.now());
      const error = script.shift();
      if (error !== undefined) throw error;
      return scheduler.now();
    };
    return { call, calls };
  };
  const options = (more: Partial<PollOptions> = {}): PollOptions => ({
    every: '10s',
    scheduler,
    random: () => 0,
    ...more,
  });
  const failureOf = (source: AsyncIterable<unknown>) =>
    play(
      scheduler,
      take(source, 9).then(
        () => expect.unreachable(),
        (error: unknown) => error,
      ),
    );

  test('double the wait after each failure, and a success resets it', async () => {
    const { call, calls } = failing([busy, busy, busy, undefined, busy]);
    const told: [unknown, PollRetry][] = [];
    await play(scheduler, take(poll(call, options({ onError: (error, retry) => told.push([error, retry]) })), 2));
    expect(calls).toEqual([0, 500, 1_500, 3_500, 10_000, 10_500]);
    expect(told).toEqual([
      [busy, { attempt: 1, wait: 500 }],
      [busy, { attempt: 2, wait: 1_000 }],
      [busy, { attempt: 3, wait: 2_000 }],
      [busy, { attempt: 1, wait: 500 }],
    ]);
  });

  test('lead to a random wait from half to all of the delay, up to maxDelay', async () => {
    const { call, calls } = failing([busy, busy, busy, busy]);
    const retry = { initialDelay: 100, maxDelay: '300ms' } as const;
    await play(scheduler, take(poll(call, options({ retry, random: () => 0.5 })), 1));
    expect(calls).toEqual([0, 75, 225, 450, 675]);
  });

  test('are retried; then calls return to the grid, and the ticks between are reported as missed', async () => {
    const { call, calls } = failing([undefined, busy, busy, busy]);
    const missed: number[] = [];
    await play(scheduler, take(poll(call, options({ every: 1_000, onMissed: (ticks) => missed.push(ticks) })), 3));
    expect(calls).toEqual([0, 1_000, 1_500, 2_500, 4_500, 5_000]);
    expect(missed).toEqual([3]);
  });

  test('are thrown after too many failures in a row', async () => {
    const last = Object.assign(new Error('still busy'), { code: 'ECONNRESET' });
    const { call, calls } = failing([busy, busy, last]);
    expect(await failureOf(poll(call, options({ retry: { attempts: 3 } })))).toBe(last);
    expect(calls).toHaveLength(3);
  });

  test('are thrown after giveUpAfter, which a success resets', async () => {
    const { call, calls } = failing([busy, busy, undefined, busy, busy, busy, busy, busy]);
    const retry = { initialDelay: 100, maxDelay: 200, giveUpAfter: 280 };
    expect(await failureOf(poll(call, options({ retry, random: () => 0.5 })))).toBe(busy);
    expect(calls).toEqual([0, 75, 225, 10_000, 10_075, 10_225, 10_280]);
  });

  test('are thrown immediately when they are permanent, also when the function throws synchronously', async () => {
    const bad = new Error('bad');
    const { call, calls } = failing([undefined, bad]);
    expect(await failureOf(poll(call, options()))).toBe(bad);
    expect(calls).toEqual([0, 10_000]);
    const throwing = (): Promise<number> => {
      throw bad;
    };
    expect(await failureOf(poll(throwing, options()))).toBe(bad);
    expect(scheduler.actions).toEqual([]);
  });

  test('are retried as the option isTransient decides', async () => {
    const { call, calls } = failing(['odd', undefined, null, busy]);
    const source = poll(call, options({ isTransient: (error) => error !== busy }));
    expect(await failureOf(source)).toBe(busy);
    expect(calls).toEqual([0, 500, 10_000, 10_500]);
  });

  test('lead to a wait of at least retryAfter', async () => {
    const { call, calls } = failing([
      new RateLimitedError('', 7_000),
      new RateLimitedError('', 0),
      new RateLimitedError('', undefined),
    ]);
    await play(scheduler, take(poll(call, options()), 1));
    expect(calls).toEqual([0, 7_000, 8_000, 10_000]);
  });

  test('are thrown when retryAfter is above maxRetryAfter', async () => {
    const tomorrow = new RateLimitedError('', 86_400_001);
    expect(await failureOf(poll(failing([tomorrow]).call, options()))).toBe(tomorrow);
    const { call, calls } = failing([tomorrow]);
    await play(scheduler, take(poll(call, options({ retry: { maxRetryAfter: '2d' } })), 1));
    expect(calls).toEqual([0, 86_400_001]);
  });

  test('lead to a wait of 46 days, which is reported, if maxRetryAfter allows it', async () => {
    const { call, calls } = failing([new RateLimitedError('', 4_000_000_000)]);
    const waits: number[] = [];
    await play(
      scheduler,
      take(
        poll(call, options({ retry: { maxRetryAfter: '60d' }, onError: (_, { wait }) => void waits.push(wait) })),
        1,
      ),
    );
    expect(calls).toEqual([0, 4_000_000_000]);
    expect(waits).toEqual([4_000_000_000]);
  });

  test.each([NaN, -1, Infinity, '60', null])(
    'with a retryAfter of %s count as without one, or as above maxRetryAfter',
    async (retryAfter) => {
      const error = Object.assign(new Error('busy'), { code: 'ECONNRESET', retryAfter });
      const { call, calls } = failing([error]);
      if (retryAfter === Infinity) expect(await failureOf(poll(call, options()))).toBe(error);
      else {
        await play(scheduler, take(poll(call, options()), 1));
        expect(calls).toHaveLength(2);
      }
    },
  );

  test('lead to a wait of the retryAfter of their cause', async () => {
    const asked = new RateLimitedError('asked too often', 90_000);
    const { call, calls } = failing([new Error('no quote', { cause: new Error('wrapped twice', { cause: asked }) })]);
    await play(scheduler, take(poll(call, options()), 1));
    expect(calls).toEqual([0, 90_000]);
  });

  test('are replaced by the error that onError throws', async () => {
    const enough = new Error('enough');
    const onError = () => {
      throw enough;
    };
    expect(await failureOf(poll(failing([busy]).call, options({ onError })))).toBe(enough);
  });
});

describe('the end of poll', () => {
  const reason = new Error('enough');
  const never = (signals: AbortSignal[]) => (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<number>(() => undefined);
  };

  test('throws the reason of its signal immediately, while it waits for a tick', async () => {
    const stop = new AbortController();
    const values = poll(taking(), { every: '1h', scheduler, signal: stop.signal })[Symbol.asyncIterator]();
    await play(scheduler, values.next());
    const next = values.next();
    scheduler.schedule(() => stop.abort(reason), 10);
    await expect(play(scheduler, next)).rejects.toBe(reason);
    expect(scheduler.now()).toBe(10);
    expect(scheduler.actions).toEqual([]);
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  test('throws the reason immediately while it waits for a retry', async () => {
    const stop = new AbortController();
    const source = poll(() => Promise.reject(busy), { every: 1, scheduler, signal: stop.signal });
    scheduler.schedule(() => stop.abort(reason), 10);
    await expect(play(scheduler, take(source, 1))).rejects.toBe(reason);
    expect(scheduler.actions).toEqual([]);
  });

  test('throws the reason immediately during a call that ignores its signal, and aborts that signal', async () => {
    const stop = new AbortController();
    const signals: AbortSignal[] = [];
    scheduler.schedule(() => stop.abort(reason), 10);
    await expect(
      play(scheduler, take(poll(never(signals), { every: 1, scheduler, signal: stop.signal }), 1)),
    ).rejects.toBe(reason);
    expect(signals.map((signal) => signal.reason)).toEqual([reason]);
  });

  test('throws the reason between two values of a call, and before the first call', async () => {
    const stop = new AbortController();
    let calls = 0;
    const call = async () => {
      calls += 1;
      return [1, 2];
    };
    const source = poll(call, { every: 1, signal: stop.signal });
    const got: number[] = [];
    const read = async () => {
      for await (const value of source) {
        got.push(value);
        stop.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
    await expect(read()).rejects.toBe(reason);
    expect([got, calls]).toEqual([[1], 1]);
  });

  test('cleans up timer, call and listeners when the reader stops early', async () => {
    const signals: AbortSignal[] = [];
    const calling = poll(never(signals), { every: 1, scheduler })[Symbol.asyncIterator]();
    const pending = calling.next();
    await calling.return!();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(signals[0]!.aborted).toBe(true);

    const waiting = poll(taking(), { every: '1h', scheduler })[Symbol.asyncIterator]();
    await play(scheduler, waiting.next());
    const next = waiting.next();
    await setImmediate();
    expect(scheduler.actions).toHaveLength(1);
    await waiting.return!();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(scheduler.actions).toEqual([]);
  });

  test.each<[string, Partial<PollOptions>]>([
    ['an interval of 0', { every: 0 }],
    ['an infinite interval', { every: Infinity }],
    ['an interval that is not a number', { every: NaN }],
    ['an infinite maxDelay', { retry: { maxDelay: Infinity } }],
    ['an interval in words', { every: 'often' as '1s' }],
    ['an initialDelay of 0', { retry: { initialDelay: 0 } }],
    ['a maxDelay below initialDelay', { retry: { initialDelay: 10, maxDelay: 9 } }],
    ['a negative giveUpAfter', { retry: { giveUpAfter: -1 } }],
    ['no attempts', { retry: { attempts: 0 } }],
    ['half an attempt', { retry: { attempts: 1.5 } }],
    ['any wait that a server asks for', { retry: { maxRetryAfter: Infinity } }],
    ...['isTransient', 'onError', 'onMissed', 'random'].map((option): [string, object] => [
      `an ${option} that is not a function`,
      { [option]: 'none' },
    ]),
  ])('rejects %s when called', (_, options) => {
    expect(() => poll(async () => 1, { every: 1, ...options })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
