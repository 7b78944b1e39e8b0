import { auto, autoregression, backtest, compare, drift, ets, mstl, seriesOf, theta } from '@penstock/forecast';
import type { Series } from '@penstock/stream';

// The visits of each day for three years: a slow rise, a weekly pattern, and noise that is the same in each run.
const noise = (i: number) => ((i * 7919) % 101) / 101 - 0.5;
const rows = Array.from({ length: 3 * 364 }, (_, i) => ({
  time: Date.UTC(2022, 0, 3) + i * 86_400_000,
  visits: 1_000 + 0.2 * i + 150 * Math.sin((i / 7) * 2 * Math.PI) + 80 * noise(i),
}));
const series = seriesOf(rows, 'visits');

const result = await backtest(
  [
    { name: 'drift', fit: (rows: Series) => drift.fit(rows) },
    { name: 'theta', fit: (rows: Series) => theta.fit(rows) },
    { name: 'ets', fit: (rows: Series) => ets.fit(rows) },
    { name: 'mstl', fit: (rows: Series) => mstl.fit(rows) },
    { name: 'autoregression', fit: (rows: Series) => autoregression.fit(rows) },
  ],
  series,
  { horizon: 14, folds: 8 },
);
console.log(String(compare(result)));

// `auto` runs such a backtest with more candidates and combines the best ones.
const model = await auto.fit(series, { horizon: 14 });
console.log(Array.from(model.forecast(3).mean, (value) => Math.round(value)));
