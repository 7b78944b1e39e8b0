import type { ComparisonData } from './comparison.ts';
import type { Scores } from './scores.ts';

/** Four significant digits, and never fewer than all digits before the decimal point. */
const figure = (value: number | null): string => {
  if (value === null) return '-';
  return Math.abs(value) >= 1_000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
};

const percent = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} %`);

const pOf = (value: number | null): string => {
  if (value === null) return '-';
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
};

/** The title and the cell of each column. */
const columnsOf = (scores: Scores, skill: number | null, pValue: number | null): (readonly [string, string])[] => [
  ['RMSE', figure(scores.rmse)],
  ['MAE', figure(scores.mae)],
  ['sMAPE', percent(scores.smape)],
  ['MASE', figure(scores.mase)],
  ['bias', figure(scores.bias)],
  ['direction', percent(scores.direction)],
  ['skill', percent(skill)],
  ['p', pOf(pValue)],
  ...(scores.crps === null ? [] : [['CRPS', figure(scores.crps)] as const]),
  ...scores.bands.flatMap(({ level, coverage, score }): (readonly [string, string])[] => [
    [`in ${level} %`, percent(coverage)],
    [`Winkler ${level} %`, figure(score)],
  ]),
];

interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly failures: readonly string[];
}

const tableOf = ({ naive, forecasters }: ComparisonData): Table => {
  const lines = forecasters.flatMap(({ name, scores, skill, pValue }) => {
    return scores === null ? [] : [{ name, cells: columnsOf(scores, skill, pValue) }];
  });
  // A forecaster named naive is shown instead of the built-in naive, because it may have bands.
  if (!forecasters.some(({ name }) => name === 'naive')) {
    lines.push({ name: 'naive', cells: columnsOf(naive, 0, null) });
  }
  const titles = [...new Set(lines.flatMap(({ cells }) => cells.map(([title]) => title)))];
  return {
    titles: ['forecaster', ...titles],
    rows: lines.map(({ name, cells }) => {
      const byTitle = new Map(cells);
      return [name, ...titles.map((title) => byTitle.get(title) ?? '-')];
    }),
    failures: forecasters.flatMap(({ name, error }) => (error === undefined ? [] : [`${name} failed: ${error}`])),
  };
};

const captionOf = ({ origins, horizon, ahead }: ComparisonData): string => {
  const steps = `${horizon} ${horizon === 1 ? 'step' : 'steps'}`;
  return `${origins} forecasts of ${steps}${ahead === null ? '' : `, step ${ahead} judged`}`;
};

/** Formats a comparison as a plain-text table for the terminal. */
export const textTable = (comparison: ComparisonData): string => {
  const { titles, rows, failures } = tableOf(comparison);
  const all = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  return [captionOf(comparison), ...lines, ...failures].join('\n');
};

/** Escapes text for a cell of a Markdown table. */
const escaped = (cell: string): string => cell.replace(/[\\|]/g, String.raw`\$&`).replace(/\s+/g, ' ');

/** Formats a comparison as a Markdown table. */
export const markdownTable = (comparison: ComparisonData): string => {
  const { titles, rows, failures } = tableOf(comparison);
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const rule = `|${titles.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`;
  const table = [line(titles), rule, ...rows.map(line)].join('\n');
  return [captionOf(comparison), table, ...failures.map(escaped)].join('\n\n');
};
