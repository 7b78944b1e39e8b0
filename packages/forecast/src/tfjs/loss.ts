import type { TrainingTask } from '../engine/engine.ts';
import type { Tensor, TensorOps } from './tensorflow.ts';

/**
 * The sum of losses of `outputs` against `targets`, both [window][output], as `lossAt` of the reference computes them.
 */
export const lossOf = (
  tf: TensorOps,
  { loss, delta, quantiles }: Pick<TrainingTask, 'loss' | 'delta' | 'quantiles'>,
  outputs: Tensor,
  targets: Tensor,
): Tensor => {
  const error = tf.sub(outputs, targets);
  switch (loss) {
    case 'mse':
      return tf.sum(tf.square(error));
    case 'mae':
      return tf.sum(tf.abs(error));
    case 'huber': {
      const size = tf.abs(error);
      const squared = tf.minimum(size, delta);
      return tf.sum(tf.add(tf.mul(tf.square(squared), 0.5), tf.mul(tf.sub(size, squared), delta)));
    }
    case 'pinball': {
      const slopes = (of: (quantile: number) => number): Tensor =>
        tf.tensor(Float32Array.from(quantiles, of), [1, quantiles.length]);
      return tf.sum(
        tf.maximum(
          tf.mul(
            error,
            slopes((quantile) => 1 - quantile),
          ),
          tf.mul(
            error,
            slopes((quantile) => -quantile),
          ),
        ),
      );
    }
  }
};
