import type { NetworkShape } from './network-shape.ts';

/**
 * The loss that a training minimises, as a mean over windows and outputs: the squared error (`mse`), the absolute error
 * (`mae`), Huber's loss (half the square up to `delta`, linear beyond it), or the pinball loss at each output's
 * quantile.
 */
export type Loss = 'mse' | 'mae' | 'huber' | 'pinball';

/** The losses of one pass over the training windows. */
export interface EpochReport {
  /** 1 for the first epoch. */
  readonly epoch: number;
  /** Mean loss of the scaled values. The loss of a window is computed before the training step of its batch. */
  readonly loss: number;
  /**
   * Mean loss of the validation windows, with the weights after the epoch and without dropout. Absent without such
   * windows.
   */
  readonly validationLoss?: number;
}

/** Windows that a training does not learn from; their loss decides when it ends. */
export interface Validation {
  /** The row at which each validation window starts. */
  readonly starts: Uint32Array;
  /** How many epochs in a row may pass without a lower validation loss before the training ends. */
  readonly patience: number;
}

/** The input of a training. The caller has checked it. */
export interface TrainingTask {
  readonly shape: NetworkShape;
  /** The initial weights, in the order of `layoutOf`. The engine does not change them. */
  readonly parameters: Float64Array;
  /** Scaled, [row][feature]. */
  readonly inputs: Float64Array;
  /** Scaled, [row]. The outputs are trained to predict them. */
  readonly targets: Float64Array;
  /** The row at which each window starts. */
  readonly starts: Uint32Array;
  /** For each output: how many rows after the window its target is, 0 for the row right after it. */
  readonly steps: readonly number[];
  /** For each output: its quantile, between 0 and 1. Only `pinball` uses it. */
  readonly quantiles: readonly number[];
  readonly loss: Loss;
  /** The error at which Huber's loss turns from squared to linear. */
  readonly delta: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** The largest Euclidean norm of a batch's gradient. A larger gradient is scaled down to it. 0 means no limit. */
  readonly clipNorm: number;
  /** The share of each layer's inputs that is dropped. One mask serves all steps of a window. */
  readonly dropout: number;
  /** The same share of each layer's hidden state, where it feeds the next step. */
  readonly recurrentDropout: number;
  /** Decides the order of windows and the dropped cells. */
  readonly seed: number;
  /**
   * With it, the training may end early, and resolves with the weights of the first epoch with the lowest validation
   * loss. Without it, the training runs all epochs and resolves with the last weights.
   */
  readonly validation?: Validation | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((report: EpochReport) => void) | undefined;
}

/** A network with weights, ready to predict. */
export interface Network {
  /** Returns the outputs for one window of `inputs`, scaled, [step][feature]. The caller owns the result. */
  predict(inputs: Float64Array): Float64Array;
}

/**
 * Trains and runs networks.
 *
 * All engines compute the same network with the same loss, the same order of windows and the same dropped cells. They
 * differ in speed and rounding.
 */
export interface LstmEngine {
  readonly name: string;

  /**
   * Trains a network and resolves with its weights.
   *
   * @returns A promise that rejects with `PENSTOCK_TRAINING_DIVERGED`, with the signal's reason after an abort, or with
   * the error that `onEpoch` throws.
   */
  train(task: TrainingTask): Promise<Float64Array>;

  /** Makes a network from trained weights, in the order of `layoutOf`. */
  network(shape: NetworkShape, parameters: Float64Array): Network;
}
