import { deliver, indicator, run, toSink } from '@penstock/stream';
import type { Indicated } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { normal, seededRandom } from '../../src/engine/random.ts';
import type { AnomalyDetectorState, AnomalyOptions, AnomalySeasonState, AnomalyVerdict } from '../../src/index.ts';
import { AnomalyDetector } from '../../src/index.ts';
import { hourly, walkOf } from './simulated-faults.ts';

const rowsOf = (...given: Parameters<typeof hourly>) => {
  const { times, values } = hourly(...given);
  return Array.from(times, (time, row) => ({ time, value: values[row]! }));
};

const throughJson = (state: AnomalyDetectorState) => JSON.parse(JSON.stringify(state)) as AnomalyDetectorState;

describe('AnomalyDetector', () => {
  test('continues from a snapshot that went through JSON as if it had never stopped', () => {
    const rows = rowsOf(1, 700, 4, (row) => (row % 150 === 149 ? 8 : 0));
    for (const stop of [0, 1, 10, 17, 64, 99, 130, 260, 520, 600]) {
      const [whole, first, second] = [new AnomalyDetector(), new AnomalyDetector(), new AnomalyDetector()];
      for (const row of rows.slice(0, stop)) {
        whole.add(row);
        first.add(row);
      }
      second.restore(throughJson(first.snapshot()));
      for (const row of rows.slice(stop)) expect(second.add(row)).toEqual(whole.add(row));
      expect(second.snapshot()).toEqual(whole.snapshot());
    }
  });

  test.each([1, 300])('restores the snapshot of row %i after a reset', (stop) => {
    const rows = rowsOf(6, 700, 5);
    const detector = new AnomalyDetector();
    for (const row of rows.slice(0, stop)) detector.add(row);
    const older = throughJson(detector.snapshot());
    const first = rows.slice(stop).map((row) => detector.add(row));
    detector.reset();
    detector.restore(older);
    expect(detector.snapshot()).toEqual(older);
    expect(rows.slice(stop).map((row) => detector.add(row))).toEqual(first);
  });

  test('refuses a state of an unknown version, or one that does not fit its options', () => {
    const state = new AnomalyDetector().snapshot();
    for (const version of [1, 3, undefined])
      expect(() => new AnomalyDetector().restore({ ...state, version: version as 2 })).toThrow(
        expect.objectContaining({ code: 'PENSTOCK_FORMAT_UNSUPPORTED' }),
      );
    const unfit = expect.objectContaining({ code: 'PENSTOCK_MODEL_INVALID' });
    expect(() => new AnomalyDetector({ window: 30 }).restore(state)).toThrow(unfit);
    expect(() => new AnomalyDetector().restore({ ...state, parts: {} })).toThrow(unfit);
    const bad = { ...state.parts, demands: Array.from({ length: 8 }, () => Number.NaN) };
    expect(() => new AnomalyDetector().restore({ ...state, parts: bad })).toThrow(unfit);
    const seasonal = new AnomalyDetector();
    for (const row of rowsOf(1, 30)) seasonal.judge(row);
    const learnt = seasonal.snapshot();
    expect(() => new AnomalyDetector({ seasons: false }).restore(learnt)).toThrow(unfit);
    for (const changed of [{ place: 3 }, { place: -1 }, { slots: 1e12 }, { slots: 0.5 }, { cycle: null }])
      expect(() =>
        new AnomalyDetector().restore({
          ...learnt,
          seasons: learnt.seasons.map((season) => ({ ...season, ...changed }) as AnomalySeasonState),
        }),
      ).toThrow(unfit);
    for (const changed of [{ rows: '9' }, { rows: -1 }, { time: 'now' }, { parts: null }, { seasons: null }])
      expect(() => new AnomalyDetector().restore({ ...learnt, ...changed } as AnomalyDetectorState)).toThrow(unfit);
  });

  test('does not change when it refuses a row', () => {
    const [one, other] = [new AnomalyDetector(), new AnomalyDetector()];
    for (const row of rowsOf(2, 200)) {
      for (const value of [Number.NaN, Infinity, 1e160])
        expect(() => one.add({ time: row.time, value })).toThrow(
          expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' }),
        );
      for (const time of [Number.NaN, 9e15])
        expect(() => one.add({ time, value: 1 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' }));
      expect(one.add(row)).toEqual(other.add(row));
    }
  });

  test('judges from row 100 on, and reuses the object that judge returns', () => {
    const rows = rowsOf(3, 120);
    const detector = new AnomalyDetector();
    expect(rows.map((row) => detector.add(row) !== null).indexOf(true)).toBe(100);
    expect(detector.getRequiredInputs()).toBe(100);
    const again = new AnomalyDetector();
    const verdicts = new Set(rows.map((row) => again.judge(row)));
    expect(verdicts.size).toBe(1);
  });

  // In the model, each number takes 8 bytes. About twenty small objects hold the numbers.
  test.each([
    ['a week of five-minute rows', 300_000, true, 28_000],
    ['no seasons', 300_000, false, 5_000],
  ])('takes no more memory for %s as more rows come', (_, step, seasons, most) => {
    const { values } = walkOf(4, 6_000);
    const detector = new AnomalyDetector({ seasons });
    const numbers = () => {
      const { parts, seasons: tables } = detector.snapshot();
      const cells = [...Object.values(parts), ...tables.flatMap(({ table, distances }) => [table, distances])];
      return cells.reduce((sum, each) => sum + each.length, 0);
    };
    for (const [row, value] of values.subarray(0, 3_000).entries()) detector.judge({ time: row * step, value });
    const before = numbers();
    for (const [row, value] of values.subarray(3_000).entries()) detector.judge({ time: (3_000 + row) * step, value });
    expect(numbers()).toBe(before);
    expect(8 * before).toBeLessThan(most);
  });

  test.each([
    ['of 10 rows, which is no cycle of the clock', 10],
    ['of a week', 168],
  ])('learns a season %s', (_, period) => {
    const random = seededRandom(10);
    const season = Float64Array.from({ length: period }, () => 3 * normal(random));
    const rows = rowsOf(9, 6 * 168, 0, (row) => season[row % period]!);
    const errorOf = (options: AnomalyOptions) => {
      const detector = new AnomalyDetector(options);
      const errors = rows.map((row) => Math.abs(row.value - detector.judge(row).typical)).slice(-168);
      return errors.reduce((sum, each) => sum + each, 0) / errors.length;
    };
    // The noise alone has a mean absolute value of 0.8, the root of 2 / pi.
    expect(errorOf({})).toBeLessThan(1.2);
    expect(errorOf({ seasons: false })).toBeGreaterThan(2);
  });

  test('forecasts its season, in bands that cover about as often as their level says', () => {
    const { times, values } = hourly(5, 1_048, 5);
    const detector = new AnomalyDetector();
    for (const [row, time] of times.subarray(0, 1_000).entries()) detector.judge({ time, value: values[row]! });
    const forecast = detector.forecast(48, { levels: [80, 95] });
    expect(forecast.times).toEqual(times.slice(1_000));
    const errors = forecast.mean.map((each, i) => each - 5 * Math.sin((2 * Math.PI * (1_000 + i)) / 24));
    // The table averages about five cycles, each with noise of standard deviation 1.
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(2);
    const [inner, outer] = forecast.intervals!.map(
      ({ lower, upper }) =>
        forecast.mean.filter((_, i) => values[1_000 + i]! >= lower[i]! && values[1_000 + i]! <= upper[i]!).length,
    );
    expect(inner).toBeGreaterThanOrEqual(0.65 * 48);
    expect(outer).toBeGreaterThanOrEqual(0.85 * 48);
    expect(inner).toBeLessThan(outer!);
  });

  test('widens the bands of a random walk with the root of the steps ahead', () => {
    const { times, values } = walkOf(6, 1_000);
    const detector = new AnomalyDetector();
    for (const [row, time] of times.entries()) detector.judge({ time, value: values[row]! });
    const { mean, intervals } = detector.forecast(25);
    expect(intervals![0]!.level).toBe(95);
    const widths = intervals![0]!.upper.map((upper, i) => upper - intervals![0]!.lower[i]!);
    expect(widths[24]! / widths[0]!).toBeGreaterThan(4);
    expect(widths[24]! / widths[0]!).toBeLessThanOrEqual(5);
    expect(mean[24]).toBeCloseTo(values[999]!, 0);
  });

  test('forecasts from row 150 on, also just after it found a season, in bands that hold the mean', () => {
    const { times, values } = hourly(20, 500, 9);
    const detector = new AnomalyDetector();
    for (const [row, time] of times.entries()) {
      detector.judge({ time, value: values[row]! });
      if (row < 149) continue;
      const { mean, intervals } = detector.forecast(2);
      const { lower, upper } = intervals![0]!;
      for (const [i, each] of mean.entries()) {
        expect(lower[i]).toBeLessThanOrEqual(each);
        expect(upper[i]).toBeGreaterThanOrEqual(each);
      }
    }
  });

  test('refuses to forecast before it can', () => {
    const detector = new AnomalyDetector();
    for (const row of rowsOf(7, 100)) detector.judge(row);
    expect(() => detector.forecast(1)).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_TOO_SHORT' }));
    for (const levels of [[50], [100], ['95']])
      expect(() => detector.forecast(1, { levels: levels as number[] })).toThrow(
        expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
      );
    expect(() => detector.forecast(0)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test('adds verdicts to the records of a flow', async () => {
    const marked: number[] = [];
    await run(
      deliver(rowsOf(8, 200, 0, (row) => (row === 150 ? 12 : 0))),
      indicator(() => new AnomalyDetector()),
      toSink<Indicated<{ time: number; value: number }, AnomalyVerdict>>(async (batch) => {
        for (const { value, position } of batch)
          if (value.result && value.result.severity >= 50) marked.push(position.offset);
      }),
    );
    expect(marked).toEqual([150]);
  });
});
