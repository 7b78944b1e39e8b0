import { expect, test } from 'vitest';
import type { BoardEvent } from '../../src/board/event-hub.ts';
import { Outbox } from '../../src/server/outbox.ts';

const candle = (time: number, close: number): BoardEvent => ({
  name: 'candle',
  data: { interval: '1s', time, open: 1, high: 2, low: 1, close, volume: 0 },
});

test('a newer event replaces an older one about the same thing', async () => {
  const outbox = new Outbox();
  outbox.add(candle(1, 5));
  outbox.add({ name: 'changed', data: { what: 'prices' } });
  outbox.add(candle(2, 6));
  outbox.add({ name: 'changed', data: { what: 'prices' } });
  outbox.add(candle(1, 7));
  expect(await outbox.take(0)).toEqual([candle(2, 6), { name: 'changed', data: { what: 'prices' } }, candle(1, 7)]);
});

test('keeps a bounded number of the newest events for a client that takes none', async () => {
  const outbox = new Outbox();
  for (let time = 0; time < 10_000; time += 1) outbox.add(candle(time, time));
  const events = (await outbox.take(0))!;
  expect([events.length, events.at(-1)]).toEqual([500, candle(9_999, 9_999)]);
});

test('waits for an event until the time is over, and ends when it is closed', async () => {
  const outbox = new Outbox();
  const waiting = outbox.take(60_000);
  outbox.add(candle(1, 1));
  expect(await waiting).toEqual([candle(1, 1)]);
  expect(await outbox.take(1)).toEqual([]);
  const last = outbox.take(60_000);
  outbox.close();
  expect(await last).toBeUndefined();
  expect(await outbox.take(60_000)).toBeUndefined();
});
