import type { FeedEntry } from './feed-entry.ts';
import { comparePlaces } from './feed-order.ts';
import type { ComparePlaces, FeedOrder, Placed } from './feed-order.ts';

type Run<T> = ReadonlyArray<FeedEntry<T>>;

// Entries that have been taken are removed from the array when there are at least this many and they are at least half
// of the array. Removing them one by one would move all others each time.
const worthDropping = 1_024;

/**
 * The entries of sockets that are not released yet: the entries of the current socket, in order, and runs of entries
 * from earlier sockets.
 *
 * A run has all entries between its first and its last one. The current socket has all entries from `completeFrom` on;
 * among its earlier entries, some may be missing.
 */
export class LiveEntries<T> {
  readonly #order: FeedOrder;
  readonly #compare: ComparePlaces;
  #entries: Array<FeedEntry<T>> = [];
  /** Entries before this index have been taken. */
  #head = 0;
  #runs: Array<Run<T>> = [];
  #completeFrom: Placed | undefined;

  constructor(order: FeedOrder) {
    this.#order = order;
    this.#compare = comparePlaces(order);
  }

  get length(): number {
    return this.#runs.reduce((sum, run) => sum + run.length, this.#entries.length - this.#head);
  }

  /** Undefined until the current socket has sent an entry. */
  get completeFrom(): Placed | undefined {
    return this.#completeFrom;
  }

  /** The earliest entry of the current socket. */
  get first(): FeedEntry<T> | undefined {
    return this.#entries[this.#head];
  }

  set completeFrom(place: Placed) {
    this.#completeFrom = place;
  }

  /** Adds an entry of the current socket at its place; returns false when it is already there. */
  add(entry: FeedEntry<T>): boolean {
    let at = this.#entries.length;
    for (; at > this.#head; at -= 1) {
      const order = this.#compare(this.#entries[at - 1]!, entry);
      if (order === 0) return false;
      if (order < 0) break;
    }
    this.#entries.splice(at, 0, entry);
    return true;
  }

  /**
   * Turns the entries of the current socket into runs, because the socket was lost.
   *
   * @param isWhole Whether nothing is missing between any of its entries, also those before `completeFrom`.
   */
  close(isWhole: boolean): void {
    this.#dropTaken();
    this.#runs = isWhole && this.#entries.length > 0 ? [...this.#runs, this.#entries] : this.takeRuns();
    this.#entries = [];
    this.#completeFrom = undefined;
  }

  /** Takes the earliest entry of the current socket. */
  take(): void {
    this.#head += 1;
    if (this.#head >= worthDropping && this.#head * 2 >= this.#entries.length) this.#dropTaken();
  }

  /** Takes all entries up to `place` and merges them with `others`: each entry once, in order. */
  takeUpTo(place: Placed, others: Run<T>): Run<T> {
    this.#dropTaken();
    const taken = [...this.#runs, this.#entries].map((run) => run.slice(0, this.#countUpTo(run, place)));
    this.#runs = this.#runs.map((run) => run.slice(this.#countUpTo(run, place))).filter((run) => run.length > 0);
    this.#entries.splice(0, this.#countUpTo(this.#entries, place));
    return this.#inOrder([others, ...taken].flat());
  }

  /** Takes the runs that begin before `place`, in order. */
  takeRunsBefore(place: Placed): Array<Run<T>> {
    const runs = this.takeRuns();
    const before = runs.filter((run) => this.#compare(run[0]!, place) < 0);
    this.#runs = runs.filter((run) => !before.includes(run));
    return before;
  }

  /** Takes all entries as runs, in order. */
  takeRuns(): Array<Run<T>> {
    this.#dropTaken();
    const alone = this.#entries.filter((entry) => this.#standsAlone(entry));
    const together = this.#entries.slice(alone.length);
    const runs = [...this.#runs, ...alone.map((entry) => [entry]), together].filter((run) => run.length > 0);
    this.#runs = [];
    this.#entries = [];
    return runs.toSorted(([a], [b]) => this.#compare(a!, b!));
  }

  /** Merges the runs into the entries of the current socket, when nothing is missing between them. */
  join(): void {
    this.#dropTaken();
    if (this.#runs.length > 0) this.#entries = this.#inOrder([...this.#runs.flat(), ...this.#entries]);
    this.#runs = [];
  }

  /**
   * Returns whether other entries may be missing next to this one. With the order 'time', missing entries of the
   * instant of `completeFrom` may belong before or after it.
   */
  #standsAlone(entry: Placed): boolean {
    const from = this.#completeFrom;
    if (!from || this.#compare(entry, from) < 0) return true;
    return this.#order === 'time' && entry.time === from.time;
  }

  #dropTaken(): void {
    if (this.#head > 0) this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  #countUpTo(run: Run<T>, place: Placed): number {
    const after = run.findIndex((entry) => this.#compare(entry, place) > 0);
    return after < 0 ? run.length : after;
  }

  #inOrder(entries: Run<T>): Array<FeedEntry<T>> {
    const sorted = entries.toSorted(this.#compare);
    return sorted.filter((entry, at) => at === 0 || entry.id !== sorted[at - 1]!.id);
  }
}
