/**
 * Forecasters on hourly series of the M4 competition, each with its default options, a season of 24 and the horizon of
 * the test file: sMAPE, MASE and OWA by the definitions of the competition, and wall and processor seconds.
 *
 * node benchmarks/m4.mjs --train FILE --test FILE [--json FILE] [--models a,b] [--every N] [--statsforecast a,b]
 *   [--limit SECONDS]
 *
 * `--every` takes only every Nth series. `--statsforecast` measures models of that Python package in the same run (see
 * benchmarks/README.md), and ends each of them after `--limit` seconds.
 *
 * The files come from the competition: a header, then one series per row, with its name first. Two processes share the
 * series. The series in these files have no times, so rows are taken as consecutive hours. Build first.
 */
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as forecast from '../packages/forecast/dist/index.js';
import { runStatsforecast } from './forecasters/statsforecast.mjs';
import { missingModules } from './measure/peer-python.mjs';

const period = 24;
const hour = 3_600_000;

const logs = (values) => (values.every((value) => value > 0) ? { transforms: [forecast.log()] } : {});

/** Functions that fit a model; `horizon` is for models that are fitted for one horizon. */
const models = {
  naive: (series) => forecast.naive.fit(series),
  seasonalNaive: (series) => forecast.seasonalNaive.fit(series, { period }),
  naive2: (series) =>
    forecast.naive.fit(series, {
      transforms: [forecast.deseasonalise({ periods: period, kind: 'multiplicative' })],
    }),
  mean: (series) => forecast.mean.fit(series),
  drift: (series) => forecast.drift.fit(series),
  theta: (series) => forecast.theta.fit(series, { period }),
  ets: (series) => forecast.ets.fit(series, { period }),
  mstl: (series) => forecast.mstl.fit(series, { period }),
  'mstl of logs': (series) => forecast.mstl.fit(series, { period, ...logs(series.values) }),
  autoregression: (series) => forecast.autoregression.fit(series, { period }),
  'autoregression of logs': (series) => forecast.autoregression.fit(series, { period, ...logs(series.values) }),
  auto: (series, horizon) => forecast.auto.fit(series, { period, horizon }),
};

/** Models that are measured only when they are named. */
const onDemand = {
  lstm: (series) => forecast.lstm.fit(series),
};

const fits = { ...models, ...onDemand };

const seconds = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

/** A worker: it forecasts the series that it receives, one after another. */
const work = () => {
  process.on('message', async ({ name, values, horizon }) => {
    const before = process.cpuUsage();
    try {
      const series = { times: Float64Array.from(values, (_, row) => row * hour), values: Float64Array.from(values) };
      const model = await fits[name](series, horizon);
      const mean = Array.from(model.forecast(horizon).mean);
      process.send({ mean, cpuSeconds: seconds(before) });
    } catch (error) {
      process.send({ failed: error.message, cpuSeconds: seconds(before) });
    }
  });
};

const readSeries = (file) => {
  const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1);
  return new Map(
    lines.map((line) => {
      const [name, ...cells] = line.split(',').map((cell) => cell.replaceAll('"', '').trim());
      return [name, cells.filter((cell) => cell !== '' && cell !== 'NA').map(Number)];
    }),
  );
};

/** Forecasts all series with one model, on the workers. */
const runModel = async (name, series, workers) => {
  const queue = series.values();
  const results = new Map();
  const started = performance.now();
  await Promise.all(
    workers.map(async (worker) => {
      for (const { id, training, actual } of queue) {
        const answer = new Promise((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('exit', reject);
        });
        worker.send({ name, values: training, horizon: actual.length });
        results.set(id, await answer);
        worker.removeAllListeners('exit');
      }
    }),
  );
  return judge(name, series, results, (performance.now() - started) / 1000);
};

/** Forecasts all series with a model of statsforecast, one after another, for at most `limit` seconds. */
const runPeer = async (model, series, limit) => {
  const started = performance.now();
  const trainings = series.map(({ training }) => training);
  const horizon = series[0].actual.length;
  const forecasts = await runStatsforecast(model, trainings, { period, horizon, limit });
  const wallSeconds = (performance.now() - started) / 1000;
  const name = `statsforecast ${model}`;
  if (forecasts.length < series.length) {
    const cpuSeconds = forecasts.reduce((sum, each) => sum + each.cpuSeconds, 0);
    const failures = [`ended after ${limit} s with ${forecasts.length} of ${series.length} series forecast`];
    return { name, failures, wallSeconds, cpuSeconds };
  }
  return judge(name, series, new Map(series.map(({ id }, row) => [id, forecasts[row]])), wallSeconds);
};

const judge = (name, series, results, wallSeconds) => {
  let [smape, mase, cpuSeconds] = [0, 0, 0];
  const failures = [];
  for (const { id, training, actual } of series) {
    const result = results.get(id);
    cpuSeconds += result.cpuSeconds;
    if (result.failed !== undefined) {
      failures.push(`${id}: ${result.failed}`);
      continue;
    }
    smape += forecast.smape(actual, result.mean) / series.length;
    mase += forecast.mase(actual, result.mean, training, period) / series.length;
  }
  // A mean over part of the series could not be compared with the others.
  if (failures.length > 0) return { name, failures, wallSeconds, cpuSeconds };
  return { name, smape, mase, wallSeconds, cpuSeconds };
};

const show = (value, digits) => (value === undefined ? '-' : value.toFixed(digits)).padStart(9);

const main = async () => {
  const { values: options } = parseArgs({
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      json: { type: 'string' },
      models: { type: 'string' },
      every: { type: 'string', default: '1' },
      statsforecast: { type: 'string' },
      limit: { type: 'string', default: '1200' },
    },
  });
  const every = Number(options.every);
  const peers = options.statsforecast?.split(',') ?? [];
  const names =
    options.models === undefined ? Object.keys(models) : options.models.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !Object.hasOwn(fits, name));
  if (options.train === undefined || options.test === undefined || unknown !== undefined) {
    console.error(
      'node benchmarks/m4.mjs --train FILE --test FILE [--json FILE] [--models a,b] [--every N] ' +
        '[--statsforecast a,b] [--limit SECONDS]\n' +
        `models: ${Object.keys(fits).join(', ')}`,
    );
    process.exitCode = 1;
    return;
  }
  const tests = readSeries(options.test);
  const trainings = Array.from(readSeries(options.train)).filter((_, row) => row % every === 0);
  const series = trainings.map(([id, training]) => ({ id, training, actual: tests.get(id) }));
  const missing = series.find(({ actual }) => actual === undefined);
  if (missing !== undefined) throw new Error(`The test file has no series "${missing.id}".`);

  const workers = Array.from({ length: 2 }, () => fork(fileURLToPath(import.meta.url), ['--worker']));
  try {
    // OWA is relative to Naive2, so Naive2 is always measured.
    const bar = await runModel('naive2', series, workers);
    const results = [];
    console.log(`${series.length} series\n${'model'.padEnd(24)}    sMAPE     MASE      OWA   wall s    cpu s`);
    const missing = peers.length > 0 ? missingModules('statsforecast') : undefined;
    if (missing !== undefined) console.error(`statsforecast is skipped: ${missing}.`);
    const runs = [
      ...names.map((name) => [name, () => (name === 'naive2' ? bar : runModel(name, series, workers))]),
      ...(missing === undefined ? peers : []).map((model) => [
        `statsforecast ${model}`,
        () => runPeer(model, series, Number(options.limit)),
      ]),
    ];
    for (const [name, run] of runs) {
      const result = await run();
      const { smape, mase, wallSeconds, cpuSeconds, failures } = result;
      const owa = smape === undefined || bar.smape === undefined ? undefined : forecast.owa(result, bar);
      results.push({ ...result, ...(owa !== undefined && { owa }) });
      const accuracy = [smape, mase, owa].map((value) => show(value, 3));
      console.log(name.padEnd(24) + accuracy.join('') + show(wallSeconds, 1) + show(cpuSeconds, 1));
      for (const failure of failures ?? []) console.log(`  ${failure}`);
    }
    if (options.json !== undefined) {
      const machine = { node: process.version, cores: availableParallelism(), processor: cpus()[0]?.model };
      const figures = { date: new Date().toISOString(), ...machine, series: series.length, period, results };
      writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
    }
  } finally {
    for (const worker of workers) worker.kill();
  }
};

if (process.argv.includes('--worker')) work();
else await main();
