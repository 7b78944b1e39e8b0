import { describe, expect, test } from 'vitest';
import { writeCalendar } from '../../src/series/calendar-features.ts';

const features = (feature: 'hour' | 'weekday' | 'month', time: string) => {
  const into = new Float64Array(4);
  writeCalendar([feature], Date.parse(time), into, 1);
  return [into[1]!, into[2]!];
};

describe('calendar features', () => {
  test.each<['hour' | 'weekday' | 'month', string, number]>([
    ['hour', '2023-05-01T00:00:00Z', 0],
    ['hour', '2023-05-01T06:00:00Z', 0.25],
    ['hour', '1969-12-31T18:00:00Z', 0.75],
    // 1 May 2023 was a Monday.
    ['weekday', '2023-05-01T13:00:00Z', 0],
    ['weekday', '2023-05-07T23:00:00Z', 6 / 7],
    ['weekday', '1969-12-31T10:00:00Z', 2 / 7],
    ['month', '2024-01-31T00:00:00Z', 0],
    ['month', '2024-12-01T00:00:00Z', 11 / 12],
  ])('%s of %s is %d of the cycle, as sine and cosine', (feature, time, share) => {
    const [sine, cosine] = features(feature, time);
    expect(sine).toBeCloseTo(Math.sin(2 * Math.PI * share), 12);
    expect(cosine).toBeCloseTo(Math.cos(2 * Math.PI * share), 12);
  });
});
