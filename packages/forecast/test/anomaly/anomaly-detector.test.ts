import { readFileSync } from 'node:fs';
import { deliver, indicator, run, toSink } from '@penstock/stream';
import type { Indicated } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import type { AnomalyDetectorState, Judgement } from '../../src/index.ts';
import { AnomalyDetector, detectAnomalies } from '../../src/index.ts';
import { wave } from '../waves.ts';

const odd = () => {
  const series = wave(200);
  series.values[150]! *= 6;
  series.values[180]! /= 6;
  return series;
};

describe('AnomalyDetector', () => {
  test('says value by value what detectAnomalies says of the whole', () => {
    const series = odd();
    const detector = new AnomalyDetector({ window: 50 });
    const judged = Array.from(series.values, (value) => detector.add(value));
    const { typical, lower, upper, severity, actual } = detectAnomalies(series, { window: 50 });
    expect(judged.slice(0, detector.getRequiredInputs())).toEqual(Array.from({ length: 44 }, () => null));
    expect(judged.slice(44)).toEqual(
      Array.from(severity, (each, i): Judgement => ({
        actual: actual[i]!,
        typical: typical[i]!,
        lower: lower[i]!,
        upper: upper[i]!,
        severity: each,
        direction: each === 0 ? null : i + 44 < 160 ? 'higher' : 'lower',
      })),
    );
    expect(judged.filter((each) => each !== null && each.severity > 0)).toHaveLength(2);
  });

  test('goes on from its snapshot, also out of JSON, as if it had never stopped', () => {
    const { values } = odd();
    for (const stop of [5, 20, 60, 170]) {
      const [whole, first, second] = [0, 1, 2].map(() => new AnomalyDetector({ window: 40 })) as [
        AnomalyDetector,
        AnomalyDetector,
        AnomalyDetector,
      ];
      for (const value of values.subarray(0, stop)) {
        whole.add(value);
        first.add(value);
      }
      second.restore(JSON.parse(JSON.stringify(first.snapshot())) as ReturnType<AnomalyDetector['snapshot']>);
      for (const value of values.subarray(stop)) expect(second.add(value)).toEqual(whole.add(value));
    }
  });

  test('goes on from a state that an earlier release stored', () => {
    // Written by commit 0b93be5, before states had a version: a state after 20 values, and the next ten judgements.
    interface Stored {
      readonly state: Omit<AnomalyDetectorState, 'version'>;
      readonly next: readonly number[];
      readonly judgements: readonly Judgement[];
    }
    const file = new URL('./anomaly-detector.version-none.json', import.meta.url);
    const { state, next, judgements } = JSON.parse(readFileSync(file, 'utf8')) as Stored;
    const detector = new AnomalyDetector({ history: 3, window: 10 });
    detector.restore(state as AnomalyDetectorState);
    expect(detector.snapshot()).toEqual({ version: 1, ...state });
    for (const [i, value] of next.entries()) {
      const { typical, lower, upper, severity, direction } = detector.add(value)!;
      expect(direction).toBe(judgements[i]!.direction);
      // The last digits of a logarithm differ between machines.
      for (const [ours, theirs] of [
        [typical, judgements[i]!.typical],
        [lower, judgements[i]!.lower],
        [upper, judgements[i]!.upper],
        [severity, judgements[i]!.severity],
      ] as const)
        expect(ours).toBeCloseTo(theirs, 9);
    }
  });

  test('refuses a state of an unknown version', () => {
    const { version, ...rest } = new AnomalyDetector().snapshot();
    for (const unknown of [version + 1, 0, null])
      expect(() => new AnomalyDetector().restore({ ...rest, version: unknown as 1 })).toThrow(
        expect.objectContaining({
          code: 'PENSTOCK_FORMAT_UNSUPPORTED',
          message: expect.stringContaining("Expected an anomaly detector's state in format version 1"),
        }),
      );
  });

  test('is as it was after a value that it refuses', () => {
    const [values, one, other] = [odd().values, new AnomalyDetector(), new AnomalyDetector()];
    for (const value of values) {
      for (const bad of [Number.NaN, Infinity, 0, -1])
        expect(() => one.add(bad)).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' }));
      expect(one.add(value)).toEqual(other.add(value));
    }
    expect(() => new AnomalyDetector({ window: 5 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test('marks the odd records of a flow', async () => {
    const marked: number[] = [];
    const closes = Array.from(odd().values, (close) => ({ close }));
    await run(
      deliver(closes),
      indicator(() => new AnomalyDetector(), { input: ({ close }: { close: number }) => close }),
      toSink<Indicated<{ close: number }, Judgement>>(async (batch) => {
        for (const { value, position } of batch) if (value.result?.direction) marked.push(position.offset);
      }),
    );
    expect(marked).toEqual([150, 180]);
  });
});
