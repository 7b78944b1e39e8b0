import { forecastError } from '../errors.ts';
import { BestEpoch } from '../engine/best-epoch.ts';
import { checkLoss, checkWeights } from '../engine/divergence.ts';
import type { LstmEngine, TrainingTask } from '../engine/engine.ts';
import { seededRandom, shuffle } from '../engine/random.ts';
import { Turns } from '../engine/turns.ts';
import { adamStep, clipped } from './adam-step.ts';
import { batchOf } from './batch.ts';
import { lossOf } from './loss.ts';
import { outputsOf } from './network.ts';
import type { Tensor, TensorFlow, TensorOps, ValueAndSlope } from './tensorflow.ts';

/** Parameters, first and second moments, and the sum of losses in this epoch so far. */
type State = [parameters: Tensor, first: Tensor, second: Tensor, losses: Tensor];

const opsOf = (tf: unknown): TensorOps => {
  if (typeof (tf as Partial<TensorOps> | null | undefined)?.valueAndGrad === 'function') return tf as TensorOps;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    'tfjsEngine needs the exports of @tensorflow/tfjs. Pass the `tf` of `import * as tf`.',
  );
};

/**
 * The value and gradient of `f` at `x`. If `f` throws, the error is thrown only after TensorFlow.js has finished;
 * otherwise TensorFlow.js would never free the tensors that it keeps for the gradient.
 */
const slopeOf = (tf: TensorOps, f: (x: Tensor) => Tensor, x: Tensor): ValueAndSlope => {
  let failed: { readonly error: unknown } | undefined;
  const found = tf.valueAndGrad((at) => {
    try {
      return f(at);
    } catch (error) {
      failed = { error };
      return tf.sum(at);
    }
  })(x);
  if (failed !== undefined) throw failed.error;
  return found;
};

const stepOf = (
  tf: TensorOps,
  task: TrainingTask,
  [parameters, first, second, losses]: State,
  starts: Uint32Array,
  seen: number,
  step: number,
): State => {
  const { sequence, targets, masks } = batchOf(tf, task, starts, seen);
  const loss = (x: Tensor): Tensor => lossOf(tf, task, outputsOf(tf, task.shape, x, sequence, masks), targets);
  const { value, grad } = slopeOf(tf, loss, parameters);
  const gradient = clipped(tf, tf.div(grad, starts.length * task.shape.outputs), task.clipNorm);
  const moved = adamStep(tf, { parameters, first, second }, gradient, task.learningRate, step);
  return [moved.parameters, moved.first, moved.second, tf.add(losses, value)];
};

/** The mean loss of the validation windows, without dropout. */
const validationLoss = async (tf: TensorOps, task: TrainingTask, parameters: Tensor): Promise<number> => {
  const { starts } = task.validation!;
  let losses = 0;
  for (let first = 0; first < starts.length; first += task.batchSize) {
    const [sum] = tf.tidy((): [Tensor] => {
      const plain = { ...task, dropout: 0, recurrentDropout: 0 };
      const { sequence, targets, masks } = batchOf(tf, plain, starts.subarray(first, first + task.batchSize), 0);
      return [lossOf(tf, task, outputsOf(tf, task.shape, parameters, sequence, masks), targets)];
    });
    try {
      losses += (await sum.data())[0] ?? Number.NaN;
    } finally {
      sum.dispose();
    }
  }
  return losses / (starts.length * task.shape.outputs);
};

/**
 * An engine that runs on TensorFlow.js, on the backend that is set there: native (`@tensorflow/tfjs-node`),
 * WebAssembly, WebGL or plain JavaScript.
 *
 * For the same seed it trains the same network as the other engines, with the same initial weights, order of windows
 * and dropped cells. Only rounding differs: single precision in the backend's own order of sums, half precision on some
 * graphics cards. So equal seeds give nearly equal weights on different backends. They give exactly equal weights only
 * if the backend repeats its sums in the same order (WebAssembly and plain JavaScript do; WebGL and native threads may
 * not).
 *
 * It lets the event loop run every 10 ms, or after each batch if one takes longer; an abort takes effect then. It frees
 * all tensors, however a training ends. Predictions are synchronous and need a backend that can read results
 * synchronously, which WebGPU cannot. It is far slower than `wasmEngine`: one batch is over a thousand calls of the
 * backend.
 *
 * @param tensorFlow - The exports of `@tensorflow/tfjs` or `@tensorflow/tfjs-node`. The latter runs on Node 20 and 22.
 * @throws `PENSTOCK_BAD_OPTION` if `tensorFlow` is something else.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { lstm } from '@penstock/forecast';
 * import { tfjsEngine } from '@penstock/forecast/tfjs';
 *
 * await tf.setBackend('cpu');
 * const model = await lstm.fit(closes, { engine: tfjsEngine(tf), epochs: 50 });
 * ```
 */
export const tfjsEngine = (tensorFlow: TensorFlow): LstmEngine => {
  const tf = opsOf(tensorFlow);
  return {
    name: 'tfjs',

    async train(task) {
      const { epochs, batchSize, signal } = task;
      signal?.throwIfAborted();
      await tf.ready();
      const order = task.starts.slice();
      const random = seededRandom(task.seed);
      const size = task.parameters.length;
      let state = tf.tidy((): State => [
        tf.tensor(Float32Array.from(task.parameters), [size]),
        tf.zeros([size]),
        tf.zeros([size]),
        tf.scalar(0),
      ]);
      try {
        let steps = 0;
        let seen = 0;
        const turns = new Turns();
        const best = task.validation === undefined ? undefined : new BestEpoch<Float64Array>(task.validation.patience);
        for (let epoch = 1; epoch <= epochs; epoch += 1) {
          shuffle(order, random);
          for (let first = 0; first < order.length; first += batchSize) {
            const starts = order.subarray(first, first + batchSize);
            steps += 1;
            const old = state;
            state = tf.tidy(() => stepOf(tf, task, old, starts, seen, steps));
            tf.dispose(old);
            seen += starts.length;
            if (turns.isOver) await turns.next(signal);
          }
          const [sum = Number.NaN] = Array.from(await state[3].data());
          const loss = sum / (order.length * task.shape.outputs);
          checkLoss(loss, epoch, task);
          const held = best === undefined ? undefined : await validationLoss(tf, task, state[0]);
          task.onEpoch?.(held === undefined ? { epoch, loss } : { epoch, loss, validationLoss: held });
          signal?.throwIfAborted();
          state.pop()!.dispose();
          state.push(tf.scalar(0));
          if (best === undefined) continue;
          const now = Float64Array.from(await state[0].data());
          if (best.isOver(held!, () => now)) break;
        }
        const parameters = best?.weights ?? Float64Array.from(await state[0].data());
        checkWeights(parameters, task);
        return parameters;
      } finally {
        tf.dispose(state);
      }
    },

    network(shape, parameters) {
      const weights = Float32Array.from(parameters);
      const { window, features } = shape;
      return {
        predict(inputs) {
          const [outputs] = tf.tidy((): [Tensor] => {
            const sequence = tf.tensor(Float32Array.from(inputs), [window, features]);
            return [outputsOf(tf, shape, tf.tensor(weights, [weights.length]), sequence)];
          });
          try {
            return Float64Array.from(outputs.dataSync());
          } finally {
            outputs.dispose();
          }
        },
      };
    },
  };
};
