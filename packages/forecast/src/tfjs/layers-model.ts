import type { Model } from '../forecaster.ts';
import { forecastError } from '../errors.ts';
import { joined } from '../layers-model-format/joined.ts';
import { lstm } from '../lstm/lstm.ts';
import type { LstmLoadOptions } from '../lstm/load-options.ts';
import type { SavedLstm } from '../layers-model-format/saved-lstm.ts';
import { demand } from '../saved/saved-fields.ts';

/** The part of TensorFlow.js that {@link toLayersModel} uses. */
export interface LayersLoader {
  readonly loadLayersModel: (...args: never[]) => Promise<unknown>;
}

/** The part of a LayersModel of TensorFlow.js that {@link fromLayersModel} uses. */
export interface SavableLayersModel {
  readonly save: (...args: never[]) => Promise<unknown>;
}

/**
 * Makes a LayersModel of TensorFlow.js from an LSTM: a Sequential that takes scaled windows, [window][row][input], and
 * returns scaled outputs, [window][step and quantile].
 *
 * Scaler, window, steps, quantiles and the last training rows are in its user-defined metadata. So
 * {@link fromLayersModel} makes the same model from it, also after `save` and `tf.loadLayersModel`. The caller owns its
 * tensors and must `dispose()` it. Weights are rounded to single precision.
 *
 * @param tf - The exports of `@tensorflow/tfjs` or `@tensorflow/tfjs-node`.
 * @param model - A model of one network, fitted with `members: 1`, the default.
 * @returns A promise of the `LayersModel` of that TensorFlow.js. It rejects with `PENSTOCK_BAD_OPTION` if `tf` is not
 * TensorFlow.js, or if the model has several members.
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
      'toLayersModel needs the exports of @tensorflow/tfjs. Pass the `tf` of `import * as tf`.',
    );
  }
  const files = model.save();
  if (files['members.bin'] !== undefined) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      'A LayersModel holds one network; got a model of several members. Fit it with members: 1.',
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
 * Makes an LSTM from a LayersModel of TensorFlow.js, without changing it. The LayersModel is one made by
 * {@link toLayersModel}, or any Sequential of LSTM layers and a linear Dense layer, such as one converted from Keras.
 *
 * @returns A promise that rejects with `PENSTOCK_MODEL_INVALID` naming what is wrong or what Penstock's LSTM cannot
 * compute, and with `PENSTOCK_BAD_OPTION` for an invalid or missing option.
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
