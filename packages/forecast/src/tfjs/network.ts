import type { LayerLayout } from '../engine/layout.ts';
import { layoutOf } from '../engine/layout.ts';
import type { NetworkShape } from '../engine/network-shape.ts';
import type { Tensor, TensorOps } from './tensorflow.ts';

/** Factors for the inputs and for the hidden state of one layer, [window][cell]; `undefined` means all 1. */
export interface MaskTensors {
  readonly inputs: Tensor | undefined;
  readonly recurrent: Tensor | undefined;
}

const unmasked: MaskTensors = { inputs: undefined, recurrent: undefined };

/**
 * Computes the hidden states of a layer, [step, window][cell], from `sequence`, [step, window][input], step by step.
 */
const layer = (
  tf: TensorOps,
  { gateActivation, activation, window }: NetworkShape,
  { inputs, units, kernel, recurrent, bias }: LayerLayout,
  parameters: Tensor,
  sequence: Tensor,
  masks: MaskTensors,
): Tensor[] => {
  const matrix = (at: number, rows: number): Tensor =>
    tf.reshape(tf.slice(parameters, [at], [rows * 4 * units]), [rows, 4 * units]);
  const gate = (x: Tensor): Tensor =>
    gateActivation === 'sigmoid' ? tf.sigmoid(x) : tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1);
  const activate = (x: Tensor): Tensor => (activation === 'tanh' ? tf.tanh(x) : tf.relu(x));

  const recurrentKernel = matrix(recurrent, units);
  const masked = masks.inputs === undefined ? sequence : tf.mul(sequence, tf.tile(masks.inputs, [window, 1]));
  // The inputs' part of the sums does not depend on earlier steps, so one product computes it for all steps.
  const sumsOfInputs = tf.add(tf.matMul(masked, matrix(kernel, inputs)), matrix(bias, 1));
  // TensorFlow.js 4.22 cannot differentiate a split into one part.
  const fromInputs = window === 1 ? [sumsOfInputs] : tf.split(sumsOfInputs, window, 0);
  const states: Tensor[] = [];
  let cell: Tensor | undefined;
  let back: Tensor | undefined;
  for (const inputSums of fromInputs) {
    const sums = back === undefined ? inputSums : tf.add(inputSums, tf.matMul(back, recurrentKernel));
    const [input, forget, candidate, output] = tf.split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const fresh = tf.mul(gate(input), activate(candidate));
    cell = cell === undefined ? fresh : tf.add(tf.mul(gate(forget), cell), fresh);
    const hidden = tf.mul(gate(output), activate(cell));
    back = masks.recurrent === undefined ? hidden : tf.mul(hidden, masks.recurrent);
    states.push(hidden);
  }
  return states;
};

/**
 * Computes the outputs of a network, [window][output], from `sequence`, [step, window][feature].
 *
 * `parameters` is the flat array of `layoutOf` as one tensor, so its gradient is one tensor too.
 */
export const outputsOf = (
  tf: TensorOps,
  shape: NetworkShape,
  parameters: Tensor,
  sequence: Tensor,
  masks: readonly MaskTensors[] = [],
): Tensor => {
  const { layers, units, outputs, dense, denseBias } = layoutOf(shape);
  let states: Tensor[] = [];
  for (const [i, layout] of layers.entries()) {
    states = layer(tf, shape, layout, parameters, i === 0 ? sequence : tf.concat(states, 0), masks[i] ?? unmasked);
  }
  const kernel = tf.reshape(tf.slice(parameters, [dense], [units * outputs]), [units, outputs]);
  return tf.add(tf.matMul(states.at(-1)!, kernel), tf.slice(parameters, [denseBias], [outputs]));
};
