import type { FeedCursor } from './feed-cursor.ts';
import type { FeedEntry } from './feed-entry.ts';
import { comparePlaces, follows } from './feed-order.ts';
import type { ComparePlaces, FeedOrder, Placed } from './feed-order.ts';
import type { FeedGap, MergeReport } from './feed-report.ts';
import { LiveEntries } from './live-entries.ts';
import { overlap } from './overlap.ts';
import { Queue } from './queue.ts';
import { RecentEntries } from './recent-entries.ts';

/** What a {@link GapFiller} is told of its lane. */
export interface GapFillerOptions {
  /** Name of the lane, for reports. */
  readonly lane: string;
  readonly order: FeedOrder;
  /** Where to go on. */
  readonly cursor: FeedCursor;
  /** Milliseconds that an entry of the socket waits for earlier ones; 0 where ids are consecutive. */
  readonly hold: number;
  /** False where nothing can be asked for. */
  readonly canBackfill: boolean;
  readonly onReport: (report: MergeReport) => void;
}

/** An answer with all entries between its first and its last. */
export interface MergePage<T> {
  readonly entries: ReadonlyArray<FeedEntry<T>>;
  /** Nothing is missing between the place that was asked for and the first entry. */
  readonly reaches: boolean;
  /** There are later entries: ask again. */
  readonly more: boolean;
}

/** Where a backfill begins: after an entry that is known, or at an instant. */
export type BackfillPlace = { readonly after: Placed } | { readonly since: number };

const remembered = 4_096;

/**
 * Merges what a socket brings with what is asked for, for one lane: each entry once, in the order of the feed.
 *
 * It is synchronous and knows neither network nor clock. A socket counts as complete from the last entry of its first
 * message on, since that message may be a partial snapshot. Everything up to there comes by backfill, which has to
 * reach it; only then entries of the socket are released.
 */
export class GapFiller<T> {
  readonly #options: GapFillerOptions;
  readonly #compare: ComparePlaces;
  readonly #recent: RecentEntries;
  readonly #live: LiveEntries<T>;
  readonly #ready = new Queue<FeedEntry<T>>();
  /** The latest entry that was released, in order. */
  #last: Placed | undefined;
  /** What the socket brings is complete up to what was released. */
  #joined = false;
  /** Backfill has caught up since the socket was opened. */
  #caughtUp = false;
  /** The last page had more after it. */
  #midway = false;
  /** A backfill has shown where the socket is complete from. */
  #shown = false;
  /** What waited for earlier entries when the socket went: nothing is missing between it and what was released. */
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

  /** Entries that may be taken. */
  get ready(): number {
    return this.#ready.length;
  }

  /** Entries held, to be taken or waiting. */
  get size(): number {
    return this.#ready.length + this.#live.length;
  }

  /** Entries that came again and were left out. */
  get repeated(): number {
    return this.#repeated;
  }

  /** True while something has to be asked for, such as what the socket brought and no answer has shown yet. */
  get wantsBackfill(): boolean {
    const isAhead = this.#live.completeFrom !== undefined || this.#live.length > 0;
    return this.#place !== undefined && !this.#joined && (!this.#caughtUp || isAhead);
  }

  /** True while entries of the socket wait for a backfill. */
  get waitsForBackfill(): boolean {
    return !this.#joined && this.#live.length > 0;
  }

  /** True while entries of the socket wait for earlier ones. */
  get waitsForTime(): boolean {
    return this.#joined && this.#live.length > 0;
  }

  /** Where the next backfill begins; undefined where there is nothing to ask for. */
  get #place(): BackfillPlace | undefined {
    const { canBackfill, cursor, order } = this.#options;
    if (!canBackfill) return undefined;
    // Ids without holes leave no doubt; else the entries before are asked for again, for one that came late.
    if (this.#last) {
      const isSure = this.#midway || order === 'consecutive';
      return { after: isSure ? this.#last : (this.#recent.back(overlap) ?? this.#last) };
    }
    return cursor.since === null ? undefined : { since: cursor.since };
  }

  /** @throws an `Error` when there is nothing to ask for. */
  get place(): BackfillPlace {
    const place = this.#place;
    if (!place) throw new Error(`Nothing can be asked for ${this.#options.lane}.`);
    return place;
  }

  /** A socket was opened and its subscription asked for. */
  connected(): void {
    this.disconnected();
  }

  /** The socket is gone. What it brought stays for a backfill to bring what it waits for, where there is a backfill. */
  disconnected(): void {
    if (this.#joined) this.#following = this.#live.first;
    this.#live.close(this.#joined);
    if (!this.#place) this.#releaseRuns(this.#live.takeRuns(), 'no-backfill');
    this.#joined = false;
    this.#caughtUp = false;
    this.#midway = false;
    this.#shown = false;
  }

  /** A message of the socket, at `now` on the flow's clock. */
  live(entries: ReadonlyArray<FeedEntry<T>>, now: number): void {
    if (entries.length === 0) return;
    for (const entry of entries) if (this.#isNew(entry, true) && !this.#live.add(entry)) this.#repeated += 1;
    this.#live.completeFrom ??= this.#options.canBackfill ? this.#greatest(entries) : this.#least(entries);
    if (!this.#options.canBackfill) this.#joinAnyway('no-backfill');
    this.advance(now);
  }

  /** An answer to a question about {@link place}. Returns how many entries it released. */
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

  /** Has a backfill asked for once more, unless the socket is joined by now. */
  askAgain(): void {
    this.#caughtUp = false;
  }

  /** Gives up waiting for a backfill that reaches the socket's entries, and reports what may be missing. */
  joinAnyway(now: number): void {
    this.#joinAnyway('unconfirmed');
    this.advance(now);
  }

  /** Releases what has waited long enough. */
  advance(now: number): void {
    if (!this.#joined && !this.#join()) return;
    const { order, hold } = this.#options;
    for (let next = this.#live.first; next && next.arrived + hold <= now; next = this.#live.first) {
      if (order === 'consecutive' && this.#last && !follows(order, this.#last, next)) {
        // A hole: backfill has to reach this entry.
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

  /** Joins the socket to what was released, if nothing can be missing between them. */
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
    // Of one instant, entries may come in any order.
    if (this.#options.order === 'time') return last.time > completeFrom.time || this.#shown;
    const { first } = this.#live;
    return this.#compare(last, completeFrom) >= 0 || (first !== undefined && this.#follows(first));
  }

  /** False for what came before. What comes late is released at once, and told. */
  #isNew(entry: FeedEntry<T>, isLive: boolean): boolean {
    const { cursor, lane, order, onReport } = this.#options;
    // Where ids tell the order, a clock that was set back does not put a new entry before the beginning.
    const isLater = order !== 'time' && this.#last !== undefined && this.#isAhead(entry);
    if (cursor.since !== null && entry.time < cursor.since && !isLater) return false;
    const known = this.#recent.look(entry);
    if (known === 'released') this.#repeated += 1;
    if (known === 'new' && this.#isAhead(entry)) return true;
    // A backfill begins a little before its place, so that it brings what is forgotten is no news.
    const kind = known === 'new' ? 'late' : known === 'forgotten' && isLive ? 'stale' : undefined;
    if (kind) onReport({ kind, lane, entry: { id: entry.id, time: entry.time } });
    if (kind === 'late') this.#release(entry);
    return false;
  }

  #isAhead(entry: Placed): boolean {
    return !this.#last || this.#compare(entry, this.#last) > 0;
  }

  /** Nothing is missing between what was released and the first entry of an answer. */
  #reachesBackTo(first: Placed, reaches: boolean): boolean {
    if (reaches || !this.#last) return reaches;
    if (this.#options.order === 'time') return first.time < this.#last.time;
    return !this.#isAhead(first) || this.#follows(first);
  }

  #follows(entry: Placed): boolean {
    return this.#last !== undefined && follows(this.#options.order, this.#last, entry);
  }

  /** Where times decide, the last instant of a page with more after it may be cut in the middle; it comes again. */
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

  /** Releases runs with a gap before each, unless it overlaps with what was released. */
  #releaseRuns(runs: ReadonlyArray<ReadonlyArray<FeedEntry<T>>>, reason?: FeedGap['reason']): void {
    const isConsecutive = this.#options.order === 'consecutive';
    for (const run of runs) {
      for (const [at, entry] of run.entries()) {
        if (!this.#isAhead(entry)) continue;
        // A message that was lost on the way leaves a hole within a run as well; other ids do not tell.
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
