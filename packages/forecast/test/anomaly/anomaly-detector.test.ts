import { deliver, type Indicated, indicator, run, toSink } from '@penstock/stream';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/index.ts';
import { AnomalyDetector, detectAnomalies } from '../../src/index.ts';
import { wave } from '../waves.ts';

const odd = () => {
  const series = wave(200);
  series.values[150]! *= 6;
  series.values[180]! /= 6;
  return series;
};

describe('AnomalyDetector', () => {
  it('says value by value what detectAnomalies says of the whole', () => {
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

  it('goes on from its snapshot, also out of JSON, as if it had never stopped', () => {
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

  it('is as it was after a value that it refuses', () => {
    const [values, one, other] = [odd().values, new AnomalyDetector(), new AnomalyDetector()];
    for (const value of values) {
      for (const bad of [Number.NaN, Infinity, 0, -1])
        expect(() => one.add(bad)).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' }));
      expect(one.add(value)).toEqual(other.add(value));
    }
    expect(() => new AnomalyDetector({ window: 5 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  it('marks the odd records of a flow', async () => {
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
