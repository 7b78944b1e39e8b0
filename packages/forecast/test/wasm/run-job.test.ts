import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { layoutOf } from '../../src/engine/layout.ts';
import { chooseBuild, moduleOf } from '../../src/wasm/binary.ts';
import { trainingMemory } from '../../src/wasm/memory/training-memory.ts';
import { jobOf, runJob } from '../../src/wasm/run-job.ts';
import type { Thread } from '../../src/wasm/thread.ts';
import { shapeOf, threadsTask } from './threads-task.ts';

const thread = (start: Thread['start']): Thread => ({
  alive: true,
  onReport: () => undefined,
  start,
  terminate: () => undefined,
});

test('a worker that cannot take its job rejects the training and leaves no listener behind', async () => {
  const { signal } = new AbortController();
  const shape = shapeOf(1);
  const task = threadsTask(shape, new Float64Array(layoutOf(shape).size), { signal });
  const started = thread(() => undefined);
  const failure = new Error('The job could not be cloned.');
  const refusing = thread(() => {
    throw failure;
  });
  const job = jobOf(moduleOf(chooseBuild(true)), trainingMemory(task, 2), task);
  await expect(runJob([started, refusing], job, task)).rejects.toBe(failure);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
