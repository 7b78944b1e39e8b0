import type { Indicator } from './indicator.ts';

/** How one operator makes its indicators. `history` is undefined when the indicators have their own snapshots. */
export interface IndicatorPlan<Input, Result> {
  readonly create: () => Indicator<Input, Result>;
  readonly history: number | undefined;
}

/** The indicator of one key, with its stored form: its own snapshot, or the inputs that rebuild it. */
export class IndicatorState<Input, Result> {
  readonly #plan: IndicatorPlan<Input, Result>;
  /** Made at the first input, so that a restart does not replay the inputs of every key. */
  #indicator: Indicator<Input, Result> | undefined;
  /** The stored snapshot, until the indicator is restored from it. */
  #stored: unknown;
  #inputs: Input[] = [];
  /** How many of the inputs are in the last snapshot; `undefined` when some of these were dropped since. */
  #saved: number | undefined;

  constructor(plan: IndicatorPlan<Input, Result>, stored: unknown) {
    this.#plan = plan;
    if (stored === undefined) return;
    if (plan.history === undefined) this.#stored = stored;
    else {
      this.#inputs = [...(stored as readonly Input[])];
      this.#saved = this.#inputs.length;
    }
  }

  add(input: Input): Result | null {
    const { history } = this.#plan;
    if (history === undefined) return this.#addRestoring(input);
    if (this.#inputs.length >= 2 * history) {
      this.#inputs = this.#inputs.slice(-history);
      this.#saved = undefined;
      this.#indicator = undefined;
    }
    this.#indicator ??= this.#replay();
    let result: Result | null;
    try {
      result = tell(this.#indicator, input);
    } catch (error) {
      // The indicator may have used part of the input, so the next input makes a new one from the stored inputs.
      this.#indicator = undefined;
      throw error;
    }
    this.#inputs.push(input);
    return result;
  }

  snapshot(): unknown {
    if (this.#plan.history === undefined)
      return structuredClone(this.#indicator ? this.#indicator.snapshot!() : this.#stored);
    this.#saved = this.#inputs.length;
    return structuredClone(this.#inputs);
  }

  /** The inputs since the last snapshot; `undefined` when older inputs were dropped since. */
  appended(): readonly Input[] | undefined {
    if (this.#saved === undefined) return undefined;
    const added = this.#inputs.slice(this.#saved);
    this.#saved = this.#inputs.length;
    return structuredClone(added);
  }

  #addRestoring(input: Input): Result | null {
    const indicator = (this.#indicator ??= this.#restore(this.#stored));
    this.#stored = undefined;
    return tell(indicator, input);
  }

  #restore(stored: unknown): Indicator<Input, Result> {
    const indicator = this.#plan.create();
    if (stored !== undefined) indicator.restore!(stored as never);
    return indicator;
  }

  #replay(): Indicator<Input, Result> {
    const indicator = this.#plan.create();
    for (const input of this.#inputs) indicator.add(input);
    return indicator;
  }
}

const tell = <Input, Result>(indicator: Indicator<Input, Result>, input: Input): Result | null => {
  const result = indicator.add(input);
  return indicator.isStable === false ? null : result;
};
