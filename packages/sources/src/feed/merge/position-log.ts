import type { FeedCursor } from './feed-cursor.ts';
import { comparePlaces } from './feed-order.ts';
import type { ComparePlaces, FeedOrder, Placed } from './feed-order.ts';
import { overlap } from './overlap.ts';

/** Which entries of a lane were handed out under which offsets, from the committed one on. */
export class PositionLog {
  readonly #compare: ComparePlaces;
  readonly #keep: number;
  #cursor: FeedCursor;
  #entries: Placed[] = [];

  constructor(order: FeedOrder, cursor: FeedCursor) {
    this.#compare = comparePlaces(order);
    // With consecutive ids the last one tells all of those before it.
    this.#keep = order === 'consecutive' ? 1 : overlap;
    this.#cursor = cursor;
  }

  /** The offset of the next entry. */
  get next(): number {
    return this.#cursor.offset + this.#entries.length;
  }

  /** Notes an entry as handed out, and returns its offset. */
  add({ id, time }: Placed): number {
    this.#entries.push({ id, time });
    return this.next - 1;
  }

  /** The cursor of an offset between the committed one and the next. */
  at(offset: number): FeedCursor {
    const handed = this.#entries.slice(0, offset - this.#cursor.offset);
    // Those that came late stand behind their place, so more than are kept have to be looked at.
    const lookedAt = [...this.#cursor.recent, ...handed].slice(-2 * this.#keep).toSorted(this.#compare);
    let from = Math.max(0, lookedAt.length - this.#keep);
    // Entries of one instant belong together, since a backfill may bring them in any order.
    while (from > 0 && lookedAt[from - 1]!.time === lookedAt[from]!.time) from -= 1;
    return { offset, since: this.#cursor.since, recent: lookedAt.slice(from) };
  }

  /** Forgets what was handed out before a cursor, which is committed. */
  commit(cursor: FeedCursor): void {
    this.#entries = this.#entries.slice(cursor.offset - this.#cursor.offset);
    this.#cursor = cursor;
  }
}
