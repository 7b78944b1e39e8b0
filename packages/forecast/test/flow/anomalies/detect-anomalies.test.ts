import { deadLetter, deliver, run, settle, tapValue } from '@penstock/stream';
import type { RejectionPolicy } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { detectAnomalies } from '../../../src/flow/index.ts';
import type { BucketAnomaly, DetectFlowAnomaliesOptions } from '../../../src/flow/index.ts';
import { AnomalyDetector } from '../../../src/index.ts';
import type { BucketFunction } from '../../../src/index.ts';
import { memoryStore, row } from '../feed.ts';
import type { Row } from '../feed.ts';
import { noise } from './noise.ts';

const value = ({ value: of }: Row) => of;

/** Runs a flow to its end. Returns the verdicts in the order in which they were emitted, and by id. */
const judged = async (
  rows: readonly Row[],
  options: DetectFlowAnomaliesOptions<Row>,
  onReject: RejectionPolicy = 'stop',
) => {
  const all: BucketAnomaly[] = [];
  const byId = new Map<string, BucketAnomaly>();
  const counts = await run(
    deliver(rows, { topic: 't', key: ({ key }) => key, time: ({ time }) => time, stateStore: memoryStore(), onReject }),
    detectAnomalies(options),
    tapValue((verdict, { id }) => {
      all.push(verdict);
      byId.set(id, verdict);
    }),
    settle(),
  );
  return { all, byId, counts };
};

/** Two rows in each bucket of 10 ms. Their mean is the noise. */
const pairs = (values: readonly number[], key = 'k'): Row[] =>
  values.flatMap((each, i) => [row(10 * i, each - 1, key), row(10 * i + 5, each + 1, key)]);

describe('detectAnomalies in a flow', () => {
  test('judges the buckets of each key as one detector for that key does', async () => {
    const series = noise(130, 1);
    series[120] = 40;
    const { byId, all, counts } = await judged(pairs(series), { bucket: 10, value });
    const detector = new AnomalyDetector();
    const expected = series.flatMap((each, i) => {
      const verdict = detector.add({ time: 10 * i, value: each });
      return verdict ? [{ ...verdict, key: 'k', end: 10 * i + 10, final: true, forecast: null }] : [];
    });
    expect(all).toEqual(expected);
    expect([...byId.keys()].slice(0, 2)).toEqual(['detectAnomalies-10/t-0/k/1000', 'detectAnomalies-10/t-0/k/1010']);
    expect(byId.get('detectAnomalies-10/t-0/k/1200')).toMatchObject({ kind: 'spike', direction: 'higher', actual: 40 });
    expect(byId.get('detectAnomalies-10/t-0/k/1200')!.severity).toBeGreaterThan(75);
    expect(counts).toMatchObject({ received: 260, rejected: 0, late: 0 });
  });

  test('separates keys in any order, and takes them from the option by', async () => {
    const [one, other] = [noise(110, 2), noise(110, 3).map((each) => each + 1_000)];
    const apart = await judged(pairs(one, 'a'), { bucket: 10, value, name: 'x' });
    const mixed = pairs(one, 'a').flatMap((each, i) => [each, pairs(other, 'b')[i]!]);
    const { all } = await judged(mixed, { bucket: 10, value, name: 'x', by: ({ key }) => key });
    expect(all.filter(({ key }) => key === 'a')).toEqual(apart.all);
    expect(all.filter(({ key }) => key === 'b')).toHaveLength(10);
  });

  test.each<[BucketFunction, number]>([
    ['count', 3],
    ['sum', 12],
    ['mean', 4],
    ['median', 3],
    ['min', 1],
    ['max', 8],
  ])('computes the %s of the values of a bucket', async (name, expected) => {
    const steps = Array.from({ length: 101 }, (_, i) => [8, 1, 3].map((of) => row(10 * i, of))).flat();
    const { all } = await judged(steps, { bucket: 10, function: name, value });
    expect(all).toEqual([expect.objectContaining({ time: 1_000, actual: expected })]);
  });

  test('judges empty buckets of a key as 0 when another key closes a later bucket', async () => {
    const busy = Array.from({ length: 140 }, (_, i) => [
      row(10 * i, 1, 'a'),
      // The other key has no records after 110 buckets.
      ...(i < 110 ? [row(10 * i + 1, 1, 'b'), row(10 * i + 2, 1, 'b')] : []),
    ]).flat();
    const { all, byId } = await judged(busy, { bucket: 10, function: 'count', maxEmpty: 20 });
    const ofB = all.filter(({ key }) => key === 'b');
    expect(ofB.map(({ actual }) => actual)).toEqual([...Array<number>(10).fill(2), ...Array<number>(20).fill(0)]);
    expect(byId.get('detectAnomalies-10/t-0/b/1100')).toMatchObject({ actual: 0, direction: 'lower' });
    // The first empty bucket of a key is judged when the other key closes a later bucket.
    const order = all.map(({ key, time }) => `${key}${time}`);
    expect(order.indexOf('b1100')).toBeLessThan(order.indexOf('a1110'));
  });

  test('emits no verdict for empty buckets of other functions', async () => {
    const series = noise(120, 4);
    const steps = pairs(series).filter(({ time }) => time < 1_050 || time >= 1_100);
    const { all } = await judged(steps, { bucket: 10, value });
    expect(all.map(({ time }) => time)).toEqual(
      Array.from({ length: 20 }, (_, i) => 1_000 + 10 * i).filter((time) => time < 1_050 || time >= 1_100),
    );
  });

  test("adds the model's forecast as soon as there is one", async () => {
    const { all } = await judged(pairs(noise(160, 5)), { bucket: 10, value, forecast: { horizon: 3, levels: [80] } });
    expect(all[0]!.forecast).toBeNull();
    const { forecast, end } = all.at(-1)!;
    expect([...forecast!.times]).toEqual([end, end + 10, end + 20]);
    expect(forecast!.intervals).toHaveLength(1);
  });

  test('rejects values that are not numbers, and buckets of a key beyond maxKeys', async () => {
    const rows = [row(1, 1, 'a'), row(2, Number.NaN, 'a'), row(3, 1, 'b'), row(30, 1, 'a')];
    const codes: string[] = [];
    const onReject = deadLetter(async ({ code }) => void codes.push(code));
    await judged(rows, { bucket: 10, value, maxKeys: 1 }, onReject);
    expect(codes).toEqual(['PENSTOCK_VALUE_INVALID', 'PENSTOCK_TOO_MANY_KEYS']);
  });

  test.each<[object, string]>([
    [{ bucket: 10, function: 'avg' }, 'function'],
    [{ bucket: 'x' }, 'bucket'],
    [{ bucket: 10, sides: 'top' }, 'sides'],
    [{ bucket: 10, value: 3 }, 'value'],
    [{ bucket: 10, by: 'key' }, 'by'],
    [{ bucket: 10, forecast: { horizon: 0 } }, 'forecast.horizon'],
    [{ bucket: 10, forecast: { horizon: 1, levels: [50] } }, 'levels'],
    [{ bucket: 10, maxEmpty: 0 }, 'maxEmpty'],
    [{ bucket: 10, rules: [{ action: 'skip' }] }, 'rules[0]'],
    [{ bucket: 10, interval: 10 }, 'interval'],
    [{}, 'bucket'],
  ])('refuses the options %j', (options, name) => {
    expect(() => detectAnomalies(options as DetectFlowAnomaliesOptions<Row>)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(name) }),
    );
  });
});
