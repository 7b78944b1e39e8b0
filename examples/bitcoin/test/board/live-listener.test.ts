import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventHub } from '../../src/board/event-hub.ts';
import type { BoardEvent } from '../../src/board/event-hub.ts';
import { LiveBoard } from '../../src/board/live-board.ts';
import { liveListener } from '../../src/board/live-listener.ts';
import { PipelineWatch } from '../../src/board/pipeline-watch.ts';
import { anomalyAt, candleAt, forecastAt, liveStoreOf, now } from './live-documents.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const listening = () => {
  const watch = new PipelineWatch(['produce', 'index']);
  const events = new EventHub();
  const told: BoardEvent[] = [];
  events.subscribe((event) => told.push(event));
  const liveBoard = new LiveBoard(liveStoreOf({}), 'simulated', () => now);
  return { ...liveListener({ watch, liveBoard, events }), watch, told };
};

const changed = (what: string) => ({ name: 'changed', data: { what } });

test('passes on a new candle immediately', () => {
  const { listener, told } = listening();
  listener({ kind: 'row', row: { index: 'bitcoin_candles_1s', document: candleAt(now) } });
  expect(told).toEqual([expect.objectContaining({ name: 'candle' })]);
  expect(vi.getTimerCount()).toBe(0);
});

test('sends each changed part once in two seconds, for any number of rows', () => {
  const { listener, told } = listening();
  for (const minutes of [3, 4, 5]) {
    const time = now - minutes * 60_000;
    listener({ kind: 'row', row: { index: 'bitcoin_candles_1m', document: candleAt(time) } });
    listener({ kind: 'row', row: { index: 'bitcoin_live_anomalies', document: anomalyAt(time) } });
    listener({ kind: 'row', row: { index: 'bitcoin_live_forecast', document: forecastAt(time, time, 1) } });
  }
  vi.advanceTimersByTime(1_999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['prices', 'anomalies', 'forecast'].map(changed));
});

test('at its stop, sends each changed part at once, and leaves no timer', () => {
  const { listener, stop, told } = listening();
  listener({ kind: 'row', row: { index: 'bitcoin_live_anomalies', document: anomalyAt(now) } });
  stop();
  expect(vi.getTimerCount()).toBe(0);
  expect(told).toEqual([changed('anomalies')]);
});

test('passes the counts of a flow to its step', () => {
  const { listener, watch } = listening();
  const counts = { received: 7, inFlight: 2, settled: 5, rejected: 1, skipped: 1, late: 0, abandoned: 0 };
  const stats = { ...counts, name: 'trades', openWindows: 0, commits: 3, commitDuration: 1, lanes: [] };
  listener({ kind: 'stats', step: 'index', stats });
  expect(watch.snapshot().steps[1]).toMatchObject({
    name: 'index',
    records: 7,
    inFlight: 2,
    rejections: 1,
    batches: 3,
  });
});
