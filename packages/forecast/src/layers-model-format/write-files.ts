import { layoutOf } from '../engine/layout.ts';
import { joined } from './joined.ts';
import type { LstmWeights } from './lstm-weights.ts';
import type { SavedLstm } from './saved-lstm.ts';
import { metadataOf } from './metadata.ts';

/** The name and shape of one array of weights in the LayersModel format. */
interface WeightSpec {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: 'float32';
}

/**
 * Returns the files of an LSTM in the LayersModel format of TensorFlow.js. Data that the format has no fields for goes
 * into the user-defined metadata.
 */
export const filesOf = (weights: LstmWeights): SavedLstm => {
  const { shape, members } = weights;
  const { features, window, layers: units, outputs, activation, gateActivation } = shape;
  const layout = layoutOf(shape);
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
  const spec = (name: string, ...sides: number[]): WeightSpec => ({ name, shape: sides, dtype: 'float32' });
  // The flat array holds Keras' arrays in this order.
  const specs = [
    ...layout.layers.flatMap(({ inputs, units: cells }, i) => [
      spec(`${names[i]}/kernel`, inputs, 4 * cells),
      spec(`${names[i]}/recurrent_kernel`, cells, 4 * cells),
      spec(`${names[i]}/bias`, 4 * cells),
    ]),
    spec('dense/kernel', layout.units, outputs),
    spec('dense/bias', outputs),
  ];
  const json = {
    format: 'layers-model',
    generatedBy: '@penstock/forecast',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'penstock_lstm', layers: [...lstms, dense] },
      keras_version: '2.15.0',
      backend: 'tensorflow',
    },
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
    userDefinedMetadata: metadataOf(weights),
  };
  const [first, ...others] = members.map(bytesOf) as [Uint8Array, ...Uint8Array[]];
  return {
    'model.json': new TextEncoder().encode(JSON.stringify(json)),
    'weights.bin': first,
    ...(others.length > 0 && { 'members.bin': joined(others) }),
  };
};

const bytesOf = (parameters: Float64Array): Uint8Array => {
  const bytes = new DataView(new ArrayBuffer(4 * parameters.length));
  for (const [i, value] of parameters.entries()) bytes.setFloat32(4 * i, value, true);
  return new Uint8Array(bytes.buffer);
};
