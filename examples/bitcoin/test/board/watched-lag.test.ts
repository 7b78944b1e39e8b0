import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PipelineWatch } from '../../src/board/pipeline-watch.ts';
import { watchedLag } from '../../src/board/watched-lag.ts';
import type { Lagging } from '../../src/board/watched-lag.ts';

type Lags = Awaited<ReturnType<Lagging['topic']['lag']>>;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lagging = (lag: () => Promise<Lags>): Lagging => ({ topic: { lag }, name: 'bitcoin', group: 'index' });
const behindBy = (lag: number): Lags => [{ partition: 0, committed: 10 - lag, end: 10, lag }];

test('reports the lag once a second while the work runs, and once more at its end', async () => {
  const watch = new PipelineWatch(['index']);
  let lag = 10;
  let finish = (): void => undefined;
  const work = () => new Promise<void>((resolve) => (finish = resolve));
  const running = watchedLag(
    watch,
    lagging(async () => behindBy(lag)),
    work,
  );
  expect(watch.snapshot().partitions).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watch.snapshot().partitions).toEqual([{ topic: 'bitcoin', partition: 0, committed: 0, end: 10, lag: 10 }]);
  lag = 4;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watch.snapshot().partitions[0]).toMatchObject({ committed: 6, lag: 4 });
  lag = 0;
  finish();
  await running;
  expect(watch.snapshot().partitions[0]).toMatchObject({ committed: 10, lag: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

test('asks again at the end when an earlier request is still under way', async () => {
  const watch = new PipelineWatch(['index']);
  const answers: Array<(lags: Lags) => void> = [];
  let finish = (): void => undefined;
  const running = watchedLag(
    watch,
    lagging(() => new Promise((resolve) => answers.push(resolve))),
    () => new Promise<void>((resolve) => (finish = resolve)),
  );
  await vi.advanceTimersByTimeAsync(3_000);
  expect(answers).toHaveLength(1);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  answers[0]!(behindBy(10));
  await vi.advanceTimersByTimeAsync(0);
  expect(answers).toHaveLength(2);
  answers[1]!(behindBy(0));
  await running;
  expect(watch.snapshot().partitions[0]).toMatchObject({ lag: 0 });
});

test('a broker that does not answer does not fail the work', async () => {
  const watch = new PipelineWatch(['index']);
  const lag = () => Promise.reject(new Error('no broker'));
  expect(await watchedLag(watch, lagging(lag), () => Promise.resolve('done'))).toBe('done');
  await expect(watchedLag(watch, lagging(lag), () => Promise.reject(new Error('full')))).rejects.toThrow('full');
});
