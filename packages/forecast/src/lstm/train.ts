import { forecastError } from '../errors.ts';
import { Adam } from './adam.ts';
import type { Layout } from './parameters.ts';
import type { Random } from './random.ts';
import { shuffle } from './random.ts';
import type { Activation } from './reference.ts';
import { ReferenceLstm } from './reference.ts';

const LONGEST_TURN_MS = 10;

// Targets are scaled to about 1, so an error a thousand times their range is no slow start.
const LARGEST_LOSS = 1e6;

/** The loss of one pass over the training windows. */
export interface EpochReport {
  /** 1 for the first. */
  readonly epoch: number;
  /** Mean squared error of the scaled values, each window's taken before the step that it led to. */
  readonly loss: number;
}

/** What {@link train} needs; checked by the caller. */
export interface Training {
  readonly layout: Layout;
  readonly window: number;
  readonly activation: Activation;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly onEpoch?: ((report: EpochReport) => void) | undefined;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Trains `parameters` in place to tell each of the scaled `values` from the `window` before it.
 *
 * Gives the event loop a turn every 10 ms or after one window, whichever is longer, so that timers,
 * sockets and `signal` are served while it trains.
 *
 * @throws `PENSTOCK_TRAINING_DIVERGED`; the signal's reason, once it is aborted; what `onEpoch` throws.
 */
export const train = async (parameters: Float64Array, values: Float64Array, training: Training): Promise<void> => {
  const { layout, window, epochs, batchSize, random, signal, onEpoch } = training;
  const network = new ReferenceLstm(layout, window, training.activation);
  const adam = new Adam(layout.size, training.learningRate);
  const gradient = new Float64Array(layout.size);
  const order = Uint32Array.from({ length: values.length - window }, (_, i) => i);
  let turnStarted = performance.now();
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    shuffle(order, random);
    let squares = 0;
    for (let first = 0; first < order.length; first += batchSize) {
      const batch = order.subarray(first, first + batchSize);
      gradient.fill(0);
      for (const start of batch) {
        const error = network.forward(parameters, values, start) - values[start + window]!;
        squares += error * error;
        network.backward(parameters, gradient, (2 * error) / batch.length);
        if (performance.now() - turnStarted > LONGEST_TURN_MS) {
          await nextTurn();
          signal?.throwIfAborted();
          turnStarted = performance.now();
        }
      }
      adam.step(parameters, gradient);
    }
    const loss = squares / order.length;
    if (!(loss <= LARGEST_LOSS) || !parameters.every(Number.isFinite)) {
      throw forecastError(
        'PENSTOCK_TRAINING_DIVERGED',
        `The loss was ${loss} in epoch ${epoch} of ${epochs}. Try a smaller learningRate (it is ${training.learningRate}), or activation "tanh".`,
      );
    }
    onEpoch?.({ epoch, loss });
    signal?.throwIfAborted();
  }
};
