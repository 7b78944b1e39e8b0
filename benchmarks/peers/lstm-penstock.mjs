/** Penstock's side of the `lstm` benchmark: `node lstm-penstock.mjs SIZE THREADS`. */
import { lstm, wasmEngine } from '../../packages/forecast/dist/index.js';
import { answer, cold, isSmall, layers, series, threads, window } from './lstm-work.mjs';

const engine = cold ? 'wasm' : wasmEngine({ threads });
const values = { times: Float64Array.from(series, (_, i) => i * 86_400_000), values: series };
let model;

async function train(epochs) {
  const ends = [performance.now()];
  const onEpoch = () => void ends.push(performance.now());
  model = await lstm.fit(values, { window, units: layers, activation: 'tanh', epochs, engine, onEpoch });
  // Handing the job over is shared by all epochs of a real training; here it would be a few epochs' alone.
  return (ends.at(-1) - ends[1]) / 1000 / Math.max(1, epochs - 1);
}

await answer({ train, forecast: () => model.forecast(7).mean, epochs: isSmall ? 60 : 4 });
