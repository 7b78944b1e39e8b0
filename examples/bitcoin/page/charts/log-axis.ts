import { valueAxis } from './look.ts';

/**
 * Round numbers from `low` to `high` (both above 0): 1, 2 and 5 times powers of ten. If there are more than nine, only
 * the powers of ten; if there are fewer than three, a finer grid.
 */
const roundPlaces = (low: number, high: number): readonly number[] => {
  const powers = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))] as const;
  const all = Array.from({ length: powers[1] - powers[0] + 1 }, (_, i) => 10 ** (powers[0] + i));
  const within = (steps: readonly number[]): readonly number[] =>
    all.flatMap((power) => steps.map((step) => step * power)).filter((value) => value >= low && value <= high);
  const [fine, medium] = [within([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]), within([1, 2, 5])];
  if (medium.length < 3) return fine;
  return medium.length > 9 ? within([1]) : medium;
};

/** A logarithmic axis from just below the lowest value to just above the highest, with labels at round numbers. */
export const logAxis = (
  values: ReadonlyArray<number | null>,
  format: (value: number) => string,
  more: Readonly<Record<string, unknown>> = {},
) => {
  const positive = values.filter((value): value is number => value !== null && value > 0);
  const low = positive.reduce((a, b) => Math.min(a, b), Infinity) / 1.04;
  const high = positive.reduce((a, b) => Math.max(a, b), 0) * 1.04;
  if (!(high > low)) return valueAxis(format, more);
  const places = roundPlaces(low, high);
  const plain = valueAxis(format, { type: 'log', min: low, max: high, ...more });
  return {
    ...plain,
    axisTick: { show: false, customValues: places },
    axisLabel: { ...plain.axisLabel, customValues: places },
  };
};
