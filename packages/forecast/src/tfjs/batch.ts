import { masksOf } from '../engine/dropout.ts';
import type { TrainingTask } from '../engine/engine.ts';
import type { MaskTensors } from './network.ts';
import type { Tensor, TensorOps } from './tensorflow.ts';

/** The windows of one training step. */
export interface Batch {
  /** [step, window][feature]. */
  readonly sequence: Tensor;
  /** [window][output]. */
  readonly targets: Tensor;
  /** One for each layer. */
  readonly masks: readonly MaskTensors[];
}

/** Puts the windows that start at `starts` into tensors. `seen` is how many windows the training has used before. */
export const batchOf = (tf: TensorOps, task: TrainingTask, starts: Uint32Array, seen: number): Batch => {
  const { inputs, targets, steps } = task;
  const { window, features, outputs } = task.shape;
  const count = starts.length;
  const sequence = new Float32Array(window * count * features);
  const wanted = new Float32Array(count * outputs);
  for (const [i, start] of starts.entries()) {
    for (let t = 0; t < window; t += 1) {
      const row = (start + t) * features;
      sequence.set(inputs.subarray(row, row + features), (t * count + i) * features);
    }
    for (const [output, step] of steps.entries()) wanted[i * outputs + output] = targets[start + window + step]!;
  }
  return {
    sequence: tf.tensor(sequence, [window * count, features]),
    targets: tf.tensor(wanted, [count, outputs]),
    masks: maskTensors(tf, task, count, seen),
  };
};

const maskTensors = (tf: TensorOps, task: TrainingTask, count: number, seen: number): MaskTensors[] => {
  if (task.dropout === 0 && task.recurrentDropout === 0) return [];
  const ofWindows = Array.from({ length: count }, (_, i) => masksOf(task, seen + i));
  const stacked = (rows: readonly (Float64Array | undefined)[]): Tensor | undefined => {
    const width = rows[0]?.length;
    if (width === undefined) return undefined;
    const values = new Float32Array(count * width);
    for (const [i, row] of rows.entries()) values.set(row!, i * width);
    return tf.tensor(values, [count, width]);
  };
  return task.shape.layers.map((_, layer) => ({
    inputs: stacked(ofWindows.map((masks) => masks[layer]!.inputs)),
    recurrent: stacked(ofWindows.map((masks) => masks[layer]!.recurrent)),
  }));
};
