/** One record of a key: its event time, its place among those of the same time, and its value. */
export interface Version<R> {
  readonly time: number;
  readonly offset: number;
  readonly value: R;
}

/** What is known of one key over event time, the oldest first. */
export class Versions<R> {
  #items: Array<Version<R>>;
  /** How many the last snapshot had, or `undefined` where it had others. */
  #saved: number | undefined;

  constructor(items?: readonly Version<R>[]) {
    this.#items = [...(items ?? [])];
    this.#saved = items && this.#items.length;
  }

  /** Takes a record up in its place; one that comes again takes its own place. */
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

  /** The last one at or before `time`. */
  at(time: number): Version<R> | undefined {
    const after = this.#firstAfter(time);
    return this.#items[after - 1];
  }

  /** Lets go of what `at` no longer gives for any time from `time` on; rarely, so that it costs little. */
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

  /** What has come at the end since the last snapshot, where that is all that has changed. */
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
