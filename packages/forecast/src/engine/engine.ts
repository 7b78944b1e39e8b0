import type { NetworkShape } from './network-shape.ts';

/**
 * What a training minimises: the mean over windows and outputs of the squared error (`mse`), of the absolute error
 * (`mae`), of Huber's loss (half the square up to `delta`, linear beyond it), or of the pinball loss at each output's
 * quantile.
 */
export type Loss = 'mse' | 'mae' | 'huber' | 'pinball';

/** The loss of one pass over the training windows. */
export interface EpochReport {
  /** 1 for the first. */
  readonly epoch: number;
  /** Mean loss of the scaled values; that of a window is taken before the step that its batch leads to. */
  readonly loss: number;
  /** Mean loss of the windows held back, with the weights after the epoch and without dropout; where there are any. */
  readonly validationLoss?: number;
}

/** Windows that a training does not learn from, but ends by. */
export interface Validation {
  /** The row at which each of them starts. */
  readonly starts: Uint32Array;
  /** Epochs without a lower loss of these windows after which the training ends. */
  readonly patience: number;
}

/** All that an engine needs to train a network. The caller has checked it. */
export interface TrainingTask {
  readonly shape: NetworkShape;
  /** Weights to start from, in the order of `layoutOf`. The engine does not change them. */
  readonly parameters: Float64Array;
  /** [row][feature], scaled. */
  readonly inputs: Float64Array;
  /** [row], scaled: what the outputs are trained to predict. */
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
  /** The largest Euclidean norm of a batch's gradient; a larger one is scaled down to it. 0: no limit. */
  readonly clipNorm: number;
  /** Share of each layer's inputs that is dropped; one mask serves all steps of a window. */
  readonly dropout: number;
  /** The same for each layer's hidden state where it feeds the next step. */
  readonly recurrentDropout: number;
  /** Decides the order of windows and the dropped cells. */
  readonly seed: number;
  /**
   * With it the training ends early, and resolves with the weights of the epoch whose validation loss was lowest. The
   * first of equal ones counts. Without it: all epochs, and the last weights.
   */
  readonly validation?: Validation | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((report: EpochReport) => void) | undefined;
}

/** A network that is ready to compute. */
export interface Network {
  /** The outputs for one window of `inputs`, [step][feature], scaled. The caller may keep and change the result. */
  predict(inputs: Float64Array): Float64Array;
}

/**
 * Trains and runs networks.
 *
 * All engines compute the same network with the same loss, take the windows in the same order and drop the same cells.
 * They differ in speed and in rounding.
 */
export interface LstmEngine {
  readonly name: string;

  /**
   * Trains a network and resolves with its weights.
   *
   * @returns A promise that rejects with `PENSTOCK_TRAINING_DIVERGED`, with the signal's reason after an abort, or with
   * what `onEpoch` throws.
   */
  train(task: TrainingTask): Promise<Float64Array>;

  /** Makes a network from trained weights, in the order of `layoutOf`. */
  network(shape: NetworkShape, parameters: Float64Array): Network;
}
