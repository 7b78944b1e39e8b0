import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { wait } from '../../src/internal/rxjs/index.ts';

const day = 86_400_000;

describe('wait', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('resolves when 40 days have passed', async () => {
    let over = false;
    void wait(40 * day).then(() => (over = true));
    await vi.advanceTimersByTimeAsync(40 * day - 1);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toBe(true);
  });

  test('rejects with the reason of the signal immediately, and leaves no timer and no listener', async () => {
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const waiting = wait(40 * day, { signal: controller.signal });
    const failed = expect(waiting).rejects.toBe('enough');
    controller.abort('enough');
    await failed;
    expect(vi.getTimerCount()).toBe(0);

    const other = new AbortController();
    remove.mockRestore();
    const listeners = vi.spyOn(other.signal, 'removeEventListener');
    const short = wait(1, { signal: other.signal });
    await vi.advanceTimersByTimeAsync(1);
    await short;
    expect(listeners).toHaveBeenCalledOnce();
  });

  test('rejects before it begins when the signal has aborted already', async () => {
    await expect(wait(1, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits only for the signal when there is no limit', async () => {
    const controller = new AbortController();
    const failed = expect(wait(Infinity, { signal: controller.signal })).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
    controller.abort('enough');
    await failed;
  });

  test('uses the virtual time of a scheduler', async () => {
    const scheduler = new VirtualTimeScheduler();
    const waiting = wait(40 * day, { scheduler });
    scheduler.flush();
    await waiting;
    expect(scheduler.now()).toBe(40 * day);
  });

  test('ends at the instant of its timer or its signal, and leaves no timer and no listener', async () => {
    const time = fc.integer({ min: 0, max: 24 * day });
    await fc.assert(
      fc.asyncProperty(time, time, async (ms, abortAt) => {
        const controller = new AbortController();
        const { signal } = controller;
        const began = Date.now();
        const ended = wait(ms, { signal }).then(
          () => ['waited', Date.now() - began] as const,
          () => ['aborted', Date.now() - began] as const,
        );
        setTimeout(() => controller.abort(), abortAt);
        await vi.advanceTimersByTimeAsync(24 * day);
        const [how, at] = await ended;
        expect(at).toBe(Math.min(ms, abortAt));
        if (ms !== abortAt) expect(how).toBe(ms < abortAt ? 'waited' : 'aborted');
        expect(vi.getTimerCount()).toBe(0);
        expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      }),
    );
  });
});
