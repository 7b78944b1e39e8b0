import { readFileSync } from 'node:fs';

/** Reads a column of a CSV file as a series, with the times of its column Date. */
export const readCloses = (file, column = 'Close') => {
  const [names, ...rows] = readFileSync(file, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const [date, close] = [names.indexOf('Date'), names.indexOf(column)];
  if (date < 0 || close < 0) {
    throw new Error(`Expected the columns Date and ${column} in ${file}; got ${names.join(', ')}.`);
  }
  return {
    times: Float64Array.from(rows, (cells) => Date.parse(cells[date])),
    values: Float64Array.from(rows, (cells) => Number(cells[close])),
  };
};
