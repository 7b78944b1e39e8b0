import { expect, test } from 'vitest';
import { detectAnomalies } from '../../../src/index.ts';
import type { BucketFunction, DetectAnomaliesOptions } from '../../../src/index.ts';

const seriesOf = (rows: ReadonlyArray<readonly [time: number, value: number]>) => ({
  times: Float64Array.from(rows, ([time]) => time),
  values: Float64Array.from(rows, ([, value]) => value),
});
const rowsOf = (options: DetectAnomaliesOptions, rows: ReadonlyArray<readonly [number, number]>) => {
  const { times, actual } = detectAnomalies(seriesOf(rows), options);
  return Array.from(times, (time, i) => [time, actual[i]]);
};

test.each<[BucketFunction, ReadonlyArray<readonly [number, number]>]>([
  [
    'mean',
    [
      [0, 4],
      [10, 7],
      [30, 1],
    ],
  ],
  [
    'median',
    [
      [0, 3],
      [10, 7],
      [30, 1],
    ],
  ],
  [
    'sum',
    [
      [0, 12],
      [10, 7],
      [30, 1],
    ],
  ],
  [
    'min',
    [
      [0, 1],
      [10, 7],
      [30, 1],
    ],
  ],
  [
    'max',
    [
      [0, 8],
      [10, 7],
      [30, 1],
    ],
  ],
  [
    'count',
    [
      [0, 3],
      [10, 1],
      [20, 0],
      [30, 1],
    ],
  ],
])('aggregates rows in any order into buckets: %s', (name, expected) => {
  expect(
    rowsOf({ bucket: 10, function: name }, [
      [5, 8],
      [30, 1],
      [0, 1],
      [19, 7],
      [9, 3],
    ]),
  ).toEqual(expected);
});

test('buckets follow the local clock of a time zone', () => {
  // Berlin is an hour ahead of UTC in January: its day begins at 23:00.
  const [day, hour] = [86_400_000, 3_600_000];
  expect(
    rowsOf({ bucket: '1d', timeZone: 'Europe/Berlin' }, [
      [22 * hour, 1],
      [day + 1, 5],
      [23 * hour, 3],
    ]),
  ).toEqual([
    [-hour, 1],
    [23 * hour, 4],
  ]);
});

test.each<[DetectAnomaliesOptions, string]>([
  [{ bucket: 10, function: 'first' as BucketFunction }, 'PENSTOCK_BAD_OPTION'],
  [{ function: 'mean' }, 'PENSTOCK_BAD_OPTION'],
  [{ bucket: 1, function: 'count' }, 'PENSTOCK_SERIES_INVALID'],
])('refuses %j with %s', (options, code) => {
  expect(() =>
    rowsOf(options, [
      [0, 1],
      [5e6, 1],
    ]),
  ).toThrow(expect.objectContaining({ code }));
});

test('refuses a value that is not finite, and names its row', () => {
  expect(() =>
    rowsOf({ bucket: 10 }, [
      [0, 1],
      [1, Number.NaN],
    ]),
  ).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID', message: expect.stringContaining('row 1') }));
});
