/**
 * Our LSTM compared with Darts' RNNModel: equal rows, window, cells, epochs, batches and learning rate; errors and
 * processor seconds of fitting and forecasting.
 *
 * node benchmarks/rnn-model.mjs [--file CSV] [--json FILE] [--seeds 2] [--epochs 200] [--tasks passengers,closes]
 *   [--early]
 *
 * - Monthly passengers of airlines, 6 months ahead from 31 origins, fitted again at each origin with a window of 24
 *   rows: MAPE.
 * - With `--file`, daily closes (columns Date and Close), 1 and 7 days ahead over the last 20 % of rows, fitted once
 *   with a window of 15 rows: RMSE compared with naive.
 *
 * Both libraries take scaled rows (`minMax`: 0 to 1 by the training rows) and log returns; ours also with its default
 * transforms, and once with no option but the seed (`default options`). With `--early` each training ends after 5
 * epochs without a lower loss on the last tenth of the rows and keeps the best weights, which is our default; else it
 * has all epochs. Both compute on one thread. PENSTOCK_PYTHON names the Python to use (see benchmarks/README.md). Build
 * first.
 */
import { parseArgs } from 'node:util';
import { difference, log, lstm, mape, rmse, wasmEngine } from '../packages/forecast/dist/index.js';
import { airPassengers } from './forecasters/air-passengers.mjs';
import { head } from './forecasters/head.mjs';
import { readCloses } from './forecasters/read-closes.mjs';
import { printTable, writeFigures } from './measure/report.mjs';
import { jsonLines } from './measure/json-lines.mjs';
import { missingModules } from './measure/peer-python.mjs';
import { processorSeconds } from './measure/processor-seconds.mjs';

const { values: options } = parseArgs({
  options: {
    file: { type: 'string' },
    json: { type: 'string' },
    seeds: { type: 'string', default: '2' },
    epochs: { type: 'string', default: '200' },
    early: { type: 'boolean', default: false },
    tasks: { type: 'string', default: 'passengers,closes' },
  },
});
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
/** The settings of both libraries. `darts_rnn.py` has its own names for them. */
const network = { units: 10, epochs: Number(options.epochs), batchSize: 32, learningRate: 0.001 };

const engine = wasmEngine({ threads: 1 });
const inputs = {
  'default transforms': {},
  logReturns: { transforms: [log(), difference()] },
  minMax: { transforms: [], scaling: 'minMax' },
  'default options': undefined,
};
const ofDarts = ['logReturns', 'minMax'];

/**
 * A job is `{ series, trainingRows, origins }`. Returns the mean forecasts of all origins of all jobs, in their order.
 */
const ours = async (jobs, { horizon, window }, input, seed) => {
  const fit = ({ series, trainingRows }, epochs) =>
    lstm.fit(head(series, trainingRows), {
      ...(inputs[input] && { ...network, ...inputs[input], window, epochs }),
      ...(inputs[input] && !options.early && { earlyStopping: false }),
      seed,
      engine,
    });
  // As in the peer, the first call is not measured.
  await fit(jobs[0], 1);
  const { seconds, result } = await processorSeconds(async () => {
    const means = [];
    for (const job of jobs) {
      const model = await fit(job, network.epochs);
      for (const origin of job.origins) means.push(model.forecast(horizon, { after: head(job.series, origin) }).mean);
    }
    return means;
  });
  return { means: result, cpuSeconds: seconds };
};

const theirs = async (jobs, { horizon, window }, input, seed) => {
  const lines = await jsonLines('darts_rnn.py', {
    ...network,
    jobs: jobs.map(({ series, trainingRows, origins }) => ({
      rows: Array.from(series.values),
      trainingRows,
      origins,
    })),
    horizon,
    window,
    input,
    seed,
    early: options.early,
  });
  return {
    means: lines.flatMap(({ means }) => means),
    cpuSeconds: lines.reduce((sum, each) => sum + each.cpuSeconds, 0),
  };
};

/**
 * Runs all contenders on a task, once for each seed, ours and theirs in turn. `errorsOf` computes the errors of a run.
 */
const measure = async (task, errorsOf) => {
  const contenders = [
    ...Object.keys(inputs).map((input) => [`lstm, ${input}`, ours, input]),
    ...(missing === undefined ? ofDarts.map((input) => [`RNNModel, ${input}`, theirs, input]) : []),
  ];
  const runs = new Map(contenders.map(([name]) => [name, []]));
  for (const seed of seeds) {
    for (const [name, run, input] of contenders) {
      const { means, cpuSeconds } = await run(task.jobs, task, input, seed);
      runs.get(name).push({ ...errorsOf(means), cpuSeconds });
    }
  }
  return Array.from(runs, ([name, all]) => ({ name, runs: all, ...spreadOf(all) }));
};

/** The minimum and the maximum of each figure, as `least…` and `most…`. */
const spreadOf = (runs) =>
  Object.fromEntries(
    Object.keys(runs[0]).flatMap((field) => {
      const values = runs.map((run) => run[field]);
      return [
        [`least ${field}`, Math.min(...values)],
        [`most ${field}`, Math.max(...values)],
      ];
    }),
  );

const columnsOf = (figures) =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([field, [title, digits]]) => [
      [`least ${field}`, [title, digits]],
      [`most ${field}`, ['to', digits]],
    ]),
  );

const passengers = () => {
  const [horizon, testRows] = [6, 36];
  const { values } = airPassengers;
  const origins = Array.from({ length: testRows - horizon + 1 }, (_, n) => values.length - testRows + n);
  const actual = origins.flatMap((origin) => Array.from(values.subarray(origin, origin + horizon)));
  const jobs = origins.map((origin) => ({ series: airPassengers, trainingRows: origin, origins: [origin] }));
  const errorsOf = (means) => ({
    mape: mape(
      actual,
      means.flatMap((mean) => Array.from(mean)),
    ),
  });
  return measure({ jobs, horizon, window: 24 }, errorsOf);
};

const closes = (series) => {
  const horizon = 7;
  const { values } = series;
  const trainingRows = values.length - Math.round(values.length / 5);
  const origins = Array.from({ length: values.length - trainingRows - horizon + 1 }, (_, n) => trainingRows + n);
  const besideNaive = (means, ahead) => {
    const actual = origins.map((origin) => values[origin + ahead - 1]);
    const error = rmse(
      actual,
      means.map((mean) => mean[ahead - 1]),
    );
    return (
      error /
      rmse(
        actual,
        origins.map((origin) => values[origin - 1]),
      )
    );
  };
  const errorsOf = (means) => ({ first: besideNaive(means, 1), last: besideNaive(means, horizon) });
  return measure({ jobs: [{ series, trainingRows, origins }], horizon, window: 15 }, errorsOf);
};

const missing = missingModules('darts', 'torch');
if (missing !== undefined) console.error(`RNNModel is skipped: ${missing}.`);
const tasks = options.tasks.split(',');
const figures = { network, early: options.early, seeds: seeds.length };
if (tasks.includes('passengers')) {
  console.log('Monthly passengers of airlines, 6 months ahead');
  figures.passengers = await passengers();
  printTable(figures.passengers, columnsOf({ mape: ['MAPE %', 2], cpuSeconds: ['cpu s', 2] }));
}
if (tasks.includes('closes') && options.file !== undefined) {
  console.log('Daily closes, 1 and 7 days ahead; RMSE compared with naive');
  figures.closes = await closes(readCloses(options.file));
  printTable(figures.closes, columnsOf({ first: ['1 day', 3], last: ['7 days', 3], cpuSeconds: ['cpu s', 2] }));
}
writeFigures(options.json, figures);
process.exit(0);
