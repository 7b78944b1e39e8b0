/** The gates' activation: `hardSigmoid` is `x / 5 + 1 / 2`, held between 0 and 1, as in TensorFlow.js and Keras 2. */
export type GateActivation = 'sigmoid' | 'hardSigmoid';

/** The function on a cell's candidate and on its state. */
export type Activation = 'tanh' | 'relu';

/** A network: LSTM layers, of which the last hands its last state to a dense layer without activation. */
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
