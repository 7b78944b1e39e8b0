import type { Position } from '../delivery/position.ts';
import type { KeyName } from '../state/key-name.ts';

/** A window by its number in the grid. */
export interface WindowSpan {
  readonly number: number;
  readonly start: number;
  /** The first instant that is not in it any more. */
  readonly end: number;
}

/** What early updates are made of: one key in one window. */
export interface Updatable {
  readonly key: KeyName | null;
  readonly window: WindowSpan;
  /** Of a record since the last early update. */
  fresh: Position | undefined;
  /** An early update of it is on its way. */
  updating: boolean;
}

/** One key in one window, or in one slice of overlapping windows. */
export interface Group<S> extends Updatable {
  readonly window: OpenWindow<S>;
  state: S;
  /** Since the last barrier. */
  changed: boolean;
  /** The state of several slices together has it, and has to be made again when it changes. */
  isMerged: boolean;
}

/** A window of one lane that takes records. */
export interface OpenWindow<S> extends WindowSpan {
  readonly groups: Map<KeyName | null, Group<S>>;
}

/** A window that closes, with the state of each of its keys. */
export interface ClosingWindow<S> extends WindowSpan {
  readonly groups: ReadonlyMap<KeyName | null, { readonly key: KeyName | null; readonly state: S }>;
}

// Below this many, moving the rest down costs less than keeping the places of those that have gone.
const fewGone = 32;

/** Windows by their numbers, the oldest first; finding one takes the logarithm of their number, the ends no time. */
export class OpenWindows<S> {
  /** From `#head` on; an array's own `shift` would move all others. */
  #items: Array<OpenWindow<S> | undefined> = [];
  #head = 0;
  // A field of its own, since each record asks for it.
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

  /** Adds a window that is not there yet. */
  add(window: OpenWindow<S>): void {
    this.#items.splice(this.#indexAfter(window.number), 0, window);
    this.#newest = this.#items[this.#items.length - 1];
  }

  /** Takes the oldest out. */
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

  /** Where the windows after this number begin. */
  #indexAfter(number: number): number {
    const items = this.#items;
    // Records are mostly of the newest window.
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
