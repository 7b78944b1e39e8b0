import { AnomalyDetector } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { dayOf } from '../prices/document.ts';
import { oddPrice } from './odd-price.ts';
import type { OddPrice } from './odd-price.ts';

/** A day whose close stood out from those before it. */
export interface OddDay extends OddPrice {
  /** Such as `2020-03-12`. */
  readonly date: string;
  /** Such as `1.60x lower`. */
  readonly description: string;
}

/**
 * The days that stand out each by itself, in order of time. Prices are judged by their logarithms, so that a change of
 * a tenth counts alike at 400 and at 40,000 dollars. A price of 0 or below has no logarithm, and its day is skipped.
 */
export const oddDays = ({ times, values }: Series): readonly OddDay[] => {
  const detector = new AnomalyDetector();
  return Array.from(times).flatMap((time, row) => {
    const price = values[row]!;
    if (price <= 0) return [];
    const verdict = detector.add({ time, value: Math.log(price) });
    const odd = verdict && oddPrice(verdict, detector.alarm);
    if (!odd) return [];
    const description = `${odd.factor.toFixed(2)}x ${odd.direction}`;
    return [{ date: dayOf(time), ...odd, description }];
  });
};

/** The gravest of them, in decreasing order of severity. */
export const gravest = (days: readonly OddDay[], most: number): readonly OddDay[] =>
  days.toSorted((a, b) => b.severity - a.severity).slice(0, most);
