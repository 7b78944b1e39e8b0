import { epsilon, firstDecay, secondDecay, rateAt } from '../engine/adam-rate.ts';
import type { Tensor, TensorOps } from './tensorflow.ts';

/** The tensors that a training step changes. Each is a flat tensor with one number for each weight. */
export interface Moments {
  readonly parameters: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
}

/** Scales `gradient` down to the Euclidean norm `norm` if its norm is larger. 0 means no limit. */
export const clipped = (tf: TensorOps, gradient: Tensor, norm: number): Tensor => {
  if (norm === 0) return gradient;
  const length = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.div(tf.scalar(norm), tf.maximum(length, norm)));
};

/**
 * Training step number `step` of Adam, as the class `Adam` of the reference computes it.
 *
 * TensorFlow.js' own Adam adds `epsilon` where PyTorch does, so its weights would differ from the weights of the other
 * engines.
 */
export const adamStep = (
  tf: TensorOps,
  { parameters, first, second }: Moments,
  gradient: Tensor,
  rate: number,
  step: number,
): Moments => {
  const mixed = (old: Tensor, fresh: Tensor, decay: number): Tensor =>
    tf.add(tf.mul(old, decay), tf.mul(fresh, 1 - decay));
  const mean = mixed(first, gradient, firstDecay);
  const squares = mixed(second, tf.square(gradient), secondDecay);
  const way = tf.div(tf.mul(mean, rateAt(rate, step)), tf.add(tf.sqrt(squares), epsilon));
  return { parameters: tf.sub(parameters, way), first: mean, second: squares };
};
