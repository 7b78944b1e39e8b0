/**
 * Writes anomaly scores of a corpus in the format of the Numenta Anomaly Benchmark, and computes their score; `--help`
 * prints the usage.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { major } from './anomalies/measures.mjs';
import { riverDetectors, riverScores } from './anomalies/river.mjs';
import { setting } from './anomalies/setting.mjs';
import { printTable, writeFigures } from './measure/report.mjs';
import { keyOf, readCorpus, windowRows, writeResult } from './nab/corpus.mjs';
import { baselines, penstock } from './nab/detectors.mjs';
import { bestScore, countsOf, profiles, scoreAt } from './nab/scorer.mjs';

const help = `node benchmarks/nab.mjs --corpus DIR --out DIR [--detector NAME] [--windows FILE] [--json FILE]

Scores each row of a corpus by detectAnomalies, with one setting for all files and no look at a later row. Build first.

  --corpus DIR     every CSV below it whose header is timestamp,value, such as the folder data of the benchmark
  --out DIR        where the results go: under the path that the file has in the corpus a CSV with the header
                   timestamp,value,anomaly_score and one row for each row of the file, in order; the score is the
                   severity divided by 100, or 0 for a row that is not judged
  --detector NAME  name the results as the benchmark does, OUT/NAME/FOLDER/NAME_FILE.csv, which its own scorer reads
                   from its folder results
  --windows FILE   the labelled windows, labels/combined_windows.json of the benchmark; prints the benchmark's score at
                   the threshold that is best for all files together, and at severity ${major}, for ours and for other
                   detectors
  --json FILE      write the scores with date, Node and machine

River's detectors run where PENSTOCK_PYTHON names a Python that has it.`;

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean' },
    corpus: { type: 'string' },
    out: { type: 'string' },
    detector: { type: 'string' },
    windows: { type: 'string' },
    json: { type: 'string' },
  },
});

const fixed = major / 100;
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The files, each with its name in the benchmark, and with its windows when they are known. */
const corpusOf = () => {
  const files = readCorpus(options.corpus);
  if (files.length === 0) throw new Error(`Expected a CSV with the header timestamp,value below ${options.corpus}.`);
  if (options.windows === undefined) return files.map((file) => ({ ...file, key: file.name }));
  const labels = read(options.windows);
  return files.map((file) => {
    const key = keyOf(file.name, labels);
    if (key === undefined) {
      console.error(`${file.name} has no entry in ${options.windows} and does not count.`);
      return { ...file, key: file.name };
    }
    return { ...file, key, windows: windowRows(file, labels[key]) };
  });
};

/** The benchmark's score of one detector. */
const judge = (name, files, scores) => {
  const scored = files.map(({ windows }, at) => ({ scores: scores[at], windows }));
  const best = bestScore(scored);
  return {
    name,
    standard: best.score,
    threshold: best.threshold,
    atMajor: scoreAt(scored, fixed),
    lowFalsePositives: bestScore(scored, profiles['reward low FP']).score,
    lowFalseNegatives: bestScore(scored, profiles['reward low FN']).score,
  };
};

/** What our detector found in each file, at the best threshold and at the fixed one. */
const perFile = (files, scores, threshold) =>
  files.map(({ key, windows }, at) => {
    const file = { scores: scores[at], windows };
    const [swept, major] = [countsOf(file, threshold), countsOf(file, fixed)];
    return {
      name: key,
      rows: file.scores.length,
      windows: windows.length,
      found: swept.found,
      falseAlarms: swept.falseAlarms,
      foundAtMajor: major.found,
      falseAlarmsAtMajor: major.falseAlarms,
    };
  });

const main = async () => {
  if (options.help) return console.log(help);
  if (options.corpus === undefined || options.out === undefined) {
    console.error(help);
    process.exitCode = 2;
    return;
  }
  if (resolve(options.out) === resolve(options.corpus))
    throw new Error('Expected --out to differ from --corpus, whose files would be overwritten; got the same folder.');
  const files = corpusOf();
  const started = performance.now();
  const scores = files.map((file) => {
    const found = penstock(file);
    writeResult(options.out, file, found, options.detector);
    return found;
  });
  const rows = files.reduce((sum, { lines }) => sum + lines.length, 0);
  const seconds = (performance.now() - started) / 1_000;
  console.log(`${files.length} files, ${rows} rows in ${seconds.toFixed(1)} s, to ${options.out}`);
  if (options.windows === undefined) return;

  const labelled = files.filter(({ windows }) => windows !== undefined);
  if (labelled.every(({ windows }) => windows.length === 0))
    throw new Error(`Expected windows of the corpus in ${options.windows}; it has none of these files.`);
  const ours = scores.filter((_, at) => files[at].windows !== undefined);
  const results = [judge('penstock', labelled, ours)];
  for (const [name, detect] of Object.entries(baselines)) results.push(judge(name, labelled, detect(labelled)));
  for (const name of riverDetectors) {
    const { missing, scores: theirs } = riverScores(name, labelled);
    if (missing === undefined) results.push(judge(`River ${name}`, labelled, theirs));
    else console.error(`River ${name} is skipped: ${missing}.`);
  }
  const scoreColumns = {
    standard: ['standard', 2],
    threshold: ['threshold', 4],
    atMajor: [`at ${fixed}`, 2],
    lowFalsePositives: ['low FP', 2],
    lowFalseNegatives: ['low FN', 2],
  };
  console.log();
  printTable(results, scoreColumns, 'detector');
  const byFile = perFile(labelled, ours, results[0].threshold);
  console.log();
  printTable(
    byFile,
    {
      rows: ['rows', 0],
      windows: ['windows', 0],
      found: ['found', 0],
      falseAlarms: ['false', 0],
      foundAtMajor: [`found at ${major}`, 0],
      falseAlarmsAtMajor: [`false at ${major}`, 0],
    },
    'penstock',
  );
  writeFigures(options.json, { setting, files: labelled.length, rows, results, byFile });
};

await main();
