/**
 * Forecasters on daily closes, 1 and 7 days ahead over the last 20 % of rows: RMSE compared with naive.
 *
 * node benchmarks/bitcoin.mjs --file CSV [--json FILE] [--models a,b] [--seeds 3]
 *
 * The CSV file has the columns Date and Close. Each model is fitted once, on the rows before the last 20 %, and sees
 * the true rows before each forecast. `auto` is fitted for each horizon. LSTMs are trained once for each seed. The
 * report's LSTM has the settings of the notebooks that the report follows, and is trained on the year before the last
 * 20 %. Build first.
 */
import { parseArgs } from 'node:util';
import * as forecast from '../packages/forecast/dist/index.js';
import { rmseAhead } from './forecasters/ahead.mjs';
import { head } from './forecasters/head.mjs';
import { readCloses } from './forecasters/read-closes.mjs';
import { printTable, writeFigures } from './measure/report.mjs';
import { processorSeconds } from './measure/processor-seconds.mjs';

const horizons = [1, 7];
const { naive, seasonalNaive, drift, mean, theta, ets, mstl, autoregression, arima, auto, lstm, log } = forecast;

const transforms = [log()];
const lastYear = ({ times, values }) => ({ times: times.slice(-365), values: values.slice(-365) });
const ofReport = {
  window: 15,
  units: 10,
  activation: 'relu',
  transforms: [],
  scaling: 'minMax',
  epochs: 200,
  earlyStopping: false,
};

/** Functions that fit a model for a horizon with a seed. */
const models = {
  naive: (series) => naive.fit(series),
  'seasonalNaive 7': (series) => seasonalNaive.fit(series, { period: 7 }),
  drift: (series) => drift.fit(series),
  'drift of logs': (series) => drift.fit(series, { transforms }),
  mean: (series) => mean.fit(series),
  theta: (series) => theta.fit(series),
  ets: (series) => ets.fit(series),
  'ets of logs': (series) => ets.fit(series, { transforms }),
  'mstl of logs': (series) => mstl.fit(series, { transforms }),
  'autoregression of logs': (series) => autoregression.fit(series, { transforms }),
  'arima of logs': (series) => arima.fit(series, { transforms }),
  auto: (series, { horizon }) => auto.fit(series, { horizon }),
  lstm: (series, { seed }) => lstm.fit(series, { seed }),
  "the report's LSTM": (series, { seed }) => lstm.fit(lastYear(series), { ...ofReport, seed }),
};
const withSeeds = ['lstm', "the report's LSTM"];

const measure = async (name, series, from, seeds, bars) => {
  const training = head(series, from);
  const result = { name };
  try {
    const { seconds } = await processorSeconds(async () => {
      for (const horizon of horizons) {
        const errors = [];
        for (const seed of withSeeds.includes(name) ? seeds : [0]) {
          const model = await models[name](training, { horizon, seed });
          errors.push(rmseAhead(model, series, from, horizon) / (bars[horizon] ?? 1));
          if (model.report !== undefined) result[`why${horizon}`] = model.report.why;
        }
        result[`least${horizon}`] = Math.min(...errors);
        result[`most${horizon}`] = Math.max(...errors);
      }
    });
    return { ...result, cpuSeconds: seconds };
  } catch (error) {
    return { name, failed: error.message };
  }
};

const { values: options } = parseArgs({
  options: {
    file: { type: 'string' },
    json: { type: 'string' },
    models: { type: 'string' },
    seeds: { type: 'string', default: '3' },
  },
});
const names = options.models === undefined ? Object.keys(models) : options.models.split(',');
const unknown = names.find((name) => !Object.hasOwn(models, name));
if (options.file === undefined || unknown !== undefined) {
  console.error('node benchmarks/bitcoin.mjs --file CSV [--json FILE] [--models a,b] [--seeds 3]');
  console.error(`models: ${Object.keys(models).join(', ')}`);
  process.exitCode = 1;
} else {
  const series = readCloses(options.file);
  const from = series.values.length - Math.round(series.values.length / 5);
  const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
  const bar = await naive.fit(head(series, from));
  const bars = Object.fromEntries(horizons.map((horizon) => [horizon, rmseAhead(bar, series, from, horizon)]));
  console.log(`naive: RMSE ${bars[1].toFixed(0)} at 1 day, ${bars[7].toFixed(0)} at 7; the others relative to it`);
  const results = [];
  for (const name of names) results.push(await measure(name, series, from, seeds, bars));
  printTable(results, {
    least1: ['1 day, least', 3],
    most1: ['most', 3],
    least7: ['7 days, least', 3],
    most7: ['most', 3],
    cpuSeconds: ['cpu s', 1],
  });
  writeFigures(options.json, { rows: series.values.length, testRows: series.values.length - from, bars, results });
}
