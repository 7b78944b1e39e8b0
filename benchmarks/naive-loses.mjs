/**
 * A seeded series on which the RMSE of the best possible forecast is 20 % smaller than naive's: how much smaller the
 * RMSE of `auto` and of the other forecasters is.
 *
 * node benchmarks/naive-loses.mjs [--json FILE] [--seed 1]
 *
 * An autoregression of order 1, y(t) = 100 + 0.28 (y(t-1) - 100) + e(t). One step ahead the squared error of naive is
 * 2 / (1 + 0.28) times the squared error of the true model, so the RMSE of the true model is sqrt(0.64) = 0.8 times the
 * RMSE of naive. 2,000 daily rows; RMSE of one step ahead over the last 400, each model fitted once on the rows before.
 * Build first.
 */
import { parseArgs } from 'node:util';
import * as forecast from '../packages/forecast/dist/index.js';
import { rmseAhead } from './forecasters/ahead.mjs';
import { head } from './forecasters/head.mjs';
import { printTable, writeFigures } from './measure/report.mjs';
import { normalOf } from './measure/normal.mjs';
import { processorSeconds } from './measure/processor-seconds.mjs';
import { seededRandom } from './measure/seeded-random.mjs';

const [rows, testRows, level, weight, deviation] = [2000, 400, 100, 0.28, 5];
const day = 86_400_000;
const { naive, drift, mean, theta, ets, autoregression, arima, auto, lstm, rmse } = forecast;

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, seed: { type: 'string', default: '1' } },
});

const normal = normalOf(seededRandom(Number(options.seed)));
const values = new Float64Array(rows);
for (let row = 0, before = 0; row < rows; row += 1) {
  before = weight * before + deviation * normal();
  values[row] = level + before;
}
const series = { times: Float64Array.from(values, (_, row) => row * day), values };
const from = rows - testRows;
const truth = rmse(
  values.slice(from),
  values.slice(from - 1, -1).map((value) => level + weight * (value - level)),
);

const models = { naive, drift, mean, theta, ets, autoregression, arima, lstm, auto };
const results = [{ name: 'the true model', rmse: truth }];
for (const [name, forecaster] of Object.entries(models)) {
  const { seconds, result } = await processorSeconds(async () => {
    const model = await forecaster.fit(head(series, from), name === 'auto' ? { horizon: 1 } : {});
    return { rmse: rmseAhead(model, series, from, 1), why: model.report?.why };
  });
  results.push({ name, ...result, cpuSeconds: seconds });
}
const bar = results.find(({ name }) => name === 'naive').rmse;
for (const result of results) result.ratio = result.rmse / bar;
printTable(results, { rmse: ['RMSE', 3], ratio: ['of naive', 3], cpuSeconds: ['cpu s', 1] });
writeFigures(options.json, { rows, testRows, seed: Number(options.seed), results });
