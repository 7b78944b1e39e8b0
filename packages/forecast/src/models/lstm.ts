import { checkSeries } from '../check-series.ts';
import type { Forecaster } from '../forecaster.ts';
import type { LstmOptions } from '../lstm/options.ts';
import { checkLstmOptions } from '../lstm/options.ts';
import { initialParameters, layoutOf } from '../lstm/parameters.ts';
import { seededRandom } from '../lstm/random.ts';
import type { Activation } from '../lstm/reference.ts';
import { ReferenceLstm } from '../lstm/reference.ts';
import { train } from '../lstm/train.ts';
import type { Scaler } from '../scaler.ts';
import { fitScaler, scaled, unscaled } from '../scaler.ts';
import { demand, fieldsOf, numberOf, numbersOf, savedTail } from './saved-shape.ts';
import type { Tail } from './window-model.ts';
import { tailOf, windowModel } from './window-model.ts';

/** What an LSTM saves: some 10 numbers a unit and 4 a pair of units. */
export interface SavedLstm {
  readonly format: 'penstock-lstm';
  readonly version: 1;
  readonly units: number;
  readonly activation: Activation;
  readonly scaler: Scaler;
  /** The weights, in one row: kernel, recurrent, bias, dense, dense bias; gates input, forget, cell, output. */
  readonly parameters: readonly number[];
  /** The end of the training rows; as many values as the window is long. */
  readonly tail: Tail;
}

type Weights = Omit<SavedLstm, 'parameters'> & { readonly parameters: Float64Array };

const modelOf = (weights: Weights) => {
  const { units, activation, scaler, parameters, tail } = weights;
  const network = new ReferenceLstm(layoutOf(units), tail.values.length, activation);
  return windowModel<SavedLstm>(
    tail,
    (past) => unscaled(scaler, network.forward(parameters, scaled(scaler, past))),
    () => ({
      ...weights,
      scaler: { ...scaler },
      parameters: Array.from(parameters),
      tail: { ...tail, values: [...tail.values] },
    }),
  );
};

/**
 * Forecasts with one LSTM layer and one dense output, trained on the scaled rows with Adam and mean
 * squared error; several steps ahead recursively.
 *
 * Needs `window + 1` rows. The scaler is fitted on the rows given to `fit` only. Equal rows, options
 * and seed give equal weights on the same engine. `fit` also rejects with `PENSTOCK_SERIES_CONSTANT`,
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
export const lstm: Forecaster<LstmOptions, SavedLstm> = {
  async fit(series, options = {}) {
    const { window, units, activation, scaling, seed, signal, ...rest } = checkLstmOptions(options);
    checkSeries(series, window + 1);
    const scaler = fitScaler(scaling, series.values);
    signal?.throwIfAborted();
    const layout = layoutOf(units);
    const random = seededRandom(seed);
    const parameters = initialParameters(layout, random);
    // Taken before the first pause, in which the caller may change the rows.
    const tail = tailOf(series, window);
    await train(parameters, scaled(scaler, series.values), { ...rest, layout, window, activation, random, signal });
    return modelOf({ format: 'penstock-lstm', version: 1, units, activation, scaler, parameters, tail });
  },
  load(saved) {
    const { format, version, units, activation, scaler, parameters, tail } = fieldsOf('its root', saved);
    demand(format === 'penstock-lstm' && version === 1, 'format "penstock-lstm" and version 1');
    demand(activation === 'tanh' || activation === 'relu', '"tanh" or "relu" as "activation"');
    demand(typeof units === 'number' && Number.isInteger(units) && units > 0, 'a positive whole number as "units"');
    const { offset, scale } = fieldsOf('"scaler"', scaler);
    const { values } = fieldsOf('"tail"', tail);
    demand(Array.isArray(values) && values.length > 0, 'at least one number in "tail.values"');
    const kept: Scaler = { offset: numberOf('scaler.offset', offset), scale: numberOf('scaler.scale', scale) };
    demand(kept.scale > 0, 'a positive "scaler.scale"');
    return modelOf({
      format,
      version,
      units,
      activation,
      scaler: kept,
      parameters: Float64Array.from(numbersOf('parameters', parameters, layoutOf(units).size)),
      tail: savedTail(tail, values.length),
    });
  },
};
