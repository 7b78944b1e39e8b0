/**
 * The activation of the gates. `hardSigmoid` is `x / 5 + 1 / 2`, limited to 0 to 1, as in TensorFlow.js and Keras 2.
 */
export type GateActivation = 'sigmoid' | 'hardSigmoid';

/** The activation of a cell's candidate and of its state. */
export type Activation = 'tanh' | 'relu';

/** The shape of a network: LSTM layers, and a dense layer without activation on the last state of the last layer. */
export interface NetworkShape {
  /** How many values each row of a window has. */
  readonly features: number;
  /** How many rows a window has. */
  readonly window: number;
  /** How many cells each layer has, from the inputs on. */
  readonly layers: readonly number[];
  /** How many outputs the dense layer has. */
  readonly outputs: number;
  readonly activation: Activation;
  readonly gateActivation: GateActivation;
}
