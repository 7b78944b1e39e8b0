import { colour } from '../theme/palette.ts';
import type { ColourName } from '../theme/palette.ts';

/** A line over time; absent values are gaps. */
export const line = (
  name: string,
  times: readonly number[],
  values: ReadonlyArray<number | null>,
  stroke: ColourName,
  more: Readonly<Record<string, unknown>> = {},
) => ({
  type: 'line',
  name,
  data: times.map((time, i) => [time, values[i] ?? null]),
  showSymbol: false,
  // A smooth line would show prices that were never there.
  smooth: false,
  sampling: 'lttb',
  color: colour(stroke),
  lineStyle: { width: 1.5, color: colour(stroke) },
  emphasis: { disabled: true },
  ...more,
});
