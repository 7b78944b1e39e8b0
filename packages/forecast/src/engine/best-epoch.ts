/** Keeps the weights of the epoch with the lowest validation loss. */
export class BestEpoch<Weights> {
  readonly #patience: number;
  #lowest = Infinity;
  #since = 0;
  #weights: Weights | undefined;

  /** @param patience - How many epochs in a row may pass without a lower loss before the training ends. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /**
   * Records the loss of the next epoch. If it is the lowest so far, calls `weights` to copy the weights.
   *
   * @returns Whether the training ends.
   */
  isOver(loss: number, weights: () => Weights): boolean {
    if (loss < this.#lowest) {
      this.#lowest = loss;
      this.#since = 0;
      this.#weights = weights();
      return false;
    }
    this.#since += 1;
    return this.#since >= this.#patience;
  }

  /** The kept weights; `undefined` if every loss was NaN. */
  get weights(): Weights | undefined {
    return this.#weights;
  }
}
