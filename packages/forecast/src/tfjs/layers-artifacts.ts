import type { SavedLstm } from '../models/saved-lstm.ts';
import { shapeOf } from '../models/saved-lstm.ts';
import { layoutOf } from '../lstm/parameters.ts';

/** The name and shape of one array of weights, as the LayersModel format has it. */
interface WeightSpec {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: string;
}

/** A model in the LayersModel format of TensorFlow.js, in memory: what its savers are given and its loaders give. */
export interface LayersArtifacts {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: object;
  readonly weightSpecs: WeightSpec[];
  /** All arrays one after another, in the order of `weightSpecs`. */
  readonly weightData: ArrayBuffer;
  readonly userDefinedMetadata: { readonly penstock: object };
}

const GENERATED_BY = '@penstock/forecast';

/** A saved LSTM in the LayersModel format; what that has no place for goes into the user's metadata. */
export const artifactsOf = (saved: SavedLstm): LayersArtifacts => {
  const { format, version, activation, gateActivation, units, steps, quantiles, scaler, tail, parameters } = saved;
  const { outputs, features, window } = shapeOf(saved);
  const layout = layoutOf({ features, layers: units, outputs });
  const common = { trainable: true, dtype: 'float32', use_bias: true };
  const names = units.map((_, i) => `lstm_${i + 1}`);
  const lstms = units.map((cells, i) => ({
    class_name: 'LSTM',
    config: {
      name: names[i],
      ...common,
      ...(i === 0 ? { batch_input_shape: [null, window, features] } : {}),
      units: cells,
      activation,
      recurrent_activation: gateActivation === 'sigmoid' ? 'sigmoid' : 'hard_sigmoid',
      unit_forget_bias: true,
      return_sequences: i + 1 < units.length,
      return_state: false,
      go_backwards: false,
      stateful: false,
      unroll: false,
    },
  }));
  const dense = { class_name: 'Dense', config: { name: 'dense', ...common, units: outputs, activation: 'linear' } };
  const spec = (name: string, ...shape: number[]): WeightSpec => ({ name, shape, dtype: 'float32' });
  return {
    format: 'layers-model',
    generatedBy: GENERATED_BY,
    convertedBy: null,
    modelTopology: { class_name: 'Sequential', config: { name: 'penstock_lstm', layers: [...lstms, dense] }, keras_version: '2.15.0', backend: 'tensorflow' },
    // The flat array has Keras' arrays in this very order.
    weightSpecs: [
      ...layout.layers.flatMap(({ inputs, units: cells }, i) => [
        spec(`${names[i]}/kernel`, inputs, 4 * cells),
        spec(`${names[i]}/recurrent_kernel`, cells, 4 * cells),
        spec(`${names[i]}/bias`, 4 * cells),
      ]),
      spec('dense/kernel', layout.units, outputs),
      spec('dense/bias', outputs),
    ],
    weightData: Float32Array.from(parameters).buffer,
    userDefinedMetadata: { penstock: { format, version, steps, quantiles, scaler, tail } },
  };
};
