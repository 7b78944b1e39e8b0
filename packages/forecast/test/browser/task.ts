import type { BrowserWorker, TrainingTask } from '@penstock/forecast';
import { lstm, wasmEngine } from '@penstock/forecast';
import { shapeOf, threadsTask } from '../wasm/threads-task.ts';

/** A training that is large enough for several threads, with the same numbers in Node and in a browser. */
export const taskOf = (): TrainingTask => {
  const parameters = Float64Array.from({ length: 4 * 40 * 42 + 41 }, (_, i) => (((i * 37) % 101) / 101 - 0.5) / 5);
  return threadsTask(shapeOf(), parameters, { epochs: 3, clipNorm: 1 });
};

/** Forecasts four days of a short series with the functions that a user calls. */
export const forecastOf = async (worker?: () => BrowserWorker): Promise<number[]> => {
  const values = taskOf().inputs.slice(0, 40);
  const times = values.map((_, i) => i * 86_400_000);
  const model = await lstm.fit(
    { times, values },
    { window: 5, units: 4, epochs: 5, engine: wasmEngine({ reproducible: true, ...(worker && { worker }) }) },
  );
  return Array.from(model.forecast(4).mean);
};
