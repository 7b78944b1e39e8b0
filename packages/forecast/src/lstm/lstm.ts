import { checkOptions } from '@penstock/stream/options';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Forecaster, Model } from '../forecaster.ts';
import type { LstmOptions } from './options.ts';
import { weightsOf } from './load.ts';
import { checkLstmOptions } from './check-options.ts';
import { chooseEngine } from './choose-engine.ts';
import { lstmOptionNames } from './options.ts';
import { fitTogether } from './fit.ts';
import { modelOf } from './model.ts';
import { prepare } from './prepare.ts';
import type { LstmManyOptions } from './fit-many.ts';
import { fitMany } from './fit-many.ts';
import type { LayersFiles, SavedLstm } from '../layers-model-format/saved-lstm.ts';
import { loadOptionNames } from './load-options.ts';
import type { LstmLoadOptions } from './load-options.ts';

/** The forecaster of {@link lstm}. */
export interface LstmForecaster extends Forecaster<LstmOptions, SavedLstm> {
  /**
   * Makes a model from the files of a LayersModel: those that {@link Model.save} gave, or those of a Keras model that
   * `tensorflowjs_converter` converted. It needs no TensorFlow.js.
   *
   * A model of another program must be a Sequential of LSTM layers, with or without dropout between them, and a linear
   * Dense layer. It needs the options `scaler` and `history`, and `features` where its windows have several columns.
   *
   * @param files - `model.json`, and every file of weights that it names; other files are ignored.
   * @throws `PENSTOCK_MODEL_INVALID` for files that are missing, cut short or not an LSTM that Penstock can run;
   * `PENSTOCK_FORMAT_UNSUPPORTED` for a model that another version of Penstock saved in another format;
   * `PENSTOCK_BAD_OPTION` for an option that is wrong or missing; for `history`: `PENSTOCK_SERIES_INVALID`,
   * `PENSTOCK_SERIES_TOO_SHORT`.
   *
   * @example To a folder, and back:
   * ```ts
   * import { readFile, writeFile } from 'node:fs/promises';
   *
   * const model = await lstm.fit(closes);
   * for (const [name, bytes] of Object.entries(model.save())) await writeFile(`models/${name}`, bytes);
   * const again = lstm.load({
   *   'model.json': await readFile('models/model.json'),
   *   'weights.bin': await readFile('models/weights.bin'),
   * });
   * console.log(again.forecast(7).mean);
   * ```
   */
  load(files: SavedLstm | LayersFiles, options?: LstmLoadOptions): Model<SavedLstm>;

  /**
   * Fits a model to each series, on as many workers as the engine has; or, with `global`, one network to all of them.
   *
   * All series are checked before any training starts. Without `global` each model has the weights that `fit` would
   * give it.
   *
   * @returns A promise of the models, in the order of the series. It rejects as `fit` does, with a message that starts
   * with `Series` and the index of the series that failed; the other trainings are stopped.
   *
   * @example
   * ```ts
   * const [bitcoin, ether] = [closes, closes];
   * const models = await lstm.fitMany([bitcoin, ether], {
   *   window: 30,
   *   onProgress: ({ fitted, total }) => console.log(fitted, total),
   * });
   * const week = models.map((model) => model.forecast(7).mean);
   * ```
   */
  fitMany(series: readonly FeatureSeries[], options?: LstmManyOptions): Promise<Model<SavedLstm>[]>;
}

/**
 * Forecasts with LSTM layers and a dense layer, trained on the scaled rows with Adam. A forecast of more than `steps`
 * rows is recursive: it uses its own predictions as past rows.
 *
 * From a series with features it learns from these too. Their future values are not known, so it then forecasts at most
 * `steps` rows; a longer horizon is an error.
 *
 * It needs `window + steps` rows. The scaler is fitted only on the rows given to `fit`. The training runs in a worker
 * and does not block the event loop. Equal rows, options and seed give equal weights on the same machine; see {@link
 * wasmEngine} for equal ones on every machine. `fit` also rejects with `PENSTOCK_SERIES_GAP`,
 * `PENSTOCK_SERIES_CONSTANT`, `PENSTOCK_TRAINING_DIVERGED` (naming the epoch) and, when aborted, with the signal's
 * reason.
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
  async fit(series, options = {}) {
    const checked = checkLstmOptions(checkOptions(options, lstmOptionNames, 'lstm.fit'));
    const prepared = prepare(series, checked);
    checked.signal?.throwIfAborted();
    const [model] = await fitTogether([prepared], checked);
    return model!;
  },
  fitMany,
  load(files, options = {}) {
    checkOptions(options, loadOptionNames, 'lstm.load');
    const weights = weightsOf(files, options);
    return modelOf(weights, chooseEngine(options.engine).network(weights.shape, weights.parameters));
  },
};
