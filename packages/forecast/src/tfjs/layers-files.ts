import { forecastError } from '../errors.ts';
import type { Model } from '../forecaster.ts';
import type { SavedLstm } from '../models/saved-lstm.ts';
import { demand, fieldsOf } from '../models/saved-shape.ts';
import { modelOfArtifacts } from './from-artifacts.ts';
import type { LayersModelOptions } from './from-artifacts.ts';
import { joined } from './joined.ts';
import { artifactsOf } from './layers-artifacts.ts';

/** Files of one folder: what is in each, under its name. */
export type LayersFiles = Readonly<Record<string, Uint8Array>>;

const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

// One for every 4 MB, as the converter cuts them, of more weights than the bounds of a network allow.
const MOST_FILES = 1000;

/**
 * The files of an LSTM in the LayersModel format of TensorFlow.js, `model.json` and `weights.bin`, which its
 * `tf.loadLayersModel` loads. Needs no TensorFlow.js.
 *
 * Scaler, window, steps, quantiles and the last training rows are in the user-defined metadata. Weights are rounded to
 * single precision.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { lstm } from '@penstock/forecast';
 * import { toLayersFiles } from '@penstock/forecast/tfjs';
 *
 * const model = await lstm.fit(closes);
 * for (const [name, bytes] of Object.entries(toLayersFiles(model))) await writeFile(`model/${name}`, bytes);
 * ```
 */
export const toLayersFiles = (model: Model<SavedLstm>): Record<typeof TOPOLOGY | typeof WEIGHTS, Uint8Array> => {
  const { weightData, weightSpecs, ...rest } = artifactsOf(model.save());
  const json = { ...rest, weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }] };
  return { [TOPOLOGY]: new TextEncoder().encode(JSON.stringify(json)), [WEIGHTS]: new Uint8Array(weightData) };
};

/**
 * Makes an LSTM out of the files of a LayersModel, also one that `tensorflowjs_converter` made of a Keras model. Needs no
 * TensorFlow.js. As {@link fromLayersModel}, which says what it takes.
 *
 * @param files - `model.json`, and every file of weights that it names; more are left aside.
 * @throws `PENSTOCK_MODEL_INVALID` for files that are missing, cut short or no LSTM of Penstock's; `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { fromLayersFiles } from '@penstock/forecast/tfjs';
 *
 * const files: Record<string, Uint8Array> = {};
 * for (const name of ['model.json', 'weights.bin']) files[name] = await readFile(`model/${name}`);
 * const model = fromLayersFiles(files);
 * console.log(model.forecast(7).mean);
 * ```
 */
export const fromLayersFiles = (files: LayersFiles, options: LayersModelOptions = {}): Model<SavedLstm> => {
  const contentOf = (name: string): Uint8Array => {
    // A name out of a file must not reach what every object has.
    const content = Object.hasOwn(files, name) ? files[name] : undefined;
    demand(content instanceof Uint8Array, `the file ${name} beside it`);
    return content;
  };
  const json = fieldsOf(TOPOLOGY, parsed(contentOf(TOPOLOGY)));
  const groups = json['weightsManifest'];
  demand(Array.isArray(groups) && groups.length <= MOST_FILES, 'a list as "weightsManifest"');
  const manifest = groups.map((group) => {
    const { paths, weights } = fieldsOf('each group of "weightsManifest"', group);
    demand(Array.isArray(paths) && paths.length <= MOST_FILES && paths.every((path) => typeof path === 'string'), 'file names as "paths"');
    demand(Array.isArray(weights), 'a list as "weights"');
    return { paths: paths as string[], weights: weights as unknown[] };
  });
  const names = manifest.flatMap(({ paths }) => paths);
  // Or a short text could ask for the same large file many times over.
  demand(new Set(names).size === names.length, 'each file of weights once');
  const weightSpecs = manifest.flatMap(({ weights }) => weights);
  return modelOfArtifacts({ ...json, weightSpecs }, joined(names.map(contentOf)), options);
};

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw forecastError('PENSTOCK_MODEL_INVALID', `${TOPOLOGY} must be JSON, and may have been cut short: ${error instanceof Error ? error.message : String(error)}`, error);
  }
};
