/**
 * Forecasters on the monthly passengers of airlines: the next 6 months from each of the 31 origins that the last 36
 * months allow, fitted again at each origin. Mean absolute percentage error (MAPE) and processor seconds.
 *
 * node benchmarks/air-passengers.mjs [--json FILE] [--models a,b] [--without-peers] [--statsforecast]
 *
 * With `--without-peers` the optional package arima counts as not installed. With `--statsforecast` the models of that
 * Python package are measured in the same run (see benchmarks/README.md). Build first.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as forecast from '../packages/forecast/dist/index.js';
import { airPassengers } from './forecasters/air-passengers.mjs';
import { head } from './forecasters/head.mjs';
import { printTable, writeFigures } from './measure/report.mjs';
import { runStatsforecast, statsforecastModels } from './forecasters/statsforecast.mjs';
import { missingModules } from './measure/peer-python.mjs';
import { processorSeconds } from './measure/processor-seconds.mjs';

const period = 12;
const horizon = 6;
const testRows = 36;
const { naive, seasonalNaive, drift, mean, theta, ets, mstl, autoregression, arima, auto, lstm, log, mape } = forecast;

const transforms = [log()];
const models = {
  naive: (series) => naive.fit(series),
  seasonalNaive: (series) => seasonalNaive.fit(series, { period }),
  drift: (series) => drift.fit(series),
  mean: (series) => mean.fit(series),
  theta: (series) => theta.fit(series, { period }),
  ets: (series) => ets.fit(series, { period }),
  mstl: (series) => mstl.fit(series, { period }),
  'mstl of logs': (series) => mstl.fit(series, { period, transforms }),
  autoregression: (series) => autoregression.fit(series, { period }),
  'autoregression of logs': (series) => autoregression.fit(series, { period, transforms }),
  'arima of logs': (series) => arima.fit(series, { period, transforms }),
  lstm: (series) => lstm.fit(series),
  auto: (series) => auto.fit(series, { period, horizon }),
};

const { length: rows } = airPassengers.values;
const origins = Array.from({ length: testRows - horizon + 1 }, (_, n) => rows - testRows + n);
const actual = origins.flatMap((origin) => Array.from(airPassengers.values.subarray(origin, origin + horizon)));

const measure = async (name) => {
  const fit = models[name];
  try {
    const { seconds, result } = await processorSeconds(async () => {
      const means = [];
      for (const origin of origins) {
        const model = await fit(head(airPassengers, origin));
        means.push(...model.forecast(horizon).mean);
      }
      return means;
    });
    return { name, mape: mape(actual, result), cpuSeconds: seconds };
  } catch (error) {
    return { name, failed: error.message };
  }
};

const measureStatsforecast = async (model) => {
  const trainings = origins.map((origin) => head(airPassengers, origin).values);
  const forecasts = await runStatsforecast(model, trainings, { period, horizon });
  const said = forecasts.flatMap(({ mean }) => mean);
  const cpuSeconds = forecasts.reduce((sum, each) => sum + each.cpuSeconds, 0);
  return { name: `statsforecast ${model}`, mape: mape(actual, said), cpuSeconds };
};

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    models: { type: 'string' },
    'without-peers': { type: 'boolean', default: false },
    statsforecast: { type: 'boolean', default: false },
  },
});

const hideArima = new URL('./forecasters/hide-arima.mjs', import.meta.url).href;
const names = options.models === undefined ? Object.keys(models) : options.models.split(',');
const unknown = names.find((name) => !Object.hasOwn(models, name));
if (unknown !== undefined) {
  console.error(`Expected models; got ${unknown}. There are: ${Object.keys(models).join(', ')}.`);
  process.exitCode = 1;
} else if (options['without-peers'] && !process.execArgv.includes(hideArima)) {
  const program = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, ['--import', hideArima, ...program], { stdio: 'inherit' }).status ?? 1;
} else {
  const results = [];
  for (const name of names) results.push(await measure(name));
  const missing = options.statsforecast ? missingModules('statsforecast') : undefined;
  if (missing !== undefined) console.error(`statsforecast is skipped: ${missing}.`);
  else if (options.statsforecast)
    for (const model of statsforecastModels) results.push(await measureStatsforecast(model));
  printTable(results, { mape: ['MAPE %', 2], cpuSeconds: ['cpu s', 2] });
  const withPeers = !options['without-peers'];
  writeFigures(options.json, { horizon, origins: origins.length, withPeers, results });
}
