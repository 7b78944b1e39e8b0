import { epsilon, firstDecay, rateAt, secondDecay } from '../engine/adam-rate.ts';

/** The optimiser Adam, with the rate of {@link rateAt}. */
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

  /** Moves `parameters` one step against `gradient`, in place. */
  step(parameters: Float64Array, gradient: Float64Array): void {
    this.#steps += 1;
    const rate = rateAt(this.#rate, this.#steps);
    for (let i = 0; i < parameters.length; i += 1) {
      const slope = gradient[i]!;
      const first = this.#first[i]! + (slope - this.#first[i]!) * (1 - firstDecay);
      const second = this.#second[i]! + (slope * slope - this.#second[i]!) * (1 - secondDecay);
      this.#first[i] = first;
      this.#second[i] = second;
      parameters[i] = parameters[i]! - (rate * first) / (Math.sqrt(second) + epsilon);
    }
  }
}
