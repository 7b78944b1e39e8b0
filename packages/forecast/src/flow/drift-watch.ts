/** When {@link DriftWatch} reports a drift; see the option `refit` of `forecastEvery`. */
export interface DriftRule {
  readonly window: number;
  readonly factor: number;
}

/** The state of a {@link DriftWatch}. */
export interface DriftState {
  /**
   * Over the first forecasts: the sum of the model's absolute errors, the sum of naive's, and the number of forecasts.
   */
  readonly first: readonly [model: number, naive: number, count: number];
  /** The errors of the latest forecasts after the first ones, oldest first. */
  readonly recent: ReadonlyArray<readonly [model: number, naive: number]>;
}

/** The model's error divided by naive's; 1 if both are 0. */
const ratioOf = (model: number, naive: number): number => (model === 0 && naive === 0 ? 1 : model / naive);

/**
 * Watches the absolute errors of a model's forecasts one row ahead, divided by the errors of naive forecasts of the
 * same rows. The error has drifted if its mean over the latest `window` forecasts is more than `factor` times its mean
 * over the first `window` forecasts. If naive has made no error in them, the first forecasts include more, until naive
 * makes one. Since errors are relative to naive, a market that only becomes more volatile does not count as drift.
 */
export class DriftWatch {
  readonly #rule: DriftRule;
  #first: [number, number, number] = [0, 0, 0];
  #recent: Array<readonly [number, number]> = [];

  constructor(rule: DriftRule, state?: DriftState) {
    this.#rule = rule;
    if (!state) return;
    this.#first = [...state.first];
    this.#recent = state.recent.slice(-rule.window);
  }

  add(model: number, naive: number): void {
    const [models, naives, count] = this.#first;
    // Before naive makes an error, for example while the market is closed, there is nothing to divide by.
    if (count < this.#rule.window || naives === 0) {
      this.#first = [models + model, naives + naive, count + 1];
      return;
    }
    this.#recent.push([model, naive]);
    if (this.#recent.length > this.#rule.window) this.#recent.shift();
  }

  /** Forgets the latest errors, so that finding a drift takes `window` new ones. */
  forgetRecent(): void {
    this.#recent = [];
  }

  get hasDrifted(): boolean {
    const { window, factor } = this.#rule;
    if (this.#recent.length < window) return false;
    let [model, naive] = [0, 0];
    for (const [ofModel, ofNaive] of this.#recent) [model, naive] = [model + ofModel, naive + ofNaive];
    return ratioOf(model, naive) > factor * ratioOf(this.#first[0], this.#first[1]);
  }

  snapshot(): DriftState {
    return { first: [...this.#first], recent: [...this.#recent] };
  }
}
