import { afterEach, describe, expect, test, vi } from 'vitest';
import { nextTurn } from '../../src/timers/next-turn.ts';

afterEach(() => void vi.unstubAllGlobals());

describe.each(['of Node', 'of a browser'])('nextTurn, with the globals %s', (where) => {
  test('lets due timers fire', async () => {
    if (where === 'of a browser') vi.stubGlobal('setImmediate', undefined);
    let isDue = false;
    setTimeout(() => (isDue = true), 0);
    // Timers and turns alternate, and a timer of 0 ms is due after 1 ms.
    const end = performance.now() + 1000;
    while (!isDue && performance.now() < end) await nextTurn();
    expect(isDue).toBe(true);
  });
});
