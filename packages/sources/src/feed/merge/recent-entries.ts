import type { ComparePlaces, Placed } from './feed-order.ts';

/** Whether an entry was released: no (`new`), yes, or unknown because it is too old. */
export type Known = 'new' | 'released' | 'forgotten';

/** The entries that were released last, to distinguish repeated entries from late ones. */
export class RecentEntries {
  readonly #compare: ComparePlaces;
  readonly #capacity: number;
  readonly #ids = new Set<string>();
  readonly #ring: Placed[] = [];
  #oldest = 0;
  /** It is not remembered whether entries up to this one were released. */
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

  /** Marks entries up to this one as forgotten, except those whose id is remembered. */
  forgetUpTo(place: Placed): void {
    if (!this.#horizon || this.#compare(place, this.#horizon) > 0) this.#horizon = place;
  }

  /** Returns the entry that was released `count` entries before the newest, or the oldest remembered one. */
  back(count: number): Placed | undefined {
    const { length } = this.#ring;
    if (length === 0) return undefined;
    const steps = Math.min(count, length - 1);
    return this.#ring[(this.#oldest + length - 1 - steps) % length];
  }
}
