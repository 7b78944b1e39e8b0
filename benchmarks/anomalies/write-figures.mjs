/**
 * Writes benchmarks/figures/anomalies.json from the files that the programs below wrote with `--json`. Then run
 * `node scripts/bench.mjs --tables`.
 *
 * node benchmarks/anomalies/write-figures.mjs --bench FILE --nab FILE --sets FILE --list FILE [--load busy]
 *
 * `--bench` is the file of `npm run bench -- anomalies`, `--nab` that of nab.mjs, `--sets` that of anomalies.mjs, and
 * `--list` that of figure-2.31.mjs, all made with the current commit. `--load` says whether other programs ran on the
 * machine: quiet or busy.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { facts } from '../../scripts/bench/facts.mjs';

const { values: options } = parseArgs({
  options: {
    bench: { type: 'string' },
    nab: { type: 'string' },
    sets: { type: 'string' },
    list: { type: 'string' },
    load: { type: 'string', default: 'busy' },
  },
});

const read = (name) => {
  if (options[name] === undefined)
    throw new Error(
      `Expected --${name} FILE; got none. The comment at the top of this program says which program writes it.`,
    );
  return JSON.parse(readFileSync(options[name], 'utf8'));
};

const { date, commit, node, machine } = facts();
const conditions = { date, commit, node: node.split('.')[0], machine: { cores: machine.cores, load: options.load } };

const digits = (value) => Number(value.toPrecision(3));
const spread = ({ median, min, max }, runs) =>
  runs > 1 ? { median: digits(median), min: digits(min), max: digits(max) } : { median: digits(median) };

const what = {
  'gaussian-scorer': ({ records }) =>
    `${records.toLocaleString('en')} rows of a daily season with noise, one key; the import is not counted`,
  'half-space-trees': ({ slowRecords }) =>
    `the same, with values scaled by MinMaxScaler for the peer, which took ${slowRecords.toLocaleString('en')} rows`,
  memory: ({ memoryRecords }) => `${memoryRecords / 1e6} M five-minute rows of one key; the maximum of the second half`,
  key: ({ keys }) => `${keys} keys after four weeks of five-minute rows, with a season of a day and a week`,
};

const inRows = read('bench').map(({ benchmark, peer, unit, ours, theirs, ratio, runs, options: used }) => ({
  benchmark,
  peer,
  unit,
  ours: spread(ours, runs),
  theirs: spread(theirs, runs),
  ratio: spread(ratio, runs),
  runs,
  what: what[benchmark.split('/')[1]](used),
  ...conditions,
}));

/** The cells of a table, from `{ row: { column: [value, decimals] } }`. A cell without a value stays empty. */
const grid = (table, rows) =>
  Object.entries(rows).flatMap(([row, cells]) =>
    Object.entries(cells)
      .filter(([, [value]]) => Number.isFinite(value))
      .map(([column, [value, decimals]]) => ({
        table,
        row,
        column,
        unit: '',
        ours: { median: Number(value.toFixed(decimals)) },
        ...conditions,
      })),
  );
const rowsBy = (results, cells) => Object.fromEntries(results.map((result) => [result.name, cells(result)]));

const nab = read('nab');
const sets = read('sets');
const list = read('list');
const [top, wider] = Object.entries(list.inTop);
const tables = [
  grid(
    `Numenta benchmark, ${nab.files} files, ${nab.rows.toLocaleString('en')} rows; at the best common threshold`,
    rowsBy(nab.results, (result) => ({
      'standard score': [result.standard, 1],
      'at severity 50': [result.name === 'penstock' ? result.atMajor : Number.NaN, 1],
      'reward low FP': [result.lowFalsePositives, 1],
      'reward low FN': [result.lowFalseNegatives, 1],
    })),
  ),
  grid(
    `False alarms on ${sets.series} seeded series of ${sets.rows.toLocaleString('en')} rows each`,
    rowsBy(sets.falseAlarms, ({ incidents, critical }) => ({
      'incidents of severity 50 or more per 1,000 rows': [incidents, 2],
      'critical rows, %': [critical, 3],
    })),
  ),
  grid(
    `Anomalies injected at row 700 of 1,000, in ${sets.series} series of each kind; found: an alarm of severity 50 ` +
      'or more in time',
    rowsBy(sets.found, ({ within, found, byChance, delay }) => ({
      'within rows': [within, 0],
      'found, %': [found, 0],
      'without the injection, %': [byChance, 0],
      'median delay, rows': [delay ?? Number.NaN, 0],
    })),
  ),
  grid(`The ${list.listed} rows of the report's figure 2.31`, {
    detectAnomalies: {
      [`in our top ${top[0]}`]: [top[1], 0],
      [`in our top ${wider[0]}`]: [wider[1], 0],
      'typical values differ by, median, %': [list.typicalError.median, 1],
      'typical values differ by, mean, %': [list.typicalError.mean, 1],
    },
  }),
];

const file = new URL('../figures/anomalies.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ figures: [...inRows, ...tables.flat()] }, null, 2)}\n`);
