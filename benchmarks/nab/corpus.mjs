// Reads the files of a corpus in the layout of the Numenta benchmark, and writes results in the format of its scorer.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix, sep } from 'node:path';

/** Parses a time such as `2014-07-01 00:00:00`, in UTC. */
const timeOf = (text) => Date.parse(`${text.trim().replace(' ', 'T')}Z`);

const header = /^timestamp,value$/;

const readFile = (path, name) => {
  const [first, ...rest] = readFileSync(path, 'utf8').split(/\r?\n/);
  if (!header.test(first)) return undefined;
  const lines = rest.filter((line) => line !== '');
  const cells = lines.map((line) => line.split(','));
  const times = Float64Array.from(cells, ([time]) => timeOf(time));
  const values = Float64Array.from(cells, ([, value]) => (value?.trim() ? Number(value) : Number.NaN));
  const bad = lines.findIndex((_, row) => !Number.isFinite(times[row]) || !Number.isFinite(values[row]));
  if (bad !== -1)
    throw new Error(`Expected a time and a number in row ${bad + 1} of ${name}; got "${lines[bad]}". Correct the row.`);
  return { name, lines, times, values };
};

/**
 * Returns the files in a folder and its subfolders whose header is `timestamp,value`, by name:
 * `{ name, lines, times, values }`. A name is the path in the folder, with slashes.
 */
export const readCorpus = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.csv'))
    .map((path) => readFile(join(folder, path), path.split(sep).join('/')))
    .filter((file) => file !== undefined)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));

/**
 * Returns the key of a file in the benchmark's windows, `folder/file.csv`: by the end of its path, or by its file name.
 */
export const keyOf = (name, windows) => {
  const keys = Object.keys(windows);
  return (
    keys.find((key) => name === key || name.endsWith(`/${key}`)) ??
    keys.find((key) => posix.basename(key) === posix.basename(name))
  );
};

const rowAt = ({ name, times }, text, from) => {
  const row = times.indexOf(timeOf(text), from);
  if (row === -1) throw new Error(`Expected a row at ${text} in ${name}, where a window begins or ends.`);
  return row;
};

/** Converts windows of times to pairs of rows: the first and the last row. */
export const windowRows = (file, windows) =>
  windows.map(([from, to]) => {
    const first = rowAt(file, from, 0);
    return [first, rowAt(file, to, first)];
  });

/** The path for the scores of a file: its own path, or the benchmark's name for the results of a detector. */
const resultPath = ({ name, key }, detector) =>
  detector === undefined ? name : join(detector, dirname(key), `${detector}_${basename(key)}`);

/** Writes `timestamp,value,anomaly_score`, one line for each row of the file. */
export const writeResult = (out, file, scores, detector) => {
  const path = join(out, resultPath(file, detector));
  mkdirSync(dirname(path), { recursive: true });
  const rows = file.lines.map((line, row) => `${line},${scores[row]}`);
  writeFileSync(path, `${['timestamp,value,anomaly_score', ...rows].join('\n')}\n`);
};
