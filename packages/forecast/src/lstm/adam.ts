const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-7;

/**
 * The optimiser of D. Kingma and J. Ba, "Adam", 2015, with the constants of Keras.
 *
 * The bias corrections are folded into the rate, as at the end of the paper's section 2: `EPSILON` then
 * stands beside the uncorrected deviation, which is where Keras has it and PyTorch has not.
 */
export class Adam {
  readonly #rate: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(size: number, rate: number) {
    this.#rate = rate;
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
  }

  /** Moves `parameters` one step down `gradient`, in place. */
  step(parameters: Float64Array, gradient: Float64Array): void {
    this.#steps += 1;
    const rate =
      (this.#rate * Math.sqrt(1 - SECOND_DECAY ** this.#steps)) / (1 - FIRST_DECAY ** this.#steps);
    for (let i = 0; i < parameters.length; i += 1) {
      const slope = gradient[i]!;
      const first = this.#first[i]! + (slope - this.#first[i]!) * (1 - FIRST_DECAY);
      const second = this.#second[i]! + (slope * slope - this.#second[i]!) * (1 - SECOND_DECAY);
      this.#first[i] = first;
      this.#second[i] = second;
      parameters[i] = parameters[i]! - (rate * first) / (Math.sqrt(second) + EPSILON);
    }
  }
}
