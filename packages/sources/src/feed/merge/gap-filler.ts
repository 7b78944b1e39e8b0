import type { FeedCursor } from './feed-cursor.ts';
import type { FeedEntry } from './feed-entry.ts';
import { comparePlaces, follows } from './feed-order.ts';
import type { ComparePlaces, FeedOrder, Placed } from './feed-order.ts';
import type { FeedGap, MergeReport } from './feed-report.ts';
import { LiveEntries } from './live-entries.ts';
import { overlap } from './overlap.ts';
import { Queue } from './queue.ts';
import { RecentEntries } from './recent-entries.ts';

/** Options of a {@link GapFiller}. */
export interface GapFillerOptions {
  /** Name of the lane, for reports. */
  readonly lane: string;
  readonly order: FeedOrder;
  /** The position at which to continue. */
  readonly cursor: FeedCursor;
  /** Milliseconds that an entry from the socket waits for earlier ones; 0 when ids are consecutive. */
  readonly hold: number;
  /** Whether the feed has backfill. */
  readonly canBackfill: boolean;
  readonly onReport: (report: MergeReport) => void;
}

/** A page of a backfill, with all entries between its first and its last one. */
export interface MergePage<T> {
  readonly entries: ReadonlyArray<FeedEntry<T>>;
  /** Whether nothing is missing between the requested place and the first entry. */
  readonly reaches: boolean;
  /** Whether there are later entries, so that another request is needed. */
  readonly more: boolean;
}

/** Where a backfill begins: after a known entry, or at an instant. */
export type BackfillPlace = { readonly after: Placed } | { readonly since: number };

const remembered = 4_096;

/**
 * Merges the entries of the socket with the entries of backfills, for one lane. Each entry comes once, in the order of
 * the feed.
 *
 * It is synchronous and uses neither the network nor a clock. The first message of a socket may be a partial snapshot,
 * so the socket counts as complete only from the last entry of that message on. Earlier entries come from backfill.
 * Entries from the socket are released only after backfill has reached that entry.
 */
export class GapFiller<T> {
  readonly #options: GapFillerOptions;
  readonly #compare: ComparePlaces;
  readonly #recent: RecentEntries;
  readonly #live: LiveEntries<T>;
  readonly #ready = new Queue<FeedEntry<T>>();
  /** The last entry that was released, in the order of the feed. */
  #last: Placed | undefined;
  /** Whether nothing is missing between the released entries and the socket's entries. */
  #joined = false;
  /** Whether backfill has caught up since the socket was opened. */
  #caughtUp = false;
  /** Whether there are more pages after the last one. */
  #midway = false;
  /** Whether a backfill contained the entry from which the socket is complete. */
  #shown = false;
  /**
   * The first entry that waited for earlier ones when the socket was lost. Nothing is missing between the released
   * entries and it.
   */
  #following: Placed | undefined;
  #repeated = 0;

  constructor(options: GapFillerOptions) {
    const { order, cursor } = options;
    this.#options = options;
    this.#compare = comparePlaces(order);
    this.#recent = new RecentEntries(this.#compare, remembered);
    this.#live = new LiveEntries(order);
    for (const entry of cursor.recent) this.#recent.add(entry);
    const [oldest] = cursor.recent;
    if (oldest && (cursor.since === null || cursor.recent.length < cursor.offset)) this.#recent.forgetUpTo(oldest);
    this.#last = cursor.recent.at(-1);
  }

  /** The number of entries that can be taken. */
  get ready(): number {
    return this.#ready.length;
  }

  /** The number of entries in memory, ready or waiting. */
  get size(): number {
    return this.#ready.length + this.#live.length;
  }

  /** The number of repeated entries, which were dropped. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Whether a backfill is needed, for instance because backfill has not yet reached the entries of the socket. */
  get wantsBackfill(): boolean {
    const isAhead = this.#live.completeFrom !== undefined || this.#live.length > 0;
    return this.#place !== undefined && !this.#joined && (!this.#caughtUp || isAhead);
  }

  /** Whether entries of the socket wait for a backfill. */
  get waitsForBackfill(): boolean {
    return !this.#joined && this.#live.length > 0;
  }

  /** Whether entries of the socket wait for earlier ones. */
  get waitsForTime(): boolean {
    return this.#joined && this.#live.length > 0;
  }

  /** Where the next backfill begins; undefined when there is none. */
  get #place(): BackfillPlace | undefined {
    const { canBackfill, cursor, order } = this.#options;
    if (!canBackfill) return undefined;
    // With consecutive ids nothing before the last entry can be missing. Otherwise request some earlier entries again,
    // because one of them may have come late.
    if (this.#last) {
      const isSure = this.#midway || order === 'consecutive';
      return { after: isSure ? this.#last : (this.#recent.back(overlap) ?? this.#last) };
    }
    return cursor.since === null ? undefined : { since: cursor.since };
  }

  /**
   * Where the next backfill begins.
   *
   * @throws an `Error` when there is none.
   */
  get place(): BackfillPlace {
    const place = this.#place;
    if (!place)
      throw new Error(
        `Expected a place for a backfill of ${this.#options.lane}; there is none. Check wantsBackfill first.`,
      );
    return place;
  }

  /** A socket was opened and its subscription sent. */
  connected(): void {
    this.disconnected();
  }

  /**
   * The socket was lost. Its waiting entries are kept until a backfill brings the earlier ones. Without backfill they
   * are released, with a gap before them.
   */
  disconnected(): void {
    if (this.#joined) this.#following = this.#live.first;
    this.#live.close(this.#joined);
    if (!this.#place) this.#releaseRuns(this.#live.takeRuns(), 'no-backfill');
    this.#joined = false;
    this.#caughtUp = false;
    this.#midway = false;
    this.#shown = false;
  }

  /** Adds the entries of a message of the socket, received at `now` by the flow's clock. */
  live(entries: ReadonlyArray<FeedEntry<T>>, now: number): void {
    if (entries.length === 0) return;
    for (const entry of entries) if (this.#isNew(entry, true) && !this.#live.add(entry)) this.#repeated += 1;
    this.#live.completeFrom ??= this.#options.canBackfill ? this.#greatest(entries) : this.#least(entries);
    if (!this.#options.canBackfill) this.#joinAnyway('no-backfill');
    this.advance(now);
  }

  /** Adds a page of a backfill from {@link place}; returns how many entries it released. */
  backfill(page: MergePage<T>, now: number): number {
    const before = this.#ready.length;
    const { completeFrom } = this.#live;
    const entries = this.#whole([...page.entries].toSorted(this.#compare), page.more);
    this.#midway = page.more;
    this.#caughtUp ||= !page.more;
    this.#shown ||= !page.more && entries.some(({ id }) => id === completeFrom?.id);
    const [first] = entries;
    if (first) {
      if (!this.#reachesBackTo(first, page.reaches)) this.#releaseRuns(this.#live.takeRunsBefore(first));
      if (!this.#reachesBackTo(first, page.reaches)) this.#reportGap(entries.find((entry) => this.#isAhead(entry)));
      const fresh = entries.filter((entry) => this.#isNew(entry, false));
      for (const entry of this.#live.takeUpTo(entries.at(-1)!, fresh)) if (this.#isAhead(entry)) this.#release(entry);
    }
    this.advance(now);
    return this.#ready.length - before;
  }

  /** Requests one more backfill, unless nothing is missing before the socket's entries any more. */
  askAgain(): void {
    this.#caughtUp = false;
  }

  /** Stops waiting for a backfill that reaches the socket's entries, and reports a gap. */
  joinAnyway(now: number): void {
    this.#joinAnyway('unconfirmed');
    this.advance(now);
  }

  /** Releases entries that have waited long enough. */
  advance(now: number): void {
    if (!this.#joined && !this.#join()) return;
    const { order, hold } = this.#options;
    for (let next = this.#live.first; next && next.arrived + hold <= now; next = this.#live.first) {
      if (order === 'consecutive' && this.#last && !follows(order, this.#last, next)) {
        // An id is missing, so backfill must reach this entry.
        this.#live.completeFrom = next;
        this.#joined = false;
        return;
      }
      this.#live.take();
      this.#release(next);
    }
  }

  take(): FeedEntry<T> | undefined {
    return this.#ready.take();
  }

  peek(): FeedEntry<T> | undefined {
    return this.#ready.peek();
  }

  /**
   * Joins the socket's entries to the released ones if nothing can be missing between them; returns whether they are
   * joined.
   */
  #join(): boolean {
    const { completeFrom } = this.#live;
    if (!completeFrom) return false;
    const { since } = this.#options.cursor;
    this.#joined = this.#last
      ? this.#reachesUpTo(completeFrom, this.#last)
      : since === null || completeFrom.time < since;
    if (this.#joined) this.#live.join();
    return this.#joined;
  }

  #reachesUpTo(completeFrom: Placed, last: Placed): boolean {
    // Entries of one instant may come in any order, so the last one does not prove that the instant is complete.
    if (this.#options.order === 'time') return last.time > completeFrom.time || this.#shown;
    const { first } = this.#live;
    return this.#compare(last, completeFrom) >= 0 || (first !== undefined && this.#follows(first));
  }

  /** Returns whether an entry is new and in order. A late entry is released immediately and reported. */
  #isNew(entry: FeedEntry<T>, isLive: boolean): boolean {
    const { cursor, lane, order, onReport } = this.#options;
    // If ids give the order, an entry with a time before `since` can be new, because the exchange's clock was set back.
    const isLater = order !== 'time' && this.#last !== undefined && this.#isAhead(entry);
    if (cursor.since !== null && entry.time < cursor.since && !isLater) return false;
    const known = this.#recent.look(entry);
    if (known === 'released') this.#repeated += 1;
    if (known === 'new' && this.#isAhead(entry)) return true;
    // A backfill begins a little before its place, so forgotten entries in it are expected and not reported.
    const kind = known === 'new' ? 'late' : known === 'forgotten' && isLive ? 'stale' : undefined;
    if (kind) onReport({ kind, lane, entry: { id: entry.id, time: entry.time } });
    if (kind === 'late') this.#release(entry);
    return false;
  }

  #isAhead(entry: Placed): boolean {
    return !this.#last || this.#compare(entry, this.#last) > 0;
  }

  /** Returns whether nothing is missing between the released entries and the first entry of a page. */
  #reachesBackTo(first: Placed, reaches: boolean): boolean {
    if (reaches || !this.#last) return reaches;
    if (this.#options.order === 'time') return first.time < this.#last.time;
    return !this.#isAhead(first) || this.#follows(first);
  }

  #follows(entry: Placed): boolean {
    return this.#last !== undefined && follows(this.#options.order, this.#last, entry);
  }

  /**
   * With the order 'time', a page may end in the middle of an instant. Drop that instant's entries if more pages
   * follow; the next page has them again.
   */
  #whole(entries: ReadonlyArray<FeedEntry<T>>, more: boolean): ReadonlyArray<FeedEntry<T>> {
    if (!more || this.#options.order !== 'time') return entries;
    const whole = entries.filter(({ time }) => time < entries.at(-1)!.time);
    return whole.some((entry) => this.#isAhead(entry)) ? whole : entries;
  }

  #joinAnyway(reason: FeedGap['reason']): void {
    if (this.#joined || this.#join()) return;
    const isOpen = this.#live.completeFrom !== undefined;
    this.#releaseRuns(this.#live.takeRuns(), reason);
    this.#joined = isOpen;
  }

  /** Releases runs, and reports a gap before each unless it overlaps the released entries. */
  #releaseRuns(runs: ReadonlyArray<ReadonlyArray<FeedEntry<T>>>, reason?: FeedGap['reason']): void {
    const isConsecutive = this.#options.order === 'consecutive';
    for (const run of runs) {
      for (const [at, entry] of run.entries()) {
        if (!this.#isAhead(entry)) continue;
        // A lost message leaves a hole within a run, which only consecutive ids show.
        if (at === 0 || isConsecutive) this.#reportGap(entry, reason);
        this.#release(entry);
      }
    }
  }

  #reportGap(before: Placed | undefined, reason: FeedGap['reason'] = 'out-of-reach'): void {
    const { lane, cursor, onReport } = this.#options;
    if (!before || before.id === this.#following?.id || this.#follows(before)) return;
    const start = cursor.since === null ? null : { time: cursor.since };
    const after = this.#last ? { id: this.#last.id, time: this.#last.time } : start;
    onReport({ kind: 'gap', lane, after, before: { id: before.id, time: before.time }, reason });
  }

  #release(entry: FeedEntry<T>): void {
    this.#recent.add(entry);
    if (!this.#last && this.#options.cursor.since === null) this.#recent.forgetUpTo(entry);
    if (this.#isAhead(entry)) this.#last = entry;
    this.#ready.push(entry);
  }

  #greatest(entries: ReadonlyArray<FeedEntry<T>>): FeedEntry<T> {
    return entries.reduce((greatest, entry) => (this.#compare(entry, greatest) > 0 ? entry : greatest));
  }

  #least(entries: ReadonlyArray<FeedEntry<T>>): FeedEntry<T> {
    return entries.reduce((least, entry) => (this.#compare(entry, least) < 0 ? entry : least));
  }
}
