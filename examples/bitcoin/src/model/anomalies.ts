import { AnomalyDetector } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { dayOf } from '../prices/document.ts';
import { oddPrice } from './odd-price.ts';
import type { OddPrice } from './odd-price.ts';

/** An anomaly: a day whose close stands out from those before it. */
export interface OddDay extends OddPrice {
  /** Such as `2020-03-12`. */
  readonly date: string;
  /** Such as `1.60x lower`. */
  readonly description: string;
}

/**
 * The anomalies among days, in order of time. The detector judges logarithms of prices, so that a change of 10 % counts
 * the same at 400 and at 40,000 dollars. It skips a price of 0 or below, which has no logarithm.
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

/** The most severe days, in decreasing order of severity. */
export const mostSevere = (days: readonly OddDay[], most: number): readonly OddDay[] =>
  days.toSorted((a, b) => b.severity - a.severity).slice(0, most);
