import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { toMs } from '../src/internal/index.ts';
import { startTimer } from '../src/internal/rxjs/index.ts';
import type { Duration } from '../src/index.ts';
import { repeatEvery } from '../src/timers/repeat-every.ts';
import { asyncScheduler } from 'rxjs';

afterEach(() => vi.useRealTimers());

// A longer duration needs more than ten thousand timers, and a run would take minutes. All timers are alike.
const longestTried = 2e13;
// The fake clock counts nanoseconds in a double, which loses precision in a longer step.
const longestStep = 9e9;
const advance = (ms: number): void => {
  for (let left = ms; left > 0; left -= longestStep) vi.advanceTimersByTime(Math.min(left, longestStep));
};
const unit = fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w');
const duration = fc.oneof(
  fc.double({ min: 0, max: longestTried, noNaN: true }),
  fc.integer({ min: 2_147_483_640, max: 2_147_483_660 }),
  fc.tuple(fc.double({ min: 0, max: longestTried / 604_800_000, noNaN: true }), unit).map(([n, of]) => `${n}${of}`),
) as fc.Arbitrary<Duration>;

test('every accepted duration ends exactly at its millisecond', () => {
  vi.useFakeTimers();
  fc.assert(
    fc.property(duration, (given) => {
      const ms = toMs(given, 'any');
      const whole = Math.max(1, Math.ceil(ms));
      let times = 0;
      const timer = startTimer(ms, () => (times += 1));
      advance(whole - 1);
      if (whole === 1) vi.advanceTimersByTime(0);
      // A timer of 0 ms is due immediately.
      expect(times).toBe(ms === 0 ? 1 : 0);
      advance(1);
      expect(times).toBe(1);
      timer.unsubscribe();
    }),
  );
});

test('every accepted interval fires on time, each time', () => {
  vi.useFakeTimers();
  fc.assert(
    fc.property(
      duration.filter((given) => toMs(given, 'any') >= 1),
      fc.integer({ min: 1, max: 4 }),
      (given, rounds) => {
        const whole = Math.max(1, Math.ceil(toMs(given, 'any')));
        let times = 0;
        const timer = repeatEvery(toMs(given, 'any'), () => (times += 1), asyncScheduler);
        for (let round = 1; round <= rounds; round += 1) {
          advance(whole - 1);
          expect(times).toBe(round - 1);
          advance(1);
          expect(times).toBe(round);
        }
        timer.unsubscribe();
      },
    ),
  );
});

test('any value given as a duration is refused with a code, or becomes a number from 0 to 8.64e15', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.double(),
        fc.string(),
        fc.tuple(fc.double(), unit).map(([n, of]) => `${n}${of}`),
      ),
      (given) => {
        let ms: number;
        try {
          ms = toMs(given as Duration, 'any');
        } catch (error) {
          expect(error).toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
          return;
        }
        expect(ms >= 0 && ms <= 8.64e15).toBe(true);
      },
    ),
  );
});
