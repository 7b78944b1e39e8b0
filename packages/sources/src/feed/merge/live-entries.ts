import type { FeedEntry } from './feed-entry.ts';
import { comparePlaces } from './feed-order.ts';
import type { ComparePlaces, FeedOrder, Placed } from './feed-order.ts';

type Run<T> = ReadonlyArray<FeedEntry<T>>;

// Taken entries leave the array when they are this many, and half of it: a shift of each would move all the others.
const worthDropping = 1_024;

/**
 * What sockets brought and was not released: entries of the present socket, in order, and runs of earlier ones.
 *
 * A run has all entries between its first and its last. So has the present socket from `completeFrom` on; around an
 * entry before that, others may be missing.
 */
export class LiveEntries<T> {
  readonly #order: FeedOrder;
  readonly #compare: ComparePlaces;
  #entries: Array<FeedEntry<T>> = [];
  /** Entries before this index are taken. */
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

  /** Undefined until the present socket has brought something. */
  get completeFrom(): Placed | undefined {
    return this.#completeFrom;
  }

  /** The earliest entry of the present socket. */
  get first(): FeedEntry<T> | undefined {
    return this.#entries[this.#head];
  }

  set completeFrom(place: Placed) {
    this.#completeFrom = place;
  }

  /** Adds an entry of the present socket at its place; false when it is there already. */
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
   * The present socket is gone; what it brought becomes runs.
   *
   * @param isWhole Nothing is missing between its entries, wherever the socket is complete from.
   */
  close(isWhole: boolean): void {
    this.#dropTaken();
    this.#runs = isWhole && this.#entries.length > 0 ? [...this.#runs, this.#entries] : this.takeRuns();
    this.#entries = [];
    this.#completeFrom = undefined;
  }

  /** Takes the earliest entry of the present socket. */
  take(): void {
    this.#head += 1;
    if (this.#head >= worthDropping && this.#head * 2 >= this.#entries.length) this.#dropTaken();
  }

  /** Takes everything up to `place`, and puts `others` among it: each entry once, in order. */
  takeUpTo(place: Placed, others: Run<T>): Run<T> {
    this.#dropTaken();
    const taken = [...this.#runs, this.#entries].map((run) => run.slice(0, this.#countUpTo(run, place)));
    this.#runs = this.#runs.map((run) => run.slice(this.#countUpTo(run, place))).filter((run) => run.length > 0);
    this.#entries.splice(0, this.#countUpTo(this.#entries, place));
    return this.#inOrder([others, ...taken].flat());
  }

  /** Takes what begins before `place`, as runs in order. */
  takeRunsBefore(place: Placed): Array<Run<T>> {
    const runs = this.takeRuns();
    const before = runs.filter((run) => this.#compare(run[0]!, place) < 0);
    this.#runs = runs.filter((run) => !before.includes(run));
    return before;
  }

  /** Takes everything, as runs in order. */
  takeRuns(): Array<Run<T>> {
    this.#dropTaken();
    const alone = this.#entries.filter((entry) => this.#standsAlone(entry));
    const together = this.#entries.slice(alone.length);
    const runs = [...this.#runs, ...alone.map((entry) => [entry]), together].filter((run) => run.length > 0);
    this.#runs = [];
    this.#entries = [];
    return runs.toSorted(([a], [b]) => this.#compare(a!, b!));
  }

  /** Puts the runs among the entries of the present socket, for when nothing is missing between them. */
  join(): void {
    this.#dropTaken();
    if (this.#runs.length > 0) this.#entries = this.#inOrder([...this.#runs.flat(), ...this.#entries]);
    this.#runs = [];
  }

  /** Others may be missing around it. Of one instant, those before the socket may stand on either side. */
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
