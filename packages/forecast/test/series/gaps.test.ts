import { describe, expect, test } from 'vitest';
import { lstm, naive } from '../../src/index.ts';
import { checkGaps, longestStep } from '../../src/series/gaps.ts';
import { wave } from '../waves.ts';

const [hour, day] = [3_600_000, 86_400_000];
const from = Date.UTC(2024, 0, 1);
const every = (step: number, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => from + i * step);
const isWeekday = (time: number): boolean => ![0, 6].includes(new Date(time).getUTCDay());
const without = (times: Float64Array, ...indices: number[]): Float64Array =>
  times.filter((_, i) => !indices.includes(i));
const monthly = (first: number, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => Date.UTC(2020, first + i, 1));
const check = (times: Float64Array) => checkGaps(times, longestStep(times));
const weekdays = every(day, 300).filter(isWeekday);
// 14:30 to 20:30 UTC, as in New York; one hour earlier in summer.
const sessions = every(hour, 24 * 300).filter((time) => {
  const summer = time > Date.UTC(2024, 2, 10) && time < Date.UTC(2024, 10, 3) ? 1 : 0;
  const at = new Date(time).getUTCHours() + summer;
  return isWeekday(time) && at >= 14 && at <= 20;
});

describe('a series without gaps', () => {
  test.each<[string, Float64Array]>([
    ['every day', every(day, 100)],
    ['every millisecond', every(1, 100)],
    ['the first of each month', monthly(0, 60)],
    ['each quarter', monthly(0, 60).filter((_, i) => i % 3 === 0)],
    ['each year', monthly(0, 120).filter((_, i) => i % 12 === 0)],
    [
      'local midnight in a zone with summer time',
      every(day, 300).map((time) =>
        time > Date.UTC(2024, 2, 31) && time < Date.UTC(2024, 9, 27) ? time - hour : time,
      ),
    ],
    ['weekdays', weekdays],
    ['Sunday to Thursday', every(day, 300).filter((time) => ![5, 6].includes(new Date(time).getUTCDay()))],
    ['weekdays of two weeks', weekdays.slice(0, 10)],
    ['weekdays with holidays', without(weekdays, 20, 63, 64, 65, 90, 154)],
    ['hours of a stock exchange', sessions],
    [
      'hours of a stock exchange with a holiday',
      sessions.filter((time) => Math.floor(time / day) !== Math.floor(from / day) + 46),
    ],
  ])('has rows on %s', (_name, times) => {
    check(times);
  });
});

describe('a gap', () => {
  const code = 'PENSTOCK_SERIES_GAP';

  test.each<[string, Float64Array, number]>([
    ['days', without(every(day, 100), 41), 40],
    ['days before a weekend', without(every(day, 100), 4), 3],
    ['hours', without(every(hour, 500), 100), 99],
    ['minutes of two days', without(every(60_000, 2 * 1440), ...Array.from({ length: 180 }, (_, i) => 700 + i)), 699],
    ['months', without(monthly(0, 60), 41), 40],
    ['weeks', without(every(7 * day, 60), 41), 40],
    ['more than a week of weekdays', without(weekdays, 50, 51, 52, 53, 54, 55), 49],
  ])('in %s is named', (_name, times, index) => {
    expect(() => check(times)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(`(index ${index})`) }),
    );
  });

  test('of one row counts as a holiday in a market that closes every week', () => {
    check(without(weekdays, 41));
  });

  const broken = () => {
    const { times, values } = wave(61);
    return { times: without(times, 41), values: values.filter((_, i) => i !== 41) };
  };
  const quick = { transforms: [], earlyStopping: false, window: 5, units: 3, epochs: 2 };

  test('is an error of fit that says what to do, unless gaps are allowed', async () => {
    await expect(lstm.fit(broken(), quick)).rejects.toMatchObject({
      code,
      message:
        'Expected at most 1.5 days between two rows; got 2 days between 1970-02-10T00:00:00.000Z (index 40) and ' +
        "1970-02-12T00:00:00.000Z. Rows are missing there. Fit with fill: 'previous' or 'linear', pass only the rows " +
        "after the gap, or fit with gaps: 'allow' to ignore gaps.",
    });
    const [whole, odd] = await lstm.fitMany([wave(60), broken()], quick);
    expect(whole!.model!.forecast(1).mean).toHaveLength(1);
    expect(odd!.error).toMatchObject({ code, message: expect.stringMatching(/^Series 1: /) });
    expect((await lstm.fit(broken(), { ...quick, gaps: 'allow' })).predictions(broken()).mean).toHaveLength(55);
    expect((await naive.fit(broken())).forecast(1).mean).toHaveLength(1);
  });

  test('is an error of a forecast or prediction only if its window has the gap', async () => {
    const model = await lstm.fit(wave(60), quick);
    for (const each of [model, lstm.load(model.save())]) {
      const { times, values } = broken();
      const until = (rows: number) => ({ times: times.slice(0, rows), values: values.slice(0, rows) });
      expect(() => each.forecast(1, { after: until(42) })).toThrow(expect.objectContaining({ code }));
      expect(() => each.forecast(1, { after: until(45) })).toThrow(expect.objectContaining({ code }));
      expect(each.forecast(1, { after: until(46) }).mean).toHaveLength(1);
      expect(() => each.predictions(until(60), { from: 45 })).toThrow(expect.objectContaining({ code }));
      expect(each.predictions(until(60), { from: 46 }).mean).toHaveLength(14);
      expect(each.predictions(until(41)).mean).toHaveLength(36);
    }
  });
});
