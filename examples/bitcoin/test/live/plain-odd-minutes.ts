import { AnomalyDetector } from '@penstock/forecast';
import { oddPrice } from '../../src/model/odd-price.ts';
import type { OddPrice } from '../../src/model/odd-price.ts';
import type { PlainCandle } from './plain-candles.ts';

const minute = 60_000;
// The severity from which the example raises an alarm.
const alarm = 50;

/** Finds the anomalies of minutes in candles of a second with a plain loop. The last minute is open and left out. */
export const plainOddMinutes = (
  seconds: readonly PlainCandle[],
): ReadonlyArray<{ readonly time: number } & OddPrice> => {
  const logs = new Map<number, number[]>();
  for (const { time, close } of seconds) {
    const start = time - (time % minute);
    const known = logs.get(start);
    if (known) known.push(Math.log(close));
    else logs.set(start, [Math.log(close)]);
  }
  const detector = new AnomalyDetector({ alarm });
  return [...logs].slice(0, -1).flatMap(([time, values]) => {
    const verdict = detector.add({ time, value: values.reduce((sum, value) => sum + value) / values.length });
    const odd = verdict && oddPrice(verdict, alarm);
    return odd ? [{ time, ...odd }] : [];
  });
};
