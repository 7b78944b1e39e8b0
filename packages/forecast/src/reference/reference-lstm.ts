import type { Masks } from '../engine/dropout.ts';
import type { Layout } from '../engine/layout.ts';
import { layoutOf } from '../engine/layout.ts';
import { ReferenceLayer } from './reference-layer.ts';
import type { NetworkShape } from '../engine/network-shape.ts';

const unmasked: Masks = { inputs: undefined, recurrent: undefined };

/**
 * A network in double precision. It is slow and short, and the other engines are tested against it.
 *
 * Each `backward` uses the state of the last `forward`.
 */
export class ReferenceLstm {
  readonly #layout: Layout;
  readonly #window: number;
  readonly #layers: readonly ReferenceLayer[];
  #hidden = new Float64Array();

  constructor(shape: NetworkShape) {
    this.#layout = layoutOf(shape);
    this.#window = shape.window;
    this.#layers = this.#layout.layers.map((layer) => new ReferenceLayer(layer, shape));
  }

  /** Returns the outputs for one window of `inputs`, [step][feature]. */
  forward(parameters: Float64Array, inputs: Float64Array, masks: readonly Masks[] = []): Float64Array {
    const { units, outputs, dense, denseBias } = this.#layout;
    let sequence = inputs;
    for (const [i, layer] of this.#layers.entries())
      sequence = layer.forward(parameters, sequence, masks[i] ?? unmasked);
    this.#hidden = sequence.slice((this.#window - 1) * units);
    return Float64Array.from({ length: outputs }, (_, output) => {
      let sum = parameters[denseBias + output]!;
      for (let j = 0; j < units; j += 1) sum += parameters[dense + j * outputs + output]! * this.#hidden[j]!;
      return sum;
    });
  }

  /** Adds the gradient of the loss to `gradient`, from the derivatives of the loss with respect to the last outputs. */
  backward(parameters: Float64Array, gradient: Float64Array, outputSlopes: ArrayLike<number>): void {
    const { units, outputs, dense, denseBias } = this.#layout;
    let slopes = new Float64Array(this.#window * units);
    const last = (this.#window - 1) * units;
    for (let output = 0; output < outputs; output += 1) {
      const slope = outputSlopes[output]!;
      gradient[denseBias + output]! += slope;
      for (let j = 0; j < units; j += 1) {
        gradient[dense + j * outputs + output]! += slope * this.#hidden[j]!;
        slopes[last + j]! += slope * parameters[dense + j * outputs + output]!;
      }
    }
    for (const layer of this.#layers.toReversed())
      slopes = Float64Array.from(layer.backward(parameters, gradient, slopes));
  }
}
