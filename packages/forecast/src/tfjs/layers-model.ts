import type { Model } from '../forecaster.ts';
import { forecastError } from '../errors.ts';
import { joined } from '../layers-model-format/joined.ts';
import { lstm } from '../lstm/lstm.ts';
import type { LstmLoadOptions } from '../lstm/load-options.ts';
import type { SavedLstm } from '../layers-model-format/saved-lstm.ts';
import { demand } from '../saved/saved-fields.ts';

/** As much of TensorFlow.js as {@link toLayersModel} uses. */
export interface LayersLoader {
  readonly loadLayersModel: (...args: never[]) => Promise<unknown>;
}

/** A LayersModel of TensorFlow.js, as far as {@link fromLayersModel} uses it. */
export interface SavableLayersModel {
  readonly save: (...args: never[]) => Promise<unknown>;
}

/**
 * Makes a LayersModel of TensorFlow.js out of an LSTM: a Sequential that takes scaled windows, [window][row][input],
 * and gives scaled outputs, [window][step and quantile].
 *
 * Scaler, window, steps, quantiles and the last training rows are in its user-defined metadata, so that {@link
 * fromLayersModel} gets the same model back from it, also after `save` and `tf.loadLayersModel`. Its tensors are the
 * caller's: `dispose()` it. Weights are rounded to single precision.
 *
 * @param tf - What `@tensorflow/tfjs` or `@tensorflow/tfjs-node` exports.
 * @param model - Of one network: fitted with `members: 1`, the default.
 * @returns A promise of the `LayersModel` of that TensorFlow.js. It rejects with `PENSTOCK_BAD_OPTION` where `tf` is
 * not TensorFlow.js, or where the model has several members.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { lstm } from '@penstock/forecast';
 * import { toLayersModel } from '@penstock/forecast/tfjs';
 *
 * const layersModel = await toLayersModel(tf, await lstm.fit(closes));
 * await layersModel.save('indexeddb://closes');
 * layersModel.dispose();
 * ```
 */
export const toLayersModel = async <Tf extends LayersLoader>(
  tf: Tf,
  model: Model<SavedLstm>,
): Promise<Awaited<ReturnType<Tf['loadLayersModel']>>> => {
  if (typeof (tf as Partial<LayersLoader> | null | undefined)?.loadLayersModel !== 'function') {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      'toLayersModel needs all that @tensorflow/tfjs exports; pass the `tf` of `import * as tf`.',
    );
  }
  const files = model.save();
  if (files['members.bin'] !== undefined) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      'Expected a model of one network; got one of several members, which no single LayersModel can hold. ' +
        'Fit it with members: 1.',
    );
  }
  const { weightsManifest, ...rest } = JSON.parse(new TextDecoder().decode(files['model.json'])) as {
    weightsManifest: { weights: object[] }[];
  };
  const artifacts = {
    ...rest,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: files['weights.bin'].slice().buffer,
  };
  return (await tf.loadLayersModel({ load: async () => artifacts } as never)) as Awaited<
    ReturnType<Tf['loadLayersModel']>
  >;
};

/**
 * Makes an LSTM out of a LayersModel of TensorFlow.js, which is left as it is: one that {@link toLayersModel} made, or
 * any Sequential of LSTM layers and a linear Dense one, also converted from Keras.
 *
 * @returns A promise that rejects with `PENSTOCK_MODEL_INVALID` naming what is wrong or cannot be an LSTM of
 * Penstock's, and with `PENSTOCK_BAD_OPTION` for an option that is wrong or missing.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { fromLayersModel } from '@penstock/forecast/tfjs';
 *
 * const converted = await tf.loadLayersModel('https://example.org/keras/model.json');
 * const model = await fromLayersModel(converted, { scaler: { offset: 100, scale: 400 }, history: closes });
 * console.log(model.forecast(7).mean);
 * ```
 */
export const fromLayersModel = async (
  layersModel: SavableLayersModel,
  options: LstmLoadOptions = {},
): Promise<Model<SavedLstm>> => {
  demand(
    typeof (layersModel as Partial<SavableLayersModel> | null | undefined)?.save === 'function',
    'a LayersModel of TensorFlow.js',
  );
  let found: { readonly weightSpecs?: unknown; readonly weightData?: unknown } | undefined;
  const save = async (artifacts: object): Promise<object> => {
    found = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  };
  await layersModel.save({ save } as never);
  demand(found !== undefined, 'a LayersModel of TensorFlow.js');
  const { weightSpecs, weightData, ...rest } = found;
  const buffers = [weightData ?? []].flat() as ArrayBuffer[];
  const json = { ...rest, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] };
  const files: SavedLstm = {
    'model.json': new TextEncoder().encode(JSON.stringify(json)),
    'weights.bin': joined(buffers.map((buffer) => new Uint8Array(buffer))),
  };
  return lstm.load(files, options);
};
