/** One record of a key. The offset gives the order of records with the same event time. */
export interface Version<R> {
  readonly time: number;
  readonly offset: number;
  readonly value: R;
}

/** The records of one key, in order of event time. */
export class Versions<R> {
  #items: Array<Version<R>>;
  /** How many items the last snapshot had; `undefined` when items other than appended ones have changed since. */
  #saved: number | undefined;

  constructor(items?: readonly Version<R>[]) {
    this.#items = [...(items ?? [])];
    this.#saved = items && this.#items.length;
  }

  /** Adds a record in order of time. A record that is read again replaces itself. */
  add(version: Version<R>): void {
    let at = this.#items.length;
    while (at > 0 && isAfter(this.#items[at - 1]!, version)) at -= 1;
    const before = this.#items[at - 1];
    if (before && before.time === version.time && before.offset === version.offset) {
      this.#items[at - 1] = version;
      this.#saved = undefined;
    } else if (at === this.#items.length) {
      this.#items.push(version);
    } else {
      this.#items.splice(at, 0, version);
      this.#saved = undefined;
    }
  }

  /** Returns the last record at or before `time`. */
  at(time: number): Version<R> | undefined {
    const after = this.#firstAfter(time);
    return this.#items[after - 1];
  }

  /**
   * Drops the records that `at` cannot return for `time` or later. It waits until these are half of all, to be cheap.
   */
  forgetBefore(time: number): void {
    const last = this.#firstAfter(time) - 1;
    if (last < 1 || last * 2 < this.#items.length) return;
    this.#items = this.#items.slice(last);
    this.#saved = undefined;
  }

  snapshot(): ReadonlyArray<Version<R>> {
    this.#saved = this.#items.length;
    return structuredClone(this.#items);
  }

  /** The records appended since the last snapshot; `undefined` when others have changed too. */
  appended(): ReadonlyArray<Version<R>> | undefined {
    if (this.#saved === undefined) return undefined;
    const added = this.#items.slice(this.#saved);
    this.#saved = this.#items.length;
    return structuredClone(added);
  }

  #firstAfter(time: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#items[middle]!.time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isAfter = <R>(one: Version<R>, other: Version<R>): boolean =>
  one.time > other.time || (one.time === other.time && one.offset > other.offset);
