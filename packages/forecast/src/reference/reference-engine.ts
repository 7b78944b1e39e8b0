import { Adam } from './adam.ts';
import { clip } from './clip.ts';
import { BestEpoch } from '../engine/best-epoch.ts';
import { checkLoss, checkWeights } from '../engine/divergence.ts';
import { masksOf } from '../engine/dropout.ts';
import type { LstmEngine, TrainingTask } from '../engine/engine.ts';
import { lossAt } from './loss.ts';
import { seededRandom, shuffle } from '../engine/random.ts';
import { Turns } from '../engine/turns.ts';
import { ReferenceLstm } from './reference-lstm.ts';

/** The mean loss of the validation windows. */
const validationLoss = (task: TrainingTask, network: ReferenceLstm, parameters: Float64Array): number => {
  const { shape, inputs, targets, steps, quantiles } = task;
  const { starts } = task.validation!;
  let losses = 0;
  for (const start of starts) {
    const past = inputs.subarray(start * shape.features, (start + shape.window) * shape.features);
    for (const [i, output] of network.forward(parameters, past).entries()) {
      losses += lossAt(task, output - targets[start + shape.window + steps[i]!]!, quantiles[i]!).loss;
    }
  }
  return losses / (starts.length * shape.outputs);
};

/**
 * The engine that the others are tested against: plain TypeScript in double precision, on the caller's thread.
 *
 * It lets the event loop run every 10 ms, or after each window if one takes longer. It is about fifty times slower than
 * {@link wasmEngine}.
 */
export const referenceEngine: LstmEngine = {
  name: 'reference',

  async train(task) {
    const { shape, inputs, targets, epochs, batchSize, signal } = task;
    const { window, features, outputs } = shape;
    const parameters = task.parameters.slice();
    const network = new ReferenceLstm(shape);
    const adam = new Adam(parameters.length, task.learningRate);
    const gradient = new Float64Array(parameters.length);
    const order = task.starts.slice();
    const random = seededRandom(task.seed);
    let seen = 0;
    const turns = new Turns();
    const best = task.validation === undefined ? undefined : new BestEpoch<Float64Array>(task.validation.patience);
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      shuffle(order, random);
      let losses = 0;
      for (let first = 0; first < order.length; first += batchSize) {
        const batch = order.subarray(first, first + batchSize);
        gradient.fill(0);
        for (const start of batch) {
          const past = inputs.subarray(start * features, (start + window) * features);
          const slopes = network.forward(parameters, past, masksOf(task, seen)).map((output, i) => {
            const { loss, slope } = lossAt(
              task,
              output - targets[start + window + task.steps[i]!]!,
              task.quantiles[i]!,
            );
            losses += loss;
            return slope / (batch.length * outputs);
          });
          network.backward(parameters, gradient, slopes);
          seen += 1;
          if (turns.isOver) await turns.next(signal);
        }
        clip(gradient, task.clipNorm);
        adam.step(parameters, gradient);
      }
      const loss = losses / (order.length * outputs);
      checkLoss(loss, epoch, task);
      const held = best === undefined ? undefined : validationLoss(task, network, parameters);
      task.onEpoch?.(held === undefined ? { epoch, loss } : { epoch, loss, validationLoss: held });
      signal?.throwIfAborted();
      if (best?.isOver(held!, () => parameters.slice())) break;
    }
    const chosen = best?.weights ?? parameters;
    checkWeights(chosen, task);
    return chosen;
  },

  network(shape, parameters) {
    const network = new ReferenceLstm(shape);
    return { predict: (inputs) => network.forward(parameters, inputs) };
  },
};
