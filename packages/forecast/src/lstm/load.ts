import { checkSeries } from '../series/check-series.ts';
import { forecastError } from '../errors.ts';
import { featuresOf } from '../series/features.ts';
import { networkBounds, areQuantiles } from '../engine/network-bounds.ts';
import type { LstmLoadOptions } from './load-options.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import { demand } from '../saved/saved-fields.ts';
import type { Tail } from '../model/tail.ts';
import { tailOf } from '../model/tail.ts';
import type { Scaler } from '../series/scaler.ts';
import { wholeNumber } from '../whole-number.ts';
import type { LstmMetadata } from '../layers-model-format/metadata.ts';
import { readMetadata } from '../layers-model-format/metadata.ts';
import { parametersOf } from '../layers-model-format/parameters.ts';
import { topologyOf } from '../layers-model-format/topology.ts';
import { unpackFiles } from '../layers-model-format/unpack-files.ts';

/** Rows that are handed over are seldom all training rows, so they say little of how far a forecast may go. */
const withoutRange = ({ time, step, values }: Tail): Tail => ({ time, step, values });

/**
 * Reads an LSTM from the files of a LayersModel. The files are not trusted: a size is checked against the bounds, and
 * against the bytes that are there, before anything of that size is allocated.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong; `PENSTOCK_BAD_OPTION` for an option that is wrong or missing.
 */
export const weightsOf = (files: unknown, options: LstmLoadOptions): LstmWeights => {
  const { json, weightSpecs, data } = unpackFiles(files);
  // Before TensorFlow.js 1.0 there was no such field.
  demand((json['format'] ?? 'layers-model') === 'layers-model', 'format "layers-model"');
  const { lstms, dense, activation, gateActivation, ...topology } = topologyOf(json['modelTopology']);
  const saved = readMetadata(json['userDefinedMetadata']);
  const { features, scalers } = inputsOf(options, saved);
  demand(
    (topology.inputs ?? scalers.length) === scalers.length,
    `rows of ${scalers.length} values as its input, the series' own and one for each feature, not ${topology.inputs}`,
  );
  const parameters = parametersOf({ lstms, dense }, scalers.length, weightSpecs, data);
  const window = windowOf(options, topology.window, saved);
  const quantiles = quantilesOf(options) ?? saved?.quantiles ?? [];
  const steps = dense.outputs / Math.max(1, quantiles.length);
  demand(
    Number.isInteger(steps) && steps <= networkBounds.steps,
    `outputs for 1 to ${networkBounds.steps} steps of ${Math.max(1, quantiles.length)} values each, ` +
      `not ${dense.outputs}`,
  );
  const { history } = options;
  if (history !== undefined) checkSeries(history, Math.max(2, window));
  const tail = history === undefined ? saved?.tail : withoutRange(tailOf(history, window, features));
  if (tail === undefined) throw missing('history', 'a forecast starts from it');
  demand(
    tail.values.length === window * scalers.length,
    `as many rows in its metadata's tail as a window has, ${window}`,
  );
  const shape = {
    features: scalers.length,
    window,
    layers: lstms.map(({ units }) => units),
    outputs: dense.outputs,
    activation,
    gateActivation,
  };
  const { longestStep = Infinity, fittedUntil = tail.time } = saved ?? {};
  return { shape, steps, quantiles, features, scalers, tail, longestStep, fittedUntil, parameters };
};

const missing = (name: string, why: string) =>
  forecastError(
    'PENSTOCK_BAD_OPTION',
    `${name} must be given: ${why}, and this model was not saved by Penstock, so it has none.`,
  );

const inputsOf = (
  { scaler, features }: LstmLoadOptions,
  saved: LstmMetadata | undefined,
): Pick<LstmWeights, 'features' | 'scalers'> => {
  const own = scaler === undefined ? saved?.scalers[0] : givenScaler('scaler', scaler);
  if (own === undefined) throw missing('scaler', 'predictions are scaled back by it');
  if (features === undefined)
    return { features: saved?.features ?? [], scalers: [own, ...(saved?.scalers.slice(1) ?? [])] };
  const names = featuresOf({ features });
  return { features: names, scalers: [own, ...names.map((name) => givenScaler(`features.${name}`, features[name]))] };
};

const windowOf = ({ window }: LstmLoadOptions, shaped: number | undefined, saved: LstmMetadata | undefined): number => {
  if (window !== undefined) {
    wholeNumber('window', window, 1, networkBounds.window);
    if (shaped === undefined || shaped === window) return window;
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `window must be ${shaped}, as the model's input shape says, or left out; got ${window}.`,
    );
  }
  const own = shaped ?? saved?.window;
  if (own === undefined) throw missing('window', 'it decides what one prediction looks at');
  return own;
};

const quantilesOf = ({ quantiles }: LstmLoadOptions): readonly number[] | undefined => {
  if (quantiles === undefined || (Array.isArray(quantiles) && (quantiles.length === 0 || areQuantiles(quantiles))))
    return quantiles;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `quantiles must be increasing numbers between 0 and 1 with 0.5 among them, or none; got ${String(quantiles)}.`,
  );
};

const givenScaler = (name: string, scaler: unknown): Scaler => {
  const { offset, scale } = (scaler ?? {}) as Partial<Scaler>;
  if (Number.isFinite(offset) && Number.isFinite(scale) && scale! > 0) return { offset: offset!, scale: scale! };
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `${name} must be { offset, scale }, two finite numbers, the second above 0; got ${JSON.stringify(scaler)}.`,
  );
};
