/**
 * Compares `detectAnomalies` with the report's figure 2.31, which lists anomalies that Elasticsearch found in daily
 * prices of Bitcoin: how many of them are among the most severe ones, and how close the typical values are. The figure
 * is only reported; nothing was tuned on it.
 *
 * node benchmarks/figure-2.31.mjs --csv FILE --list FILE [--json FILE]
 *
 * `--csv` is a CSV of daily prices with the columns Date and Close, `--list` one of the figure's rows with the columns
 * bucket and typical. A bucket of the figure is the UTC day that begins an hour before the price's date, so its price
 * is the price of the day after. Build first.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { median } from '../scripts/bench/ratio.mjs';
import { setting } from './anomalies/setting.mjs';
import { detectAnomalies } from '../packages/forecast/dist/index.js';
import { writeFigures } from './measure/report.mjs';

const { values: options } = parseArgs({
  options: { csv: { type: 'string' }, list: { type: 'string' }, json: { type: 'string' } },
});
if (options.csv === undefined || options.list === undefined)
  throw new Error('Expected the prices and the rows of the figure. Name them with --csv FILE and --list FILE.');

const day = 86_400_000;

/** Reads the named columns of a CSV file, one row for each line. */
const columnsOf = (file, names) => {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const at = names.map((name) => header.split(',').indexOf(name));
  if (at.includes(-1)) throw new Error(`Expected the columns ${names} in ${file}; it has ${header}.`);
  return lines.map((line) => at.map((column) => line.split(',')[column]));
};

const closes = columnsOf(options.csv, ['Date', 'Close']);
const listed = columnsOf(options.list, ['bucket', 'typical']).map(([bucket, typical]) => ({
  time: Date.parse(bucket) + day,
  typical: Number(typical),
}));
const { times, severity, typical } = detectAnomalies(
  {
    times: Float64Array.from(closes, ([date]) => Date.parse(date)),
    values: Float64Array.from(closes, ([, close]) => Number(close)),
  },
  // The figure lists each anomalous day, also days right after an alarm.
  { ...setting, silence: 0 },
);

/** Rows by severity, highest first. */
const mostSevere = Array.from(times.keys()).toSorted((one, other) => severity[other] - severity[one]);
const among = (count) => {
  const top = new Set(mostSevere.slice(0, count).map((row) => times[row]));
  return listed.filter(({ time }) => top.has(time)).length;
};
const errors = listed
  .map(({ time, typical: theirs }) => ({ row: times.indexOf(time), theirs }))
  .filter(({ row }) => row !== -1)
  .map(({ row, theirs }) => 100 * Math.abs(typical[row] / theirs - 1));
const figures = {
  listed: listed.length,
  judged: errors.length,
  inTop: { [listed.length]: among(listed.length), 30: among(30) },
  typicalError: { median: median(errors), mean: errors.reduce((sum, error) => sum + error, 0) / errors.length },
};
console.log(`${listed.length} rows of the figure, of which ${errors.length} were judged`);
for (const [count, found] of Object.entries(figures.inTop)) console.log(`${found} are in our top ${count}`);
const { median: middle, mean } = figures.typicalError;
console.log(`typical values differ by ${middle.toFixed(1)} % in the median, ${mean.toFixed(1)} % on average`);
writeFigures(options.json, { setting, ...figures });
