import { describe, expect, test } from 'vitest';
import type { Series } from '@penstock/stream';
import { checkSeries } from '../../src/series/check-series.ts';

const check = (times: unknown, values: unknown): void => checkSeries({ times, values } as Series, 2);

describe('checkSeries', () => {
  test('says what to pass in place of plain arrays and dates', () => {
    const numbers = Float64Array.of(1, 2);
    const code = expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' });
    expect(() => check(numbers, [1, 2])).toThrow(code);
    expect(() => check(numbers, [1, 2])).toThrow(/^values must be a Float64Array; got an array/);
    expect(() => check([new Date(1), new Date(2)], numbers)).toThrow(/^times .* Float64Array.from\(dates, Number\)/);
    expect(() => check(numbers, undefined)).toThrow(/got undefined/);
    expect(() => check(numbers, numbers)).not.toThrow();
  });
});
