/** Penstock's side of the `lstm` benchmark: `node lstm-penstock.mjs SIZE THREADS [MODE]`. */
import { answer, importing, layers, series, threads, window } from './lstm-work.mjs';

const { lstm, wasmEngine } = await importing(() => import('../../packages/forecast/dist/index.js'));
const engine = wasmEngine({ threads });
const values = { times: Float64Array.from(series, (_, i) => i * 86_400_000), values: series };
let model;

async function train(epochs) {
  const ends = [performance.now()];
  const onEpoch = () => void ends.push(performance.now());
  // The same task as for the peers: rows are only scaled, and all epochs run.
  const plain = { transforms: [], scaling: 'minMax', earlyStopping: false };
  model = await lstm.fit(values, { ...plain, window, units: layers, activation: 'tanh', epochs, engine, onEpoch });
  // A real training starts one job for many epochs. Here the time of the start would be divided by a few epochs only,
  // so the first epoch, which includes it, is not measured.
  return (ends.at(-1) - ends[1]) / 1000 / Math.max(1, epochs - 1);
}

await answer({ train, forecast: () => model.forecast(7).mean, epochs: { s: 60, m: 4, l: 2 } });
