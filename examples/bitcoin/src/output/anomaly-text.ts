import { mostSevere } from '../model/anomalies.ts';
import type { OddDay } from '../model/anomalies.ts';

const titles = ['time', 'severity', 'description', 'actual', 'typical', 'kind'] as const;
const widths = [12, 10, 15, 12, 12, 10] as const;

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, column) =>
      column === 0 || column > 4 ? ` ${cell}`.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    )
    .join('  ')
    .trimEnd();

/** The most severe days as a table for a terminal, with the columns of the report's figure 2.31 and the kind. */
export const anomalyText = (days: readonly OddDay[], top: number): string => {
  const shown = mostSevere(days, top);
  const alarms = days.filter(({ alarm }) => alarm).length;
  return [
    `Days whose close stood out: ${days.length}, with ${alarms} alarms${shown.length > 0 ? '; the most severe:' : ''}`,
    ...(shown.length > 0 ? [line(titles)] : []),
    ...shown.map(({ date, severity, description, actual, typical, kind }) =>
      line([date, severity.toFixed(0), description, actual.toFixed(2), typical.toFixed(2), kind]),
    ),
  ].join('\n');
};
