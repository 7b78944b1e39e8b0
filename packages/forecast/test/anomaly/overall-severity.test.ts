import { deliver, run, settle, tapValue, tumbling } from '@penstock/stream';
import { expect, test } from 'vitest';
import { overallSeverity } from '../../src/index.ts';

const rows = [80, 10, 50, 0, 30].map((severity, i) => ({ time: i < 4 ? 5 : 15, severity }));

// Elastic, "Get overall buckets": the overall score is the mean of the scores of the top_n jobs.
test.each([
  [1, [80, 30]],
  [2, [65, 30]],
  [3, [140 / 3, 30]],
])('is the mean of the %i highest severities of a window, or of all if there are fewer', async (top, expected) => {
  const found: number[] = [];
  await run(
    deliver(rows, { time: ({ time }) => time }),
    tumbling({ interval: 10, aggregate: overallSeverity({ top }) }),
    tapValue(({ value }) => void found.push(value)),
    settle(),
  );
  expect(found).toEqual(expected);
});

test('is the same when the parts of a window are merged', () => {
  const { create, add, merge, result } = overallSeverity({ top: 2 });
  const of = (severities: readonly number[]) => severities.reduce(add, create());
  expect(result(merge!(of([3, 9]), of([4, 7])))).toBe(8);
});

test('refuses a top of 0', () => {
  expect(() => overallSeverity({ top: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
});
