import { expect, test } from 'vitest';
import { mostSevere, oddDays } from '../../src/model/anomalies.ts';

const day = 86_400_000;
/** Prices that grow by half a percent a day with some noise, and one day of half the price. */
const prices = () => {
  const values = Float64Array.from({ length: 300 }, (_, i) => 100 * 1.005 ** i * (1 + 0.01 * Math.sin(i * i)));
  values[250] = values[250]! / 2;
  return { times: values.map((_, i) => i * day), values };
};

test('a day of half the price raises an alarm, with prices and a factor that are not logarithms', () => {
  const { values } = prices();
  const days = oddDays(prices());
  const [worst] = mostSevere(days, 1);
  expect(worst).toMatchObject({
    date: '1970-09-08',
    actual: expect.closeTo(values[250]!, 6),
    direction: 'lower',
    kind: 'dip',
    alarm: true,
  });
  // Half the price, except for the noise.
  expect(Math.abs(worst!.typical / worst!.actual - 2)).toBeLessThan(0.1);
  expect(worst!.description).toBe(`${(worst!.typical / worst!.actual).toFixed(2)}x lower`);
  expect(days.every(({ severity }) => severity >= 25)).toBe(true);
});

test('the first hundred days are not judged', () => {
  const { times, values } = prices();
  expect(oddDays({ times: times.slice(200), values: values.slice(200) })).toEqual([]);
});

test('a price of 0 or below is skipped, since it has no logarithm', () => {
  const { times, values } = prices();
  const withZeros = values.map((value, row) => (row === 120 ? 0 : row === 130 ? -1 : value));
  const days = oddDays({ times, values: withZeros });
  expect(mostSevere(days, 1)).toMatchObject([{ date: '1970-09-08', kind: 'dip' }]);
  expect(days.map(({ date }) => date)).not.toContain('1970-05-01');
});
