/** Share of the mean slope, and of the mean square of slopes, that a step keeps. */
export const FIRST_DECAY = 0.9;
export const SECOND_DECAY = 0.999;
/** Holds the divisor away from 0. */
export const EPSILON = 1e-7;

/** The rate of step number `step`, 1 for the first, with the corrections for moments that begin at 0. */
export const rateAt = (rate: number, step: number): number =>
  (rate * Math.sqrt(1 - SECOND_DECAY ** step)) / (1 - FIRST_DECAY ** step);

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
    const rate = rateAt(this.#rate, this.#steps);
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
