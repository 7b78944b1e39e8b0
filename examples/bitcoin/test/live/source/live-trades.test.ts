import { run, settle, tapValue } from '@penstock/stream';
import { afterEach, expect, test, vi } from 'vitest';
import { inMemoryPositions } from '../../../../../packages/sources/test/exchange/in-memory-positions.ts';
import { openKraken } from '../../../../../packages/sources/test/exchange/reading.ts';
import { endingWithoutContact, liveTrades } from '../../../src/live/source/live-trades.ts';

afterEach(() => void vi.useRealTimers());

const down = (wait: number) => ({ kind: 'down', error: new Error('No such host.'), attempt: 1, wait }) as const;

test('an exchange that does not answer for ten seconds fails the flow, and the error says what to do', () => {
  vi.useFakeTimers({ now: 0 });
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

test('trades start at `since`, and an outage loses none', async () => {
  const { loopback, exchange } = await openKraken();
  const stop = new AbortController();
  const ids: number[] = [];
  loopback.trade(20);
  const trades = liveTrades('kraken', { store: inMemoryPositions(), since: Date.UTC(2026, 0, 1) }, exchange);
  const running = run(
    trades,
    tapValue(({ id }) => {
      ids.push(Number(id));
      if (ids.length === 20) {
        loopback.cut();
        loopback.trade(10);
      }
      if (ids.length === 30) stop.abort();
    }),
    settle(),
    { signal: stop.signal },
  );
  await running.finally(() => loopback.close());
  expect(ids).toEqual(loopback.market.trades.map(({ id }) => id));
});

test('a later outage does not fail the flow', () => {
  vi.useFakeTimers({ now: 0 });
  const listener = endingWithoutContact('kraken', undefined);
  listener({ kind: 'up' });
  vi.setSystemTime(3_600_000);
  expect(() => listener(down(30_000))).not.toThrow();
});
