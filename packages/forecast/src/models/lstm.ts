import type { Series } from '@penstock/stream';
import { checkSeries } from '../check-series.ts';
import type { Forecaster, Model } from '../forecaster.ts';
import type { LstmEngine } from '../lstm/engine.ts';
import type { CheckedLstmOptions, LstmOptions } from '../lstm/options.ts';
import { checkLstmOptions, engineOf } from '../lstm/options.ts';
import { initialParameters, layoutOf } from '../lstm/parameters.ts';
import { seededRandom } from '../lstm/random.ts';
import { fitScaler, scaled, unscaled } from '../scaler.ts';
import type { SavedLstm } from './saved-lstm.ts';
import { savedLstm, shapeOf } from './saved-lstm.ts';
import { tailOf, windowModel } from './window-model.ts';

/** How {@link LstmForecaster.load} makes the model compute. */
export interface LstmLoadOptions {
  /** As of {@link LstmOptions}. Default `wasm`. */
  readonly engine?: LstmOptions['engine'];
}

/** The forecaster of {@link lstm}. */
export interface LstmForecaster extends Forecaster<LstmOptions, SavedLstm> {
  load(saved: unknown, options?: LstmLoadOptions): Model<SavedLstm>;
}

type Weights = Omit<SavedLstm, 'parameters'> & { readonly parameters: Float64Array };

const modelOf = (weights: Weights, engine: LstmEngine) => {
  const { scaler, parameters, tail, steps, quantiles } = weights;
  const network = engine.network(shapeOf(weights), parameters);
  return windowModel<SavedLstm>(
    tail,
    {
      steps,
      quantiles,
      tell: (past) => network.predict(scaled(scaler, past)).map((value) => unscaled(scaler, value)),
    },
    () => ({
      ...weights,
      units: [...weights.units],
      quantiles: [...quantiles],
      scaler: { ...scaler },
      parameters: Array.from(parameters),
      tail: { ...tail, values: [...tail.values] },
    }),
  );
};

const fit = async (series: Series, options: CheckedLstmOptions): Promise<Model<SavedLstm>> => {
  const { shape, steps, quantiles, scaling, engine, signal } = options;
  const { window, layers, activation, gateActivation } = shape;
  checkSeries(series, window + steps);
  const scaler = fitScaler(scaling, series.values);
  signal?.throwIfAborted();
  const random = seededRandom(options.seed);
  const values = scaled(scaler, series.values);
  const width = Math.max(1, quantiles.length);
  const task = {
    ...options,
    parameters: initialParameters(layoutOf(shape), random),
    inputs: values,
    targets: values,
    starts: Uint32Array.from({ length: values.length - window - steps + 1 }, (_, i) => i),
    steps: Array.from({ length: shape.outputs }, (_, output) => Math.floor(output / width)),
    quantiles: Array.from({ length: shape.outputs }, (_, output) => quantiles[output % width] ?? 0.5),
    seed: Math.floor(random() * 2 ** 32),
  };
  // Taken before the first pause, in which the caller may change the rows.
  const tail = tailOf(series, window);
  const parameters = await engine.train(task);
  const kept = { units: layers, activation, gateActivation, steps, quantiles, scaler, parameters, tail };
  return modelOf({ format: 'penstock-lstm', version: 2, ...kept }, engine);
};

/**
 * Forecasts with LSTM layers and a dense head, trained on the scaled rows with Adam; more steps ahead than it was
 * trained to tell, recursively.
 *
 * Needs `window + steps` rows. The scaler is fitted on the rows given to `fit` only. Trains in a worker, so that the
 * caller's event loop goes on. Equal rows, options and seed give equal weights on the same machine; see
 * {@link wasmEngine} for equal ones on every machine. `fit` also rejects with `PENSTOCK_SERIES_CONSTANT`,
 * `PENSTOCK_TRAINING_DIVERGED` (naming the epoch) and, when aborted, with the signal's reason.
 *
 * @example
 * ```ts
 * const rows = Math.floor(closes.values.length * 0.6);
 * const training = { times: closes.times.slice(0, rows), values: closes.values.slice(0, rows) };
 * const model = await lstm.fit(training, { window: 15, units: 10, seed: 7 });
 * const { actual, mean } = model.predictions(closes, { from: rows });
 * console.log(evaluate(actual, mean).rmse, model.forecast(7, { after: closes }).mean);
 * ```
 */
export const lstm: LstmForecaster = {
  fit: async (series, options = {}) => fit(series, checkLstmOptions(options)),
  load(saved, { engine } = {}) {
    const model = savedLstm(saved);
    return modelOf({ ...model, parameters: Float64Array.from(model.parameters) }, engineOf(engine));
  },
};
