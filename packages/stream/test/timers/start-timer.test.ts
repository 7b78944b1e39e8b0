import { VirtualTimeScheduler } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTimer } from '../../src/internal/rxjs/index.ts';

const day = 86_400_000;

describe('startTimer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([30 * day, 2_147_483_648, 400 * day])('waits %d ms, for which one timer of Node is too short', (ms) => {
    const work = vi.fn();
    startTimer(ms, work);
    vi.advanceTimersByTime(ms - 1);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('can be cancelled in each of the timers of a long wait', () => {
    const work = vi.fn();
    const timer = startTimer(60 * day, work);
    vi.advanceTimersByTime(40 * day);
    timer.unsubscribe();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60 * day);
    expect(work).not.toHaveBeenCalled();
  });

  test.each([NaN, '5s', undefined])('refuses %s, which would never fire', (ms) => {
    expect(() => startTimer(ms as number, () => undefined)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(`got ${ms}.`) }),
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  test('sets no timer for Infinity', () => {
    startTimer(Infinity, () => undefined).unsubscribe();
    startTimer(Infinity, () => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rounds a fraction up, which Node would drop', () => {
    const work = vi.fn();
    startTimer(1.2, work);
    vi.advanceTimersByTime(1);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledOnce();
  });

  test('fires in the next turn for a time below 0', () => {
    const work = vi.fn();
    startTimer(-5, work);
    vi.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledOnce();
  });

  test('uses the virtual time of a scheduler', () => {
    const scheduler = new VirtualTimeScheduler();
    const at: number[] = [];
    startTimer(100 * day, () => at.push(scheduler.now()), scheduler);
    startTimer(7, () => at.push(scheduler.now()), scheduler);
    scheduler.flush();
    expect(at).toEqual([7, 100 * day]);
  });
});

test('a wait of 25 days makes Node print no warning', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning.name);
  process.on('warning', onWarning);
  const timer = startTimer(25 * day, () => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  timer.unsubscribe();
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
