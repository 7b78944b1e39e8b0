import type { FeedCursor } from './feed-cursor.ts';
import { comparePlaces } from './feed-order.ts';
import type { ComparePlaces, FeedOrder, Placed } from './feed-order.ts';
import { overlap } from './overlap.ts';

/** The entries of a lane that were handed out since the committed offset, and their offsets. */
export class PositionLog {
  readonly #compare: ComparePlaces;
  readonly #keep: number;
  #cursor: FeedCursor;
  #entries: Placed[] = [];

  constructor(order: FeedOrder, cursor: FeedCursor) {
    this.#compare = comparePlaces(order);
    // With consecutive ids, the last entry is enough to know all before it.
    this.#keep = order === 'consecutive' ? 1 : overlap;
    this.#cursor = cursor;
  }

  /** The offset of the next entry. */
  get next(): number {
    return this.#cursor.offset + this.#entries.length;
  }

  /** Records an entry as handed out, and returns its offset. */
  add({ id, time }: Placed): number {
    this.#entries.push({ id, time });
    return this.next - 1;
  }

  /** Returns the cursor of an offset from the committed one to the next. */
  at(offset: number): FeedCursor {
    const handed = this.#entries.slice(0, offset - this.#cursor.offset);
    // Late entries are not in the order of places. So sort more entries than are kept.
    const lookedAt = [...this.#cursor.recent, ...handed].slice(-2 * this.#keep).toSorted(this.#compare);
    let from = Math.max(0, lookedAt.length - this.#keep);
    // Keep all entries of an instant, because a backfill may have them in any order.
    while (from > 0 && lookedAt[from - 1]!.time === lookedAt[from]!.time) from -= 1;
    return { offset, since: this.#cursor.since, recent: lookedAt.slice(from) };
  }

  /** Forgets entries before a cursor that has been committed. */
  commit(cursor: FeedCursor): void {
    this.#entries = this.#entries.slice(cursor.offset - this.#cursor.offset);
    this.#cursor = cursor;
  }
}
