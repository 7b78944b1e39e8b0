/** How {@link DriftWatch} decides; see the option `refit` of `forecastEvery`. */
export interface DriftRule {
  readonly window: number;
  readonly factor: number;
}

/** The errors that a {@link DriftWatch} remembers. */
export interface DriftState {
  /** Of the first forecasts: the sums of the model's and naive's absolute errors, and how many. */
  readonly first: readonly [model: number, naive: number, count: number];
  /** Of the latest ones after these, oldest first. */
  readonly recent: ReadonlyArray<readonly [model: number, naive: number]>;
}

/** The model's error in units of naive's; 1 where both are 0. */
const ratioOf = (model: number, naive: number): number => (model === 0 && naive === 0 ? 1 : model / naive);

/**
 * Watches the absolute errors of a model's forecasts one row ahead. Its error has drifted when, in units of the naive
 * forecast's error on the same rows, the mean over the latest `window` forecasts is more than `factor` times the mean
 * over the first `window`, or over as many more as naive was right in. In these units a market that only turns wilder
 * is no drift.
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
    // While naive has made no error there is no unit yet, such as for a market that stood still.
    if (count < this.#rule.window || naives === 0) {
      this.#first = [models + model, naives + naive, count + 1];
      return;
    }
    this.#recent.push([model, naive]);
    if (this.#recent.length > this.#rule.window) this.#recent.shift();
  }

  /** Forgets the latest errors, so that it takes as many new ones to find a drift. */
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
