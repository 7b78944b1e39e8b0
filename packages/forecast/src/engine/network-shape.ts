/** The gates' activation: `hardSigmoid` is `x / 5 + 1 / 2`, cut off at 0 and 1, as in TensorFlow.js and Keras 2. */
export type GateActivation = 'sigmoid' | 'hardSigmoid';

/** The activation of a cell's candidate and of its state. */
export type Activation = 'tanh' | 'relu';

/** A network: LSTM layers, and a dense layer without activation on the last state of the last one. */
export interface NetworkShape {
  /** Values in each row of a window. */
  readonly features: number;
  /** Rows of a window. */
  readonly window: number;
  /** Cells of each layer, from the inputs on. */
  readonly layers: readonly number[];
  /** Width of the dense layer. */
  readonly outputs: number;
  readonly activation: Activation;
  readonly gateActivation: GateActivation;
}
