import type { Layout } from './parameters.ts';

/** The function on the cell's candidate and on its state; the gates are always sigmoid. */
export type Activation = 'tanh' | 'relu';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const relu = (x: number): number => (x > 0 ? x : 0);

/**
 * One LSTM layer and one dense output over windows of one input, in plain double precision.
 *
 * The equations are those of F. Gers, J. Schmidhuber, F. Cummins, "Learning to forget", 2000, without
 * peepholes; `activation` replaces tanh in both places. An instance owns the traces of one window, so
 * `backward` belongs to the `forward` just before it.
 */
export class ReferenceLstm {
  readonly #layout: Layout;
  readonly #window: number;
  readonly #activate: (x: number) => number;
  readonly #slope: (y: number) => number;
  readonly #inputs: Float64Array;
  readonly #gates: Float64Array;
  // States carry a leading row of zeros, the state before the first step.
  readonly #cells: Float64Array;
  readonly #hidden: Float64Array;
  readonly #active: Float64Array;
  readonly #cellSlopes: Float64Array;
  readonly #gateSlopes: Float64Array;
  #hiddenSlopes: Float64Array;
  #earlierSlopes: Float64Array;

  constructor(layout: Layout, window: number, activation: Activation) {
    const { units } = layout;
    this.#layout = layout;
    this.#window = window;
    this.#activate = activation === 'tanh' ? Math.tanh : relu;
    this.#slope = activation === 'tanh' ? (y) => 1 - y * y : (y) => (y > 0 ? 1 : 0);
    this.#inputs = new Float64Array(window);
    this.#gates = new Float64Array(window * 4 * units);
    this.#cells = new Float64Array((window + 1) * units);
    this.#hidden = new Float64Array((window + 1) * units);
    this.#active = new Float64Array(window * units);
    this.#cellSlopes = new Float64Array(units);
    this.#gateSlopes = new Float64Array(4 * units);
    this.#hiddenSlopes = new Float64Array(units);
    this.#earlierSlopes = new Float64Array(units);
  }

  /** The output for the `window` values of `inputs` that start at `start`. */
  forward(parameters: Float64Array, inputs: Float64Array, start = 0): number {
    const { units, kernel, recurrent, bias, dense, denseBias } = this.#layout;
    const gates = this.#gates;
    const hidden = this.#hidden;
    const cells = this.#cells;
    for (let t = 0; t < this.#window; t += 1) {
      const x = inputs[start + t]!;
      this.#inputs[t] = x;
      const before = t * units;
      const now = before + units;
      const row = t * 4 * units;
      for (let g = 0; g < 4 * units; g += 1) {
        let sum = parameters[bias + g]! + parameters[kernel + g]! * x;
        const weights = recurrent + g * units;
        for (let k = 0; k < units; k += 1) sum += parameters[weights + k]! * hidden[before + k]!;
        gates[row + g] = g >= 2 * units && g < 3 * units ? this.#activate(sum) : sigmoid(sum);
      }
      for (let j = 0; j < units; j += 1) {
        const cell =
          gates[row + units + j]! * cells[before + j]! + gates[row + j]! * gates[row + 2 * units + j]!;
        const active = this.#activate(cell);
        cells[now + j] = cell;
        this.#active[before + j] = active;
        hidden[now + j] = gates[row + 3 * units + j]! * active;
      }
    }
    let output = parameters[denseBias]!;
    const last = this.#window * units;
    for (let j = 0; j < units; j += 1) output += parameters[dense + j]! * hidden[last + j]!;
    return output;
  }

  /** Adds to `gradient` the slope of the loss in every parameter, given its slope in the last output. */
  backward(parameters: Float64Array, gradient: Float64Array, outputSlope: number): void {
    const { units, kernel, recurrent, bias, dense, denseBias } = this.#layout;
    const slopes = this.#gateSlopes;
    const last = this.#window * units;
    gradient[denseBias] = gradient[denseBias]! + outputSlope;
    for (let j = 0; j < units; j += 1) {
      gradient[dense + j] = gradient[dense + j]! + outputSlope * this.#hidden[last + j]!;
      this.#hiddenSlopes[j] = outputSlope * parameters[dense + j]!;
    }
    this.#cellSlopes.fill(0);
    for (let t = this.#window - 1; t >= 0; t -= 1) {
      this.#gateBackward(t);
      const x = this.#inputs[t]!;
      const before = t * units;
      const earlier = this.#earlierSlopes.fill(0);
      for (let g = 0; g < 4 * units; g += 1) {
        const slope = slopes[g]!;
        const weights = recurrent + g * units;
        gradient[bias + g] = gradient[bias + g]! + slope;
        gradient[kernel + g] = gradient[kernel + g]! + slope * x;
        for (let k = 0; k < units; k += 1) {
          gradient[weights + k] = gradient[weights + k]! + slope * this.#hidden[before + k]!;
          earlier[k] = earlier[k]! + slope * parameters[weights + k]!;
        }
      }
      this.#earlierSlopes = this.#hiddenSlopes;
      this.#hiddenSlopes = earlier;
    }
  }

  #gateBackward(t: number): void {
    const { units } = this.#layout;
    const gates = this.#gates;
    const slopes = this.#gateSlopes;
    const row = t * 4 * units;
    for (let j = 0; j < units; j += 1) {
      const input = gates[row + j]!;
      const forget = gates[row + units + j]!;
      const candidate = gates[row + 2 * units + j]!;
      const output = gates[row + 3 * units + j]!;
      const active = this.#active[t * units + j]!;
      const hiddenSlope = this.#hiddenSlopes[j]!;
      const cellSlope = this.#cellSlopes[j]! + hiddenSlope * output * this.#slope(active);
      slopes[j] = cellSlope * candidate * input * (1 - input);
      slopes[units + j] = cellSlope * this.#cells[t * units + j]! * forget * (1 - forget);
      slopes[2 * units + j] = cellSlope * input * this.#slope(candidate);
      slopes[3 * units + j] = hiddenSlope * active * output * (1 - output);
      this.#cellSlopes[j] = cellSlope * forget;
    }
  }
}
