import type { FlowStats } from '@penstock/stream';
import { expect, test } from 'vitest';
import type { Pipeline } from '../../src/board/api.ts';
import { PipelineWatch } from '../../src/board/pipeline-watch.ts';

const stats = (received: number, inFlight: number): FlowStats => ({
  name: 'bitcoin',
  received,
  inFlight,
  settled: received - inFlight,
  rejected: 2,
  skipped: 2,
  late: 0,
  abandoned: 0,
  openWindows: 0,
  commits: 3,
  commitDuration: 1,
  lanes: [],
});

const watched = () => {
  let now = 1_000;
  const told: Pipeline[] = [];
  const watch = new PipelineWatch(['produce', 'index'], () => now);
  watch.subscribe((pipeline) => told.push(pipeline));
  const later = (ms: number): void => {
    now += ms;
    watch.tick();
  };
  return { watch, told, later };
};

test('a step waits, runs and is done, with the counts of its flow and the rate of the last second', async () => {
  const { watch, told, later } = watched();
  expect(watch.snapshot()).toMatchObject({ state: 'running', at: 1_000 });
  expect(watch.snapshot().steps[0]).toMatchObject({ name: 'produce', state: 'waiting', unit: 'records' });
  let finish = (): void => undefined;
  const step = watch.during('produce', () => new Promise<void>((resolve) => (finish = resolve)));
  watch.stats('produce', stats(500, 40));
  later(2_000);
  expect(told.at(-1)!.steps[0]).toEqual({
    name: 'produce',
    state: 'running',
    unit: 'records',
    records: 500,
    total: null,
    recordsPerSecond: 250,
    inFlight: 40,
    batches: 3,
    retries: 0,
    rejections: 2,
    error: null,
  });
  watch.stats('produce', stats(600, 0));
  later(1_000);
  expect(told.at(-1)!.steps[0]).toMatchObject({ records: 600, recordsPerSecond: 100 });
  finish();
  await step;
  expect(told.at(-1)!.steps[0]).toMatchObject({ state: 'done', recordsPerSecond: 0 });
  await watch.during('index', () => Promise.resolve());
  expect(told.at(-1)!.state).toBe('ended');
});

test('listeners are not called while nothing changes', () => {
  const { told, later } = watched();
  later(1_000);
  const count = told.length;
  later(1_000);
  later(1_000);
  expect(told).toHaveLength(count);
});

test('a failed step has its error, and the run has failed', async () => {
  const { watch } = watched();
  const error = new Error('the broker is gone');
  await expect(watch.during('produce', () => Promise.reject(error))).rejects.toBe(error);
  expect(watch.snapshot()).toMatchObject({ state: 'failed' });
  expect(watch.snapshot().steps[0]).toMatchObject({ state: 'failed', error: 'the broker is gone' });
});

test('a retry counts for the step that waits for it', async () => {
  const { watch } = watched();
  await watch.during('produce', async () => {
    watch.retried('topic');
    watch.retried('store');
  });
  watch.retried('topic');
  expect(watch.snapshot().steps.map(({ retries }) => retries)).toEqual([1, 2]);
});

test('a run without steps is idle, and reports of unknown steps are ignored', () => {
  const watch = new PipelineWatch([]);
  watch.stats('index', stats(1, 0));
  watch.count('train', 1, 200);
  expect(watch.snapshot()).toMatchObject({ state: 'idle', steps: [], partitions: [] });
});
