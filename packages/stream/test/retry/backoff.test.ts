import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Backoff } from '../../src/internal/index.ts';
import type { RetryPolicy } from '../../src/internal/index.ts';

const policy: RetryPolicy = { initialDelay: 100, maxDelay: 1_000, giveUpAfter: Infinity, maxRetryAfter: 60_000 };

describe('Backoff', () => {
  test.each([
    [0, [50, 100, 200, 400, 500, 500]],
    [0.5, [75, 150, 300, 600, 750, 750]],
    [1, [100, 200, 400, 800, 1_000, 1_000]],
  ])('with the random number %d, the wait doubles up to maxDelay', (chance, waits) => {
    const backoff = new Backoff(policy, { random: () => chance });
    expect(waits.map(() => backoff.next())).toEqual(waits);
    expect(backoff.attempt).toBe(waits.length);
  });

  test('waits as long as a server asks, up to maxRetryAfter', () => {
    const backoff = new Backoff(policy, { random: () => 0 });
    expect([backoff.next(7_000), backoff.next(0), backoff.next(3_600_000)]).toEqual([7_000, 100, 60_000]);
  });

  test('the last wait ends when giveUpAfter is over, and then there is none', () => {
    let now = 5_000;
    const backoff = new Backoff({ ...policy, giveUpAfter: 250 }, { now: () => now, random: () => 1 });
    now += 20;
    expect(backoff.next()).toBe(100);
    now += 110;
    expect(backoff.next()).toBe(120);
    now += 120;
    expect(backoff.next()).toBeUndefined();
    expect(backoff.elapsed).toBe(250);
  });

  test('gives up immediately with a giveUpAfter of 0', () => {
    expect(new Backoff({ ...policy, giveUpAfter: 0 }).next()).toBeUndefined();
  });

  test('gives up on time when the clock is set back', () => {
    let now = 1_000_000;
    const backoff = new Backoff({ ...policy, giveUpAfter: 150 }, { now: () => (now -= 1_000), random: () => 1 });
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([100, 50, undefined]);
  });

  test('stays at maxDelay after thousands of failures', () => {
    const backoff = new Backoff(policy, { random: () => 0 });
    for (let failure = 0; failure < 2_000; failure += 1) backoff.next();
    expect(backoff.next()).toBe(500);
  });
});

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a wait is a whole number, from half to all of its doubled delay', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.array(chance, { minLength: 1, maxLength: 40 }),
      (initialDelay, more, chances) => {
        const maxDelay = initialDelay + more;
        const backoff: Backoff = new Backoff(
          { ...policy, initialDelay, maxDelay },
          { random: () => chances[backoff.attempt - 1]! },
        );
        for (const [failure] of chances.entries()) {
          const wait = backoff.next()!;
          const full = Math.min(maxDelay, initialDelay * 2 ** failure);
          expect(Number.isSafeInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(full / 2);
          expect(wait).toBeLessThanOrEqual(Math.ceil(full));
        }
      },
    ),
  );
});

test('the waits never add up to more than giveUpAfter, for any clock and any Retry-After', () => {
  const step = fc.record({
    passed: fc.double({ min: -10_000, max: 10_000, noNaN: true }),
    retryAfter: fc.integer({ min: 0, max: 100_000 }),
    chance,
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.array(step, { maxLength: 60 }), (giveUpAfter, steps) => {
      let now = 0;
      let at = 0;
      const clock = { now: () => now, random: () => steps[at]!.chance };
      const backoff = new Backoff({ ...policy, giveUpAfter }, clock);
      let sum = 0;
      for (; at < steps.length; at += 1) {
        now += steps[at]!.passed;
        const wait = backoff.next(steps[at]!.retryAfter);
        if (wait === undefined) expect(backoff.elapsed).toBeGreaterThanOrEqual(giveUpAfter);
        else sum += wait;
        now += wait ?? 0;
        expect(sum).toBeLessThanOrEqual(giveUpAfter);
      }
    }),
  );
});
