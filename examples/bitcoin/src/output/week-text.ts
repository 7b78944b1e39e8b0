import type { DayAhead } from './day-ahead.ts';
import type { Paint } from './paint.ts';
import { tableLines } from './table.ts';

const width = 30;

/** The days ahead as a table, with a drawing of the bands if there are any. */
export const weekLines = (days: readonly DayAhead[], paint: Paint): readonly string[] => {
  const bands = days.map(bandsOf);
  const known = bands.filter((band) => band !== undefined);
  if (known.length === 0)
    return tableLines([['day', 'close'], ...days.map(({ date, mean }) => [date, mean.toFixed(2)])]);
  const low = Math.min(...known.map(({ lower95 }) => lower95), ...days.map(({ mean }) => mean));
  const high = Math.max(...known.map(({ upper95 }) => upper95), ...days.map(({ mean }) => mean));
  const columnOf = (price: number): number => Math.round(((price - low) / (high - low || 1)) * (width - 1));
  const [title, ...lines] = tableLines([
    ['day', 'close', '95 % from', 'to'],
    ...days.map(({ date, mean, lower95, upper95 }) => [date, mean.toFixed(2), priceOf(lower95), priceOf(upper95)]),
  ]);
  return [
    `${title}   ${low.toFixed(0)}${high.toFixed(0).padStart(width - low.toFixed(0).length)}`,
    ...lines.map((line, i) => `${line}   ${paint('cyan', drawn(days[i]!.mean, bands[i], columnOf))}`),
    paint('dim', 'Drawn: the forecast ●, its 80 % band ━, its 95 % band ·'),
  ];
};

type Bands = Readonly<Record<'lower80' | 'upper80' | 'lower95' | 'upper95', number>>;

const bandsOf = ({ lower80, upper80, lower95, upper95 }: DayAhead): Bands | undefined =>
  lower80 === null || upper80 === null || lower95 === null || upper95 === null
    ? undefined
    : { lower80, upper80, lower95, upper95 };

const drawn = (mean: number, bands: Bands | undefined, columnOf: (price: number) => number): string => {
  const cells = Array.from({ length: width }, () => ' ');
  if (bands !== undefined) {
    cells.fill('·', columnOf(bands.lower95), columnOf(bands.upper95) + 1);
    cells.fill('━', columnOf(bands.lower80), columnOf(bands.upper80) + 1);
  }
  cells[columnOf(mean)] = '●';
  return cells.join('').trimEnd();
};

const priceOf = (price: number | null): string => (price === null ? '-' : price.toFixed(2));
