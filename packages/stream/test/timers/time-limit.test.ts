import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TimeLimit } from '../../src/internal/rxjs/index.ts';

const day = 86_400_000;

describe('TimeLimit', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([5, 30 * day, 60 * day])('aborts after %d ms and not before', (ms) => {
    const limit = new TimeLimit(ms);
    vi.advanceTimersByTime(ms - 1);
    expect(limit.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(limit.signal.aborted).toBe(true);
    expect(limit.expired).toBe(true);
    expect(limit.signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  test('aborts with the reason of a signal, and is not expired', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const limit = new TimeLimit(5, [one.signal, other.signal]);
    other.abort('enough');
    vi.advanceTimersByTime(5);
    expect(limit.signal.reason).toBe('enough');
    expect(limit.expired).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is aborted from the beginning when a signal is aborted', () => {
    const limit = new TimeLimit(5, [AbortSignal.abort('enough')]);
    expect(limit.signal.reason).toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('never expires with Infinity', () => {
    const controller = new AbortController();
    const limit = new TimeLimit(Infinity, [controller.signal]);
    expect(vi.getTimerCount()).toBe(0);
    controller.abort('enough');
    expect(limit.signal.aborted).toBe(true);
    expect(limit.expired).toBe(false);
  });

  test('removes its timer and its listeners at the end', () => {
    const controller = new AbortController();
    const limit = new TimeLimit(5, [controller.signal]);
    limit.end();
    controller.abort('enough');
    vi.advanceTimersByTime(5);
    expect(limit.signal.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
