import type { Masks } from '../engine/dropout.ts';
import type { LayerLayout } from '../engine/layout.ts';
import type { NetworkShape } from '../engine/network-shape.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sigmoidSlope = (y: number): number => y * (1 - y);
const hardSigmoid = (x: number): number => Math.max(0, Math.min(1, 0.2 * x + 0.5));
const hardSigmoidSlope = (y: number): number => (y > 0 && y < 1 ? 0.2 : 0);
const tanhSlope = (y: number): number => 1 - y * y;
const relu = (x: number): number => (x > 0 ? x : 0);
const reluSlope = (y: number): number => (y > 0 ? 1 : 0);

/**
 * One LSTM layer over one window, in double precision.
 *
 * The equations come from F. Gers, J. Schmidhuber, F. Cummins, "Learning to forget", 2000, without peepholes, and with
 * the shape's `activation` in both places where the paper has tanh. A layer keeps the state of one window, so each
 * `backward` uses the state of the last `forward`. The derivative of an activation is computed from its output.
 */
export class ReferenceLayer {
  readonly #layout: LayerLayout;
  readonly #window: number;
  readonly #shape: Pick<NetworkShape, 'activation' | 'gateActivation'>;
  readonly #inputs: Float64Array;
  readonly #gates: Float64Array;
  // Cells have a leading row of zeros, the state before the first step. `#back` is the hidden state that feeds the next
  // step.
  readonly #cells: Float64Array;
  readonly #active: Float64Array;
  readonly #back: Float64Array;
  #masks: Masks = { inputs: undefined, recurrent: undefined };

  constructor(layout: LayerLayout, shape: NetworkShape) {
    const { inputs, units } = layout;
    const { window } = shape;
    this.#layout = layout;
    this.#window = window;
    this.#shape = shape;
    this.#inputs = new Float64Array(window * inputs);
    this.#gates = new Float64Array(window * 4 * units);
    this.#cells = new Float64Array((window + 1) * units);
    this.#active = new Float64Array(window * units);
    this.#back = new Float64Array((window + 1) * units);
  }

  /** Returns the hidden states, [step][unit], for `sequence`, [step][input]. */
  forward(parameters: Float64Array, sequence: Float64Array, masks: Masks): Float64Array {
    const { inputs, units, kernel, recurrent, bias } = this.#layout;
    const activate = this.#shape.activation === 'tanh' ? Math.tanh : relu;
    const gate = this.#shape.gateActivation === 'sigmoid' ? sigmoid : hardSigmoid;
    const gates = this.#gates;
    const width = 4 * units;
    const hidden = new Float64Array(this.#window * units);
    this.#masks = masks;
    for (let i = 0; i < sequence.length; i += 1) this.#inputs[i] = sequence[i]! * (masks.inputs?.[i % inputs] ?? 1);
    for (let t = 0; t < this.#window; t += 1) {
      const row = t * width;
      for (let g = 0; g < width; g += 1) {
        let sum = parameters[bias + g]!;
        for (let f = 0; f < inputs; f += 1) sum += parameters[kernel + f * width + g]! * this.#inputs[t * inputs + f]!;
        for (let k = 0; k < units; k += 1) sum += parameters[recurrent + k * width + g]! * this.#back[t * units + k]!;
        gates[row + g] = g >= 2 * units && g < 3 * units ? activate(sum) : gate(sum);
      }
      const now = t * units;
      for (let j = 0; j < units; j += 1) {
        const cell = gates[row + units + j]! * this.#cells[now + j]! + gates[row + j]! * gates[row + 2 * units + j]!;
        const active = activate(cell);
        this.#cells[now + units + j] = cell;
        this.#active[now + j] = active;
        hidden[now + j] = gates[row + 3 * units + j]! * active;
        this.#back[now + units + j] = hidden[now + j]! * (masks.recurrent?.[j] ?? 1);
      }
    }
    return hidden;
  }

  /**
   * Adds the gradient of the weights to `gradient`, and returns the gradient of the sequence, computed from the
   * gradient of the hidden states.
   */
  backward(parameters: Float64Array, gradient: Float64Array, hiddenSlopes: Float64Array): Float64Array {
    const { inputs, units, kernel, recurrent, bias } = this.#layout;
    const width = 4 * units;
    const sequenceSlopes = new Float64Array(this.#window * inputs);
    const cellSlopes = new Float64Array(units);
    let back = new Float64Array(units);
    for (let t = this.#window - 1; t >= 0; t -= 1) {
      const slopes = this.#gateSlopes(t, hiddenSlopes, back, cellSlopes);
      const earlier = new Float64Array(units);
      for (let g = 0; g < width; g += 1) {
        const slope = slopes[g]!;
        gradient[bias + g]! += slope;
        for (let f = 0; f < inputs; f += 1) {
          gradient[kernel + f * width + g]! += slope * this.#inputs[t * inputs + f]!;
          sequenceSlopes[t * inputs + f]! +=
            slope * parameters[kernel + f * width + g]! * (this.#masks.inputs?.[f] ?? 1);
        }
        for (let k = 0; k < units; k += 1) {
          gradient[recurrent + k * width + g]! += slope * this.#back[t * units + k]!;
          earlier[k]! += slope * parameters[recurrent + k * width + g]! * (this.#masks.recurrent?.[k] ?? 1);
        }
      }
      back = earlier;
    }
    return sequenceSlopes;
  }

  #gateSlopes(t: number, hiddenSlopes: Float64Array, back: Float64Array, cellSlopes: Float64Array): Float64Array {
    const { units } = this.#layout;
    const slopeOf = this.#shape.activation === 'tanh' ? tanhSlope : reluSlope;
    const gateSlopeOf = this.#shape.gateActivation === 'sigmoid' ? sigmoidSlope : hardSigmoidSlope;
    const row = t * 4 * units;
    const now = t * units;
    const slopes = new Float64Array(4 * units);
    for (let j = 0; j < units; j += 1) {
      const input = this.#gates[row + j]!;
      const forget = this.#gates[row + units + j]!;
      const candidate = this.#gates[row + 2 * units + j]!;
      const output = this.#gates[row + 3 * units + j]!;
      const active = this.#active[now + j]!;
      const hiddenSlope = hiddenSlopes[now + j]! + back[j]!;
      const cellSlope = cellSlopes[j]! + hiddenSlope * output * slopeOf(active);
      slopes[j] = cellSlope * candidate * gateSlopeOf(input);
      slopes[units + j] = cellSlope * this.#cells[now + j]! * gateSlopeOf(forget);
      slopes[2 * units + j] = cellSlope * input * slopeOf(candidate);
      slopes[3 * units + j] = hiddenSlope * active * gateSlopeOf(output);
      cellSlopes[j] = cellSlope * forget;
    }
    return slopes;
  }
}
