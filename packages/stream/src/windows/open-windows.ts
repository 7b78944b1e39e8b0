import type { Position } from '../delivery/position.ts';
import type { KeyName } from '../state/key-name.ts';

/** A window with its number. */
export interface WindowSpan {
  readonly number: number;
  readonly start: number;
  /** First instant after the window. */
  readonly end: number;
}

/** One key in one window, for which early updates are emitted. */
export interface Updatable {
  readonly key: KeyName | null;
  readonly window: WindowSpan;
  /** Position of a record that came after the last early update; `undefined` when there is none. */
  fresh: Position | undefined;
  /** True while an early update is not settled. */
  updating: boolean;
}

/** One key in one window, or in one slice of overlapping windows. */
export interface Group<S> extends Updatable {
  readonly window: OpenWindow<S>;
  state: S;
  /** True when the state changed since the last barrier. */
  changed: boolean;
  /** True when a merged state of several slices contains this one, and must be merged again after a change. */
  isMerged: boolean;
}

/** An open window of one lane. */
export interface OpenWindow<S> extends WindowSpan {
  readonly groups: Map<KeyName | null, Group<S>>;
}

/** A closing window, with the state of each of its keys. */
export interface ClosingWindow<S> extends WindowSpan {
  readonly groups: ReadonlyMap<KeyName | null, { readonly key: KeyName | null; readonly state: S }>;
}

// The array is compacted only when at least this many windows were removed, since each compaction copies the rest.
const fewGone = 32;

/** The windows in order of their numbers. The oldest and the newest take constant time, others a binary search. */
export class OpenWindows<S> {
  /** The windows from index `#head` on. `Array.shift` would move all others at each removal. */
  #items: Array<OpenWindow<S> | undefined> = [];
  #head = 0;
  // Cached, since each record reads it.
  #newest: OpenWindow<S> | undefined;

  get oldest(): OpenWindow<S> | undefined {
    return this.#items[this.#head];
  }

  get newest(): OpenWindow<S> | undefined {
    return this.#newest;
  }

  find(number: number): OpenWindow<S> | undefined {
    const index = this.#indexAfter(number) - 1;
    const found = index >= this.#head ? this.#items[index] : undefined;
    return found?.number === number ? found : undefined;
  }

  /** Adds a new window. */
  add(window: OpenWindow<S>): void {
    this.#items.splice(this.#indexAfter(window.number), 0, window);
    this.#newest = this.#items[this.#items.length - 1];
  }

  /** Removes and returns the oldest window. */
  shift(): OpenWindow<S> {
    const oldest = this.#items[this.#head]!;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (oldest === this.#newest) this.#newest = undefined;
    if (this.#head >= fewGone && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return oldest;
  }

  *[Symbol.iterator](): IterableIterator<OpenWindow<S>> {
    for (let index = this.#head; index < this.#items.length; index += 1) yield this.#items[index]!;
  }

  /** Index of the first window after this number. */
  #indexAfter(number: number): number {
    const items = this.#items;
    // Most records are in the newest window, so it is checked first.
    let [low, high] = [this.#head, items.length];
    if (high > low && items[high - 1]!.number <= number) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (items[middle]!.number <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
