// Forecasts of `auto` and of statsforecast's models, each in one run of its program: the error, and the processor time.
// One run is enough, since equal rows give equal forecasts. Python is PENSTOCK_PYTHON, or python3 by default.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingModules } from './measure/peer-python.mjs';

/** Runs a program of this folder, and returns the content of its `--json` file. */
const figuresOf = (program, ...options) => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-forecasters-'));
  try {
    const file = join(folder, 'figures.json');
    const path = fileURLToPath(new URL(program, import.meta.url));
    const { status } = spawnSync(process.execPath, [path, '--models', 'auto', ...options, '--json', file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`${program} ended with exit code ${status}.`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The error and the processor time of `auto`, compared with each peer in the results of a program. */
const benchmarksOf = ({ results }, error, unit) => {
  const [ours, ...peers] = results;
  const finished = peers.filter((peer) => peer[error] !== undefined);
  for (const { name, failures } of peers) {
    if (failures !== undefined) console.error(`${name} is skipped: ${failures.join('; ')}.`);
  }
  return finished.flatMap((theirs) =>
    [
      [error, unit],
      ['cpuSeconds', 's of processor'],
    ].map(([field, of]) => ({
      peer: theirs.name,
      unit: of,
      higherIsBetter: false,
      fixedRuns: 1,
      ours: async () => ours[field],
      theirs: async () => theirs[field],
    })),
  );
};

const missing = () => missingModules('statsforecast');

export default {
  about: 'compares `auto` with models of statsforecast: error and processor seconds',
  runs: 1,
  options: {
    train: { default: '', about: 'training file of the M4 competition, of hourly series' },
    test: { default: '', about: 'its test file' },
    every: { default: 1, about: 'takes every Nth of these series' },
    models: { default: 'MSTL,AutoTheta', about: 'models of statsforecast for these series' },
  },
  variants: {
    'air-passengers': async () => {
      const reason = missing();
      if (reason !== undefined) return { missing: reason };
      return benchmarksOf(figuresOf('air-passengers.mjs', '--statsforecast'), 'mape', '% MAPE');
    },
    m4: async ({ train, test, every, models }) => {
      const reason = train === '' || test === '' ? 'name the files with --set train= and --set test=' : missing();
      if (reason !== undefined) return { missing: reason };
      const files = ['--train', train, '--test', test, '--every', String(every)];
      return benchmarksOf(figuresOf('m4.mjs', ...files, '--statsforecast', models), 'owa', 'OWA');
    },
  },
};
