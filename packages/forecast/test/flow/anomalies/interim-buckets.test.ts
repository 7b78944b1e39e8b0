import { run, settle, tapValue, toSink } from '@penstock/stream';
import { expect, test } from 'vitest';
import { detectAnomalies } from '../../../src/flow/index.ts';
import type { BucketAnomaly } from '../../../src/flow/index.ts';
import { feed, memoryStore, row } from '../feed.ts';
import type { Row, Step } from '../feed.ts';
import { noise } from './noise.ts';

const known = noise(105, 13);
const start = 10 * known.length;

/** The rows of 105 ordinary buckets, then these steps. At each 'wait' the feed waits for some milliseconds. */
const stepsOf = (...more: ReadonlyArray<Row | 'wait'>): Step[] => [
  ...known.map((each, i): Step => [0, row(10 * i, each)]),
  ...more.flatMap((what): Step[] =>
    // Waits for several timers of the feed, so that an update after one millisecond is emitted before the next row.
    what === 'wait'
      ? [
          [0, 'wait'],
          [0, 'wait'],
          [0, 'wait'],
        ]
      : [[0, what]],
  ),
];

const verdictsOf = async (steps: readonly Step[], lateness: number) => {
  const all: Array<BucketAnomaly & { readonly id: string }> = [];
  await run(
    feed(steps, { stateStore: memoryStore() }),
    detectAnomalies<Row>({ bucket: 10, value: ({ value }) => value, lateness, updateEvery: 1 }),
    tapValue((verdict, { id }) => void all.push({ ...verdict, id })),
    settle(),
  );
  return all.filter(({ time }) => time === start);
};

test('a bucket that has ended has an early verdict, which late records change until the final one', async () => {
  const late = row(start + 1, 500);
  const verdicts = await verdictsOf(
    stepsOf(row(start, 5), 'wait', row(start + 10, 5), 'wait', late, 'wait', row(start + 100, 5)),
    50,
  );
  expect(verdicts.map(({ id }) => id)).toEqual(verdicts.map(() => `detectAnomalies-10/t-0/k/${start}`));
  const [first, ...others] = verdicts;
  expect(first).toMatchObject({ final: false, actual: 5, direction: null });
  expect(others[0]).toMatchObject({ final: false, actual: 252.5, direction: 'higher' });
  const { final, ...said } = verdicts.at(-1)!;
  expect(final).toBe(true);
  expect(said).toMatchObject({ actual: 252.5 });
  // Late records changed nothing after the latest early verdict.
  expect({ ...verdicts.at(-2)!, final: true }).toEqual(verdicts.at(-1));
});

test('a bucket that has not ended has no early verdict', async () => {
  const verdicts = await verdictsOf(stepsOf(row(start, 5), 'wait', row(start + 5, 7), 'wait', row(start + 100, 5)), 0);
  expect(verdicts).toEqual([expect.objectContaining({ final: true, actual: 6 })]);
});

test('after a restart, early verdicts include the buckets that were open before it', async () => {
  const stateStore = memoryStore();
  const operator = () => detectAnomalies<Row>({ bucket: 10, function: 'count', lateness: 100, updateEvery: 1 });
  // Two records in each bucket. A bucket that wrongly counts as empty would be a dip.
  const twice = (time: number): Row[] => [row(time, 5), row(time + 1, 5)];
  const ordinary = Array.from({ length: 130 }, (_, i) => twice(10 * i)).flat();
  const open = [0, 10, 20, 30].flatMap((after) => [...twice(1300 + after), 'wait' as const]);
  const more = [40, 50].flatMap((after) => [...twice(1300 + after), 'wait' as const]);
  const steps = [...ordinary, ...open, ...more].flatMap((what): Step[] =>
    Array.from({ length: what === 'wait' ? 10 : 1 }, () => [0, what]),
  );
  let from = 0;
  const runOnce = async (write: (verdict: BucketAnomaly) => void) =>
    run(
      feed(steps, { stateStore, from: [from], commitEvery: 1, onCommit: (_, offset) => void (from = offset) }),
      operator(),
      toSink<BucketAnomaly>(async (batch) => batch.forEach(({ value }) => write(value)), { maxBatch: 1 }),
    );
  const killed = runOnce(({ time }) => {
    if (time === 1320) throw new Error('killed');
  });
  await expect(killed).rejects.toMatchObject({ code: 'PENSTOCK_SINK_FAILED' });
  expect(from).toBeGreaterThan(2 * 131);
  const early: BucketAnomaly[] = [];
  await runOnce((verdict) => void (verdict.final || early.push(verdict)));
  expect(early.map(({ time }) => time)).toContain(1340);
  expect(early.filter(({ kind }) => kind !== null)).toEqual([]);
});
