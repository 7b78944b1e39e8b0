/**
 * False alarms of anomaly detection on seeded series that have no anomaly, and how many injected anomalies are found
 * in time, all with one setting.
 *
 * node benchmarks/anomalies.mjs [--series 100] [--rows 2000] [--json FILE]
 *
 * False alarms: incidents of severity 50 or more for each 1,000 judged rows, and the share of rows that are critical
 * (75 or more). Injections at row 700 of 1,000: the share of series with an alarm of 50 or more within the given number
 * of rows, of which the injected row is the first; the median delay of these alarms; and the share that has an alarm in
 * the same rows without the injection. The series are in benchmarks/anomalies/series.mjs and injections.mjs. Build
 * first.
 */
import { parseArgs } from 'node:util';
import { injections } from './anomalies/injections.mjs';
import { falseAlarmsOf, foundOf } from './anomalies/measures.mjs';
import { ordinary } from './anomalies/series.mjs';
import { setting } from './anomalies/setting.mjs';
import { severitiesOf } from './anomalies/severities.mjs';
import { printTable, writeFigures } from './measure/report.mjs';

const { values: options } = parseArgs({
  options: {
    series: { type: 'string', default: '100' },
    rows: { type: 'string', default: '2000' },
    json: { type: 'string' },
  },
});
const [count, rows] = [Number(options.series), Number(options.rows)];
if (!(Number.isInteger(count) && count > 0) || !(Number.isInteger(rows) && rows > 0))
  throw new Error(`Expected whole numbers above 0 for --series and --rows; got ${options.series}, ${options.rows}.`);

const falseAlarms = Object.entries(ordinary).map(([name, make]) => ({
  name,
  ...falseAlarmsOf(make, severitiesOf, { count, rows }),
}));
printTable(
  falseAlarms,
  { incidents: ['per 1000 rows', 2], critical: ['% critical', 3], judged: ['rows judged', 0] },
  'false alarms',
);
console.log();
const found = injections.map((injection) => ({
  name: `${injection.base}: ${injection.kind}`,
  within: injection.within,
  ...foundOf(injection, severitiesOf, { count }),
}));
printTable(
  found,
  { within: ['within rows', 0], found: ['% found', 0], delay: ['delay', 0], byChance: ['% chance', 0] },
  'injected',
);
writeFigures(options.json, { setting, series: count, rows, falseAlarms, found });
