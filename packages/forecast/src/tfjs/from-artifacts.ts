import type { Series } from '@penstock/stream';
import { checkSeries } from '../check-series.ts';
import { forecastError } from '../errors.ts';
import type { Model } from '../forecaster.ts';
import type { LstmOptions } from '../lstm/options.ts';
import { MOST } from '../lstm/options.ts';
import { lstm } from '../models/lstm.ts';
import type { SavedLstm } from '../models/saved-lstm.ts';
import { demand, fieldsOf } from '../models/saved-shape.ts';
import { tailOf } from '../models/window-model.ts';
import type { Scaler } from '../scaler.ts';
import { wholeNumber } from '../whole-number.ts';
import { topologyOf } from './layers-topology.ts';
import { parametersOf } from './layers-weights.ts';

/** What a LayersModel does not tell of itself. One that Penstock made does, and these then come before what it says. */
export interface LayersModelOptions {
  /** How values were scaled for its training. Must be given for a model that Penstock did not make. */
  readonly scaler?: Scaler;
  /** Rows of a window: whole, 1 to 10000. Default: those of the model's input shape. */
  readonly window?: number;
  /**
   * Rows to forecast from where `forecast` is not told `after`; at least a window and two rows. Must be given for a model
   * that Penstock did not make.
   */
  readonly history?: Series;
  /** What its outputs are, as of {@link LstmOptions}: [step][quantile]. Default: one value of each step. */
  readonly quantiles?: readonly number[];
  /** What computes, as of {@link LstmOptions}. Default `wasm`. */
  readonly engine?: LstmOptions['engine'];
}

/** The LayersModel format, as it comes from a file or a saver. Nothing of it is believed. */
export interface UncheckedArtifacts {
  readonly format?: unknown;
  readonly modelTopology?: unknown;
  readonly weightSpecs?: unknown;
  readonly userDefinedMetadata?: unknown;
}

const missing = (name: string, why: string) =>
  forecastError('PENSTOCK_BAD_OPTION', `"${name}" must be given: ${why}, and this model was not made by Penstock and tells none.`);

/** Makes a model of a LayersModel's artifacts; see {@link fromLayersModel}. */
export const modelOfArtifacts = (artifacts: UncheckedArtifacts, data: Uint8Array, options: LayersModelOptions): Model<SavedLstm> => {
  // Before TensorFlow.js 1.0 there was no such field.
  demand((artifacts.format ?? 'layers-model') === 'layers-model', 'format "layers-model"');
  const topology = topologyOf(artifacts.modelTopology);
  const parameters = parametersOf(topology, artifacts.weightSpecs, data);
  const metadata = fieldsOf('"userDefinedMetadata"', artifacts.userDefinedMetadata ?? {})['penstock'];
  const told = metadata === undefined ? {} : fieldsOf('"userDefinedMetadata.penstock"', metadata);
  const ours = { format: 'penstock-lstm', version: 2 } as const satisfies Partial<SavedLstm>;
  if (metadata !== undefined) demand(told['format'] === ours.format && told['version'] === ours.version, `format "${ours.format}" and version ${ours.version} in its metadata`);
  const { lstms, dense, activation, gateActivation } = topology;
  const quantiles = options.quantiles ?? told['quantiles'] ?? [];
  demand(Array.isArray(quantiles), 'a list as "quantiles"');
  const steps = dense.outputs / Math.max(1, quantiles.length);
  demand(Number.isInteger(steps), `as many outputs as steps times ${quantiles.length} quantiles, not ${dense.outputs}`);
  const window = windowOf(options, topology.window, told['tail']);
  const { scaler = told['scaler'], history } = options;
  if (scaler === undefined) throw missing('scaler', 'predictions are scaled back by it');
  if (history === undefined && told['tail'] === undefined) throw missing('history', 'a forecast goes on from it');
  if (history !== undefined) checkSeries(history, Math.max(2, window));
  const tail = history === undefined ? told['tail'] : tailOf(history, window);
  const saved = { ...ours, units: lstms.map(({ units }) => units), activation, gateActivation, steps, quantiles, scaler, tail, parameters };
  const { values } = fieldsOf('"tail"', tail);
  demand(Array.isArray(values) && values.length === window, `as many values in its metadata's tail as a window has rows, ${window}`);
  return lstm.load(saved, options.engine === undefined ? {} : { engine: options.engine });
};

const windowOf = ({ window }: LayersModelOptions, shaped: number | undefined, tail: unknown): number => {
  if (window !== undefined) {
    wholeNumber('window', window, 1, MOST.window);
    if (shaped === undefined || shaped === window) return window;
    throw forecastError('PENSTOCK_BAD_OPTION', `"window" must be ${shaped}, as the model's input shape says, or left out, but is ${window}.`);
  }
  if (shaped !== undefined) return shaped;
  const values = tail === undefined ? undefined : fieldsOf('"tail"', tail)['values'];
  if (Array.isArray(values)) return values.length;
  throw missing('window', 'it decides what one prediction looks at');
};
