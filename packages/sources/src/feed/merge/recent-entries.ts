import type { ComparePlaces, Placed } from './feed-order.ts';

/** How an entry stands to those that were released: not among them, among them, or so far back that nobody knows. */
export type Known = 'new' | 'released' | 'forgotten';

/** The entries that were released last, to tell one that comes again from one that comes late. */
export class RecentEntries {
  readonly #compare: ComparePlaces;
  readonly #capacity: number;
  readonly #ids = new Set<string>();
  readonly #ring: Placed[] = [];
  #oldest = 0;
  /** Entries up to here are forgotten, whether they were released or not. */
  #horizon: Placed | undefined;

  constructor(compare: ComparePlaces, capacity: number) {
    this.#compare = compare;
    this.#capacity = capacity;
  }

  look(entry: Placed): Known {
    if (this.#ids.has(entry.id)) return 'released';
    return this.#horizon && this.#compare(entry, this.#horizon) <= 0 ? 'forgotten' : 'new';
  }

  add(entry: Placed): void {
    this.#ids.add(entry.id);
    if (this.#ring.length < this.#capacity) {
      this.#ring.push(entry);
      return;
    }
    const dropped = this.#ring[this.#oldest]!;
    this.#ids.delete(dropped.id);
    this.forgetUpTo(dropped);
    this.#ring[this.#oldest] = entry;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }

  /** Nothing is known of entries up to this one but what is remembered by id. */
  forgetUpTo(place: Placed): void {
    if (!this.#horizon || this.#compare(place, this.#horizon) > 0) this.#horizon = place;
  }

  /** The entry that was released `count` entries before the newest, or the oldest that is remembered. */
  back(count: number): Placed | undefined {
    const { length } = this.#ring;
    if (length === 0) return undefined;
    const steps = Math.min(count, length - 1);
    return this.#ring[(this.#oldest + length - 1 - steps) % length];
  }
}
