import type { Series } from '@penstock/stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnomalyDetector, detectAnomalies } from '../../src/index.ts';
import { daily } from '../simulated.ts';
import type { Fault } from './simulated-faults.ts';
import { hourly, pricesOf, walkOf } from './simulated-faults.ts';

const seeds = Array.from({ length: 10 }, (_, seed) => seed);

/** How many incidents there are in 1,000 rows, over ten series of 2,000 rows, and the share of critical rows. */
const falseAlarms = (make: (seed: number) => Series) => {
  const found = seeds.map((seed) => detectAnomalies(make(seed)));
  return {
    incidents: found.reduce((sum, { incidents }) => sum + incidents.length, 0) / 20,
    critical: found.reduce((sum, { severity }) => sum + severity.filter((each) => each >= 75).length, 0) / 20_000,
  };
};

/** In how many of ten series, each with a fault from row 700 on, one of the next `rows` rows is a major anomaly. */
const foundWithin = (rows: number, amplitude: number, fault: Fault): number =>
  seeds.filter((seed) =>
    detectAnomalies(hourly(1_000 + seed, 800, amplitude, fault))
      .severity.subarray(700, 700 + rows)
      .some((severity) => severity >= 50),
  ).length;

const since =
  (fault: Fault): Fault =>
  (row, ordinary) =>
    row >= 700 ? fault(row, ordinary) : 0;

describe('detectAnomalies', () => {
  test.each([
    ['noise', (seed: number) => hourly(seed, 2_000)],
    ['a walk', (seed: number) => walkOf(seed, 2_000)],
    ['a daily season with noise', (seed: number) => hourly(seed, 2_000, 5)],
    ['prices', (seed: number) => pricesOf(seed, 2_000)],
  ])('raises at most one incident in 1,000 rows of %s', (_, make) => {
    const { incidents, critical } = falseAlarms(make);
    expect(incidents).toBeLessThanOrEqual(1);
    expect(critical).toBeLessThanOrEqual(0.005);
  });

  test.each([
    ['noise', 0],
    ['a daily season', 5],
  ])('finds spikes, shifts, slopes, spreads and stuck values in %s', (_, amplitude) => {
    const at700: Fault = (row) => (row === 700 ? 6 : 0);
    expect(foundWithin(1, amplitude, at700)).toBeGreaterThanOrEqual(9);
    expect(foundWithin(1, amplitude, (...row) => -at700(...row))).toBeGreaterThanOrEqual(9);
    expect(
      foundWithin(
        10,
        amplitude,
        since(() => 4),
      ),
    ).toBeGreaterThanOrEqual(9);
    expect(
      foundWithin(
        60,
        amplitude,
        since((row) => (row - 699) / 10),
      ),
    ).toBeGreaterThanOrEqual(9);
    expect(
      foundWithin(
        20,
        amplitude,
        since((_row, { noise }) => 3 * noise),
      ),
    ).toBeGreaterThanOrEqual(9);
    expect(
      foundWithin(
        50,
        amplitude,
        since((_row, { season, noise }) => 1.5 - season - noise),
      ),
    ).toBeGreaterThanOrEqual(9);
  });

  test('finds a season that vanishes, and one that moves by a quarter', () => {
    expect(
      foundWithin(
        48,
        5,
        since((_, { season }) => -season),
      ),
    ).toBeGreaterThanOrEqual(9);
    const moved = (row: number) => 5 * Math.sin((2 * Math.PI * (row + 6)) / 24);
    expect(
      foundWithin(
        24,
        5,
        since((row, { season }) => moved(row) - season),
      ),
    ).toBeGreaterThanOrEqual(9);
  });

  test('names the kind of each anomaly', () => {
    const kindOf = (fault: Fault) => {
      const { incidents } = detectAnomalies(hourly(3, 800, 0, fault));
      return incidents.find(({ end }) => end >= 700 * 3_600_000)?.kind;
    };
    expect(kindOf((row) => (row === 700 ? 9 : 0))).toBe('spike');
    expect(kindOf((row) => (row === 700 ? -9 : 0))).toBe('dip');
    expect(kindOf(since(() => 4))).toBe('shift');
    expect(kindOf(since((_, { noise }) => 0.5 - noise))).toBe('stuck');
  });

  test('distinguishes a shift in a seasonal series from a season that vanishes', () => {
    const kindsOf = (fault: Fault) =>
      seeds.map((seed) => {
        const { incidents } = detectAnomalies(hourly(3_000 + seed, 1_000, 5, fault));
        return incidents.find(({ end }) => end >= 700 * 3_600_000)?.kind;
      });
    const level = kindsOf(since(() => 4)).filter((kind) => kind === 'shift');
    expect(level.length).toBeGreaterThanOrEqual(8);
    expect(kindsOf(since((_, { season }) => -season))).toContain('season');
  });

  test('joins anomalous rows into one incident with beginning, peak and end, and raises one alarm', () => {
    const { incidents, anomalies, severity, evidence, times } = detectAnomalies(
      hourly(5, 900, 0, (row) => (row >= 700 && row < 705 ? 8 : 0)),
    );
    const late = incidents.filter(({ beginning }) => beginning >= times[700]!);
    expect(late).toHaveLength(1);
    expect(late[0]).toMatchObject({ beginning: times[700], direction: 'higher' });
    expect(late[0]!.peak).toBeGreaterThanOrEqual(times[700]!);
    expect(late[0]!.end).toBeGreaterThanOrEqual(times[704]!);
    expect(late[0]!.severity).toBe(Math.max(...evidence.subarray(700, 801)));
    // The first row of the incident, and at most one that raises it to critical.
    expect(severity.subarray(700, 801).filter((each) => each > 0).length).toBeLessThanOrEqual(2);
    expect(anomalies.filter(({ time }) => time >= times[700]!).length).toBeLessThanOrEqual(2);
  });

  test.each([
    ['noise', 0],
    ['a daily season', 5],
  ])('accepts a lasting shift of %s as normal: the incident ends, and typical follows', (_, amplitude) => {
    const { times, values } = hourly(
      3,
      1_500,
      amplitude,
      since(() => 8),
    );
    const { incidents, typical, times: all } = detectAnomalies({ times, values });
    const shift = incidents.findLast(({ beginning }) => beginning <= all[705]!)!;
    expect(shift.beginning).toBeGreaterThanOrEqual(all[700]!);
    expect(shift.end).toBeLessThan(all[850]!);
    expect(incidents.filter(({ beginning }) => beginning > all[850]!)).toEqual([]);
    const errors = typical.subarray(850).map((each, i) => each - values[850 + i]!);
    // Errors are around 0, so the expected value has followed the shift.
    expect(Math.abs(errors.reduce((sum, each) => sum + each, 0) / errors.length)).toBeLessThan(0.5);
  });

  test('reports each row with its own severity if silence is 0', () => {
    const { severity, evidence } = detectAnomalies(
      hourly(5, 900, 0, (row) => (row >= 700 && row < 705 ? 8 : 0)),
      { silence: 0 },
    );
    expect(severity).toEqual(evidence);
    expect(severity.subarray(700, 705).every((each) => each >= 50)).toBe(true);
  });

  test('judges the first change of a constant series as critical', () => {
    const values = new Float64Array(300).fill(7);
    values[250] = 7.5;
    const { anomalies, typical, severity } = detectAnomalies(daily(values));
    expect(anomalies.map(({ time }) => time / 86_400_000)).toEqual([250]);
    expect(anomalies[0]).toMatchObject({ kind: 'spike', direction: 'higher', typical: 7, description: '1.1x higher' });
    expect(typical.subarray(0, 250).every((each) => each === 7)).toBe(true);
    expect(severity[250]).toBeGreaterThan(90);
  });

  test.each([
    [2, 5, '2.5x higher'],
    [5, 2, '2.5x lower'],
    [1_000, 1_006, '6 higher'],
    [-10, -5, '5 higher'],
    [-10, -20, '10 lower'],
    [0, 3.54, '3.5 higher'],
    [3, -1, '4 lower'],
    [0.001, 5, 'more than 100x higher'],
  ])('describes %d, where %d is typical, as: %s', (typical, actual, description) => {
    const values = new Float64Array(200).fill(typical);
    values[199] = actual;
    expect(detectAnomalies(daily(values)).anomalies[0]).toMatchObject({ typical, actual, description });
  });

  test('judges rows in their order in the series, whatever their times', () => {
    const { times, values } = hourly(7, 800, 0, (row) => (row === 700 ? 9 : 0));
    const odd = times.map((time, row) => (row % 90 === 5 ? times[row - 1]! : row % 100 === 7 ? time - 9e6 : time));
    for (let row = 400; row < 800; row += 1) odd[row] = odd[row]! + 5e9;
    const { severity } = detectAnomalies({ times: odd, values });
    expect(severity[700]).toBeGreaterThan(50);
    expect(detectAnomalies({ times: new Float64Array(800), values }).severity[700]).toBeGreaterThan(50);
    expect(severity.subarray(0, 100).every((each) => each === 0)).toBe(true);
  });

  test('names the error of an invalid series', () => {
    const { times, values } = daily(new Float64Array(200));
    values[150] = Number.NaN;
    const invalid = expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' });
    expect(() => detectAnomalies({ times, values })).toThrow(invalid);
    expect(() => detectAnomalies({ times: times.slice(1), values })).toThrow(invalid);
    expect(() => detectAnomalies({ times, values: [...values] as unknown as Float64Array })).toThrow(invalid);
    for (const bad of [{ window: 3 }, { alarm: 0 }, { silence: -1 }, { seasons: 1 as unknown as boolean }])
      expect(() => detectAnomalies(daily([1]), bad)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    expect(detectAnomalies(daily([])).severity).toHaveLength(0);
  });

  const anyValue = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));

  test('judges a row without later rows, and computes its bounds without the row itself', () => {
    const { times, values } = hourly(11, 260, 3);
    const whole = detectAnomalies({ times, values });
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 255 }),
        fc.array(anyValue, { minLength: 5, maxLength: 5 }),
        (row, other) => {
          const changed = values.slice();
          changed.set(other, row);
          const again = detectAnomalies({ times, values: changed });
          expect(again.severity.slice(0, row)).toEqual(whole.severity.slice(0, row));
          for (const name of ['typical', 'lower', 'upper'] as const)
            expect(again[name].slice(0, row + 1)).toEqual(whole[name].slice(0, row + 1));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('gives the same verdicts in another unit', () => {
    const { times, values } = hourly(13, 600, 3, (row) => (row % 250 === 249 ? 7 : 0));
    const ours = detectAnomalies({ times, values });
    // Powers of two change no digits.
    for (const unit of [2 ** -30, 2 ** 20]) {
      const theirs = detectAnomalies({ times, values: values.map((value) => value * unit) });
      expect(theirs.severity).toEqual(ours.severity);
      expect(theirs.typical).toEqual(ours.typical.map((value) => value * unit));
    }
    const shifted = detectAnomalies({ times, values: values.map((value) => value + 1_000) });
    for (const [row, severity] of shifted.severity.entries()) expect(severity).toBeCloseTo(ours.severity[row]!, 4);
  });

  test('has bounds around the typical value, also on a slope', () => {
    const { typical, lower, upper } = detectAnomalies(daily(Float64Array.from({ length: 300 }, (_, row) => -row)));
    for (const [row, each] of typical.entries()) {
      expect(lower[row]).toBeLessThanOrEqual(each);
      expect(upper[row]).toBeGreaterThanOrEqual(each);
    }
  });

  test.each([
    [140, 'noise', hourly],
    [200, 'noise', hourly],
    [700, 'noise', hourly],
    [700, 'a walk', walkOf],
  ])('judges a value beyond the bounds of row %d of %s as a major anomaly', (row, _, make) => {
    const { times, values } = make(19, row + 1);
    const { lower, upper } = detectAnomalies({ times, values });
    for (const [bound, other] of [
      [upper[row]!, lower[row]!],
      [lower[row]!, upper[row]!],
    ] as const) {
      values[row] = bound + 1e-6 * (bound - other);
      expect(detectAnomalies({ times, values }).evidence[row]).toBeGreaterThanOrEqual(50);
    }
  });

  test('returns finite numbers for any series', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 130, maxLength: 200 }), (values) => {
        const detection = detectAnomalies(daily(values));
        for (const name of ['typical', 'lower', 'upper', 'probability', 'severity', 'evidence'] as const)
          expect(detection[name].every((each) => Number.isFinite(each))).toBe(true);
        expect(detection.severity.every((each) => each >= 0 && each <= 100)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('returns the verdicts of AnomalyDetector for each row', () => {
    const { times, values } = hourly(17, 400, 3, (row) => (row === 300 ? 9 : 0));
    const detector = new AnomalyDetector();
    const { severity, incidents, anomalies } = detectAnomalies({ times, values });
    const verdicts = Array.from(times, (time, row) => detector.add({ time, value: values[row]! }));
    expect(verdicts.map((verdict) => verdict?.severity ?? 0)).toEqual([...severity]);
    expect(detector.incident).toEqual(incidents.at(-1));
    expect(verdicts.filter((verdict) => verdict && verdict.severity >= 50)).toEqual(anomalies);
  });
});
