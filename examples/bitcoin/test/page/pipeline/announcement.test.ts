import { expect, test } from 'vitest';
import type { Pipeline } from '../../../src/board/api.ts';
import { announcementOf } from '../../../page/pipeline/announcement.ts';

const snapshot = (state: Pipeline['steps'][number]['state'], error: string | null = null): Pipeline => ({
  state: 'running',
  steps: [
    {
      name: 'index',
      state,
      unit: 'records',
      records: 1_234,
      total: null,
      recordsPerSecond: 0,
      inFlight: 0,
      batches: 0,
      retries: 0,
      rejections: 0,
      error,
    },
  ],
  partitions: [],
  at: 0,
});

test('the end and the failure of a step are announced, and nothing else', () => {
  expect(announcementOf(undefined, snapshot('done'))).toBeUndefined();
  expect(announcementOf(snapshot('waiting'), snapshot('running'))).toBeUndefined();
  expect(announcementOf(snapshot('running'), snapshot('running'))).toBeUndefined();
  expect(announcementOf(snapshot('running'), snapshot('done'))).toBe('index is done, 1,234 records.');
  expect(announcementOf(snapshot('running'), snapshot('failed', 'No space.'))).toBe('index failed. No space.');
});
