/** An object that takes one input at a time and returns a result, such as an indicator of `trading-signals`. */
export interface Indicator<Input = number, Result = number> {
  /** Adds an input and returns the new result, or `null` while there are too few inputs. */
  add(input: Input): Result | null;
  /** False while the results are not reliable yet; they then count as `null`. */
  readonly isStable?: boolean;
  /** Number of inputs up to and including the first result. */
  getRequiredInputs?(): number;
  /**
   * Returns the whole state of the object as plain data. With `restore`, this is stored instead of the inputs. In such
   * an object an `add` that throws must leave the state unchanged.
   */
  snapshot?(): unknown;
  /** Sets the state to one that `snapshot` returned. It is called on a new object, before any input. */
  restore?(snapshot: never): void;
}
