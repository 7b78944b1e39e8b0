/** An object that is told one input after the other, such as those of `trading-signals`. */
export interface Indicator<Input = number, Result = number> {
  /** The result with this input, or `null` while there are too few. */
  add(input: Input): Result | null;
  /** False while results are not to be used yet; they then count as `null`. */
  readonly isStable?: boolean;
  /** Inputs before the first result. */
  getRequiredInputs?(): number;
  /**
   * All that the object remembers, as plain data; with `restore` it is stored instead of the inputs. Such an object
   * must be as it was when `add` throws.
   */
  snapshot?(): unknown;
  /** Takes up what `snapshot` gave, in an object that has had no input. */
  restore?(snapshot: never): void;
}
