import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endingWithoutContact } from '../../../src/live/source/live-trades.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const down = (wait: number) => ({ kind: 'down', error: new Error('No such host.'), attempt: 1, wait }) as const;

test('an exchange that does not answer for ten seconds ends the flow, and the error names what works', () => {
  const reports: unknown[] = [];
  const listener = endingWithoutContact('kraken', (report) => reports.push(report));
  vi.setSystemTime(5_000);
  listener(down(4_000));
  expect(reports).toEqual([down(4_000)]);
  vi.setSystemTime(9_000);
  expect(() => listener(down(2_000))).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_UNAVAILABLE',
      message:
        'Expected kraken to answer; it does not: No such host. Check the network, name another exchange, or run ' +
        '--live simulated, which needs none.',
    }),
  );
});

test('an outage after that is waited out', () => {
  const listener = endingWithoutContact('kraken', undefined);
  listener({ kind: 'up' });
  vi.setSystemTime(3_600_000);
  expect(() => listener(down(30_000))).not.toThrow();
});
