/** Keeps the weights of the epoch with the lowest validation loss. */
export class BestEpoch<Weights> {
  readonly #patience: number;
  #lowest = Infinity;
  #since = 0;
  #weights: Weights | undefined;

  /** @param patience - Epochs without a lower loss after which a training is over. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /**
   * Takes the loss of the next epoch; `weights` is called to copy its weights where no loss was lower before.
   *
   * @returns Whether the training is over.
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

  /** The kept weights; `undefined` where no loss was a number. */
  get weights(): Weights | undefined {
    return this.#weights;
  }
}
