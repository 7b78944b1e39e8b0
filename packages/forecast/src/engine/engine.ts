import type { NetworkShape } from './shape.ts';

/**
 * What training makes small: the mean over windows and outputs of the error squared, of its size, of Huber's mixture
 * (half the square up to `delta`, linear beyond it), or of the pinball loss at each output's quantile.
 */
export type Loss = 'mse' | 'mae' | 'huber' | 'pinball';

/** The loss of one pass over the training windows. */
export interface EpochReport {
  /** 1 for the first. */
  readonly epoch: number;
  /** Mean loss of the scaled values, each window's taken before the step that it led to. */
  readonly loss: number;
}

/** All that an engine needs to train a network; checked by the caller. */
export interface TrainingTask {
  readonly shape: NetworkShape;
  /** Weights to start from, in the order of `layoutOf`. Left as they are. */
  readonly parameters: Float64Array;
  /** [row][feature], scaled. */
  readonly inputs: Float64Array;
  /** [row], scaled: what the outputs are to tell. */
  readonly targets: Float64Array;
  /** The row at which each window starts. */
  readonly starts: Uint32Array;
  /** Of each output: how many rows after its window's last the target lies, 0 for the row that follows. */
  readonly steps: readonly number[];
  /** Of each output: its quantile, between 0 and 1. Used by `pinball` alone. */
  readonly quantiles: readonly number[];
  readonly loss: Loss;
  /** Huber's turning point. */
  readonly delta: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** The gradient of a batch is shortened to this Euclidean length; 0: left as it is. */
  readonly clipNorm: number;
  /**
   * Share of each layer's inputs that is dropped, and of its hidden state on the way back; a window has one mask for
   * all its steps.
   */
  readonly dropout: number;
  readonly recurrentDropout: number;
  /** Decides the order of windows and the dropped cells. */
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((report: EpochReport) => void) | undefined;
}

/** A network that is ready to compute. */
export interface Network {
  /** The outputs for one window of `inputs`, [step][feature], scaled. The array is the caller's. */
  predict(inputs: Float64Array): Float64Array;
}

/**
 * What trains and runs networks.
 *
 * All engines compute the same network with the same loss, in the same order of windows and with the same cells
 * dropped; they differ in speed and in rounding.
 */
export interface LstmEngine {
  readonly name: string;

  /**
   * Trains a network and resolves with its weights.
   *
   * @returns A promise that rejects with `PENSTOCK_TRAINING_DIVERGED`, with the signal's reason once it is aborted,
   * or with what `onEpoch` throws.
   */
  train(task: TrainingTask): Promise<Float64Array>;

  /** Makes a network of these weights. */
  network(shape: NetworkShape, parameters: Float64Array): Network;
}
