import { epsilon, firstDecay, secondDecay, rateAt } from '../engine/adam-rate.ts';
import type { Tensor, TensorOps } from './tensorflow.ts';

/** What a step of training changes; each is one flat tensor of all weights. */
export interface Moments {
  readonly parameters: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
}

/** `gradient`, shortened to the Euclidean length `norm` if it is longer; 0 leaves it as it is. */
export const clipped = (tf: TensorOps, gradient: Tensor, norm: number): Tensor => {
  if (norm === 0) return gradient;
  const length = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.div(tf.scalar(norm), tf.maximum(length, norm)));
};

/**
 * The step that the class `Adam` of the reference takes, as step number `step`.
 *
 * TensorFlow.js' own Adam has `EPSILON` where PyTorch has it, and would end elsewhere than the other engines.
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
