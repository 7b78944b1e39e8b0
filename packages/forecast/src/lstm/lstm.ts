import { checkOptions } from '@penstock/stream/internal';
import { onCalendar } from '../calendar/on-calendar.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Forecaster } from '../forecaster.ts';
import type { LstmOptions } from './options.ts';
import { weightsOf } from './load.ts';
import { checkLstmOptions } from './check-options.ts';
import { chooseEngine } from './choose-engine.ts';
import { lstmOptionNames } from './options.ts';
import { fitTogether } from './fit.ts';
import type { LstmModel } from './model.ts';
import { modelOf, networksOf } from './model.ts';
import { prepare } from './rows/prepare.ts';
import { settle } from './settle.ts';
import type { LstmFit, LstmManyOptions } from './fit-many.ts';
import { fitMany } from './fit-many.ts';
import type { LayersFiles, SavedLstm } from '../layers-model-format/saved-lstm.ts';
import { loadOptionNames } from './load-options.ts';
import type { LstmLoadOptions } from './load-options.ts';

/** The type of {@link lstm}. */
export interface LstmForecaster extends Forecaster<LstmOptions, SavedLstm> {
  fit(series: FeatureSeries, options?: LstmOptions): Promise<LstmModel>;

  /**
   * Makes a model from the files of a LayersModel: files that `save` of a model returned, or files of a Keras model
   * that `tensorflowjs_converter` converted. TensorFlow.js is not needed.
   *
   * A model of another program must be a Sequential of LSTM layers, with or without dropout between them, and a linear
   * Dense layer. It needs the options `scaler` and `history`, and `features` if its windows have several columns.
   *
   * @param files - `model.json`, and every file of weights that it names. Other files are ignored.
   * @throws `PENSTOCK_MODEL_INVALID` for files that are missing, truncated or not an LSTM that Penstock can run;
   * `PENSTOCK_FORMAT_UNSUPPORTED` for a model that another version of Penstock saved in another format;
   * `PENSTOCK_BAD_OPTION` for an invalid or missing option; for `history`: `PENSTOCK_SERIES_INVALID`,
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
  load(files: SavedLstm | LayersFiles, options?: LstmLoadOptions): LstmModel;

  /**
   * Fits a model to each series, on all workers of the engine. With `global`, fits one network to all series.
   *
   * All series are checked before any training starts. Without `global`, each model has the same weights as with `fit`.
   * If a series cannot be fitted, only its entry fails: it has the `error` that `fit` would reject with. The message of
   * that error starts with `Series` and the index.
   *
   * @returns A promise of one entry for each series, in order. It rejects with `PENSTOCK_BAD_OPTION`, with the signal's
   * reason after an abort, and with the error that `onProgress` throws; then all trainings are stopped. With `global`
   * it also rejects if the training fails.
   *
   * @example
   * ```ts
   * const [bitcoin, ether] = [closes, closes];
   * const fits = await lstm.fitMany([bitcoin, ether], {
   *   window: 30,
   *   onProgress: ({ fitted, total }) => console.log(fitted, total),
   * });
   * for (const { model, error } of fits) console.log(model?.forecast(7).mean ?? error?.message);
   * ```
   */
  fitMany(series: readonly FeatureSeries[], options?: LstmManyOptions): Promise<LstmFit[]>;
}

/**
 * Forecasts with LSTM layers and a dense layer, trained with Adam on the transformed and scaled rows. A forecast of
 * more than `steps` rows is recursive, unless `multiStep` says otherwise: it uses its own predictions as past rows.
 *
 * Forecasts and quantiles are in the units of the series. They stay within the range of its rows, extended at both ends
 * by its width, and at least at 0 if no row is below 0. Quantiles that cross are put in order: V. Chernozhukov, I.
 * Fernández-Val, A. Galichon, "Quantile and probability curves without crossing", 2010.
 *
 * If the series has features, the network learns from them too. Unless they are `known` in advance, the model then
 * forecasts at most `steps` rows; a longer horizon is an error.
 *
 * It needs `window + steps` rows, and the rows that its transforms consume. The scaler is fitted only on the rows
 * passed to `fit`. The training runs in a worker and does not block the event loop. Equal rows, options and seed give
 * equal weights on the same machine; {@link wasmEngine} describes how to get equal weights on every machine. `fit` also
 * rejects with `PENSTOCK_SERIES_GAP`, `PENSTOCK_SERIES_CONSTANT`, `PENSTOCK_TRAINING_DIVERGED` (naming the epoch) and,
 * when aborted, with the signal's reason.
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
    const rows = onCalendar(series, checked.rowSteps);
    const chosen = settle(checked, [rows.series]);
    const prepared = prepare(rows, chosen);
    checked.signal?.throwIfAborted();
    const [model] = await fitTogether([prepared], chosen);
    return model!;
  },
  fitMany,
  load(files, options = {}) {
    checkOptions(options, loadOptionNames, 'lstm.load');
    const weights = weightsOf(files, options);
    return modelOf(weights, networksOf(weights, chooseEngine(options.engine)));
  },
};
