/**
 * How often bands hold: coverage and Winkler score of bands at levels 80 and 95, at 1 and at 7 days, on the last 608
 * rows of a CSV of daily prices, each forecast from the rows before it.
 *
 * node benchmarks/coverage.mjs --csv FILE [--column Close] [--rows 608] [--json FILE]
 *
 * A forecaster is fitted once, 400 rows before the first forecast, and its bands are measured on rows after the fit.
 * Build first.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backtest, compare, lstm, naive } from '../packages/forecast/dist/index.js';
import { readCloses } from './forecasters/read-closes.mjs';

const { values: given } = parseArgs({
  options: {
    csv: { type: 'string', default: process.env.PENSTOCK_BTC_CSV },
    column: { type: 'string', default: 'Close' },
    rows: { type: 'string', default: '608' },
    json: { type: 'string' },
  },
});
if (given.csv === undefined) throw new Error('Expected a file of daily prices. Name it with --csv FILE.');

const series = readCloses(given.csv, given.column);

const ways = {
  'adaptive, ratios (default)': {},
  'split, ratios': { calibration: 'split' },
  'adaptive, differences': { errors: 'absolute' },
  'split, differences': { calibration: 'split', errors: 'absolute' },
};
/** A plain network on prices, as in most tutorials. */
const onPrices = { transforms: [], scaling: 'minMax', activation: 'relu', earlyStopping: false };
const forecasters = {
  naive: (rows) => naive.fit(rows),
  lstm: (rows) => lstm.fit(rows, { seed: 7 }),
  'lstm on prices': (rows) => lstm.fit(rows, { ...onPrices, seed: 7 }),
};

const figures = [];
for (const horizon of [1, 7]) {
  for (const [way, options] of Object.entries(ways)) {
    const candidates = Object.entries(forecasters).map(([name, fit]) => ({
      name,
      async fit(rows) {
        const model = await fit(rows);
        return { forecast: (steps, more) => model.forecast(steps, { ...more, ...options }) };
      },
    }));
    const result = await backtest(candidates, series, {
      horizon,
      step: 1,
      folds: Number(given.rows) - horizon + 1,
      refit: false,
      heldOut: 400,
      levels: [80, 95],
    });
    const { forecasters: found } = compare(result, { ahead: horizon });
    for (const { name, scores, skill, error } of found) {
      if (scores === null) throw new Error(error);
      figures.push({ horizon, way, name, skill, rmse: scores.rmse, bands: scores.bands });
      const bands = scores.bands.map(
        ({ level, coverage, score }) => `${level} %: ${coverage.toFixed(1)} % inside, Winkler ${score.toFixed(0)}`,
      );
      console.log(`${horizon} d  ${name}  ${way}: ${bands.join('; ')}; RMSE ${scores.rmse.toFixed(0)}`);
    }
  }
}
if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify(figures, null, 2)}\n`);
process.exit(0);
