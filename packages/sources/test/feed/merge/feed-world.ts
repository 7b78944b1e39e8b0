import { comparePlaces } from '../../../src/feed/merge/feed-order.ts';
import type { FeedOrder } from '../../../src/feed/merge/feed-order.ts';
import { toEntry } from '../../../src/feed/merge/feed-entry.ts';
import type { FeedCursor } from '../../../src/feed/merge/feed-cursor.ts';
import type { FeedEntry } from '../../../src/feed/merge/feed-entry.ts';
import { GapFiller } from '../../../src/feed/merge/gap-filler.ts';
import type { MergePage } from '../../../src/feed/merge/gap-filler.ts';
import type { FeedGap, MergeReport } from '../../../src/feed/merge/feed-report.ts';
import { PositionLog } from '../../../src/feed/merge/position-log.ts';

/** The simulated exchange of one symbol, which makes trades during the test. */
interface WorldOptions {
  readonly order: FeedOrder;
  /** The largest number of trades in a page. */
  readonly pageSize: number;
  /** The number of last trades that backfill has. */
  readonly reach: number;
  /** The number of newest trades that backfill does not return yet. */
  readonly lag: number;
  /** The differences between ids, with the order 'rising'. */
  readonly strides: readonly number[];
  /** Whether the feed has backfill. */
  readonly canBackfill?: boolean;
}

/** The trades and reports that a process got. */
interface Life {
  readonly handed: Array<{ readonly id: string; readonly offset: number }>;
  readonly reports: MergeReport[];
}

type Trade = FeedEntry<number>;

const hold = 10;
/** The largest number of trades of one instant, below the smallest page. */
const instantSize = 8;

/** An exchange with faults, and a flow that reads it and is killed and restarted. */
export class FeedWorld {
  readonly lives: Life[] = [];
  readonly #options: WorldOptions;
  readonly #trades: Trade[] = [];
  readonly #since = 1_000;
  #now = 0;
  #time = this.#since;
  #isOpen = false;
  /** Messages that were sent but not received; a broken connection loses them. */
  #wire: Trade[] = [];
  #answer: MergePage<number> | undefined;
  #stored: FeedCursor = { offset: 0, since: this.#since, recent: [] };
  #filler!: GapFiller<number>;
  #log!: PositionLog;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#begin();
  }

  /** Makes trades; the socket sends each if it is open. */
  trade(count: number, apart: number): void {
    for (let n = 0; n < count; n += 1) {
      // With the order 'time', a page must be able to hold all trades of one instant.
      const isFull = this.#options.order === 'time' && this.#trades.at(-instantSize)?.time === this.#time;
      this.#time += isFull ? 1 : apart;
      const trade = this.#newTrade();
      this.#trades.push(trade);
      if (this.#isOpen) this.#wire.push(trade);
    }
  }

  /** Delivers a message: some of the sent trades, up to five places out of order, some of them repeated. */
  receive(count: number, skip: number, again: number): void {
    const message: Trade[] = [];
    for (let n = 0; n < count && this.#wire.length > 0; n += 1)
      message.push(...this.#wire.splice(Math.min(skip, this.#wire.length - 1), 1));
    message.push(
      ...this.#trades.slice(this.#trades.length - this.#wire.length - again, -this.#wire.length || undefined),
    );
    if (this.#isOpen) this.#bring(message);
  }

  /** Opens the socket. It may begin with a snapshot: the newest trade and every second one before it. */
  connect(snapshot: number): void {
    this.#isOpen = true;
    this.#wire = [];
    this.#answer = undefined;
    this.#filler.connected();
    if (snapshot > 0)
      this.#bring(this.#trades.slice(-2 * snapshot).filter((_, at, { length }) => (length - at) % 2 === 1));
  }

  disconnect(): void {
    this.#isOpen = false;
    this.#answer = undefined;
    this.#filler.disconnected();
  }

  /** Requests a backfill; {@link answer} delivers the page as it was at the time of the request. */
  ask(): void {
    if (this.#filler.wantsBackfill) this.#answer ??= this.#page();
  }

  answer(): void {
    if (this.#answer) this.#filler.backfill(this.#answer, this.#now);
    this.#answer = undefined;
  }

  tick(ms: number): void {
    this.#now += ms;
    this.#filler.advance(this.#now);
  }

  take(count: number): void {
    for (let n = 0; n < count; n += 1) {
      const entry = this.#filler.take();
      if (!entry) return;
      this.lives.at(-1)!.handed.push({ id: entry.id, offset: this.#log.add(entry) });
    }
  }

  /** Commits a number of the entries that were handed out. */
  commit(count: number): void {
    const offset = Math.min(this.#log.next, this.#stored.offset + count);
    const cursor = this.#log.at(offset);
    // Serialize the cursor, as a store does.
    this.#stored = JSON.parse(JSON.stringify(cursor)) as FeedCursor;
    this.#log.commit(cursor);
  }

  kill(): void {
    this.#isOpen = false;
    this.#answer = undefined;
    this.#begin();
  }

  /** Delivers all pending messages and pages. */
  finish(): void {
    if (!this.#isOpen) this.connect(0);
    this.trade(3, 100);
    this.receive(this.#wire.length, 0, 0);
    for (let asked = 0; asked < 1_000 && this.#filler.wantsBackfill; asked += 1) {
      if (this.#page(0).entries.length === 0) break;
      this.#answer = this.#page(0);
      this.answer();
    }
    this.#filler.joinAnyway(this.#now);
    this.tick(1_000);
    this.take(Infinity);
  }

  get ids(): readonly string[] {
    return this.#trades.toSorted(comparePlaces(this.#options.order)).map(({ id }) => id);
  }

  get missing(): readonly Trade[] {
    const handed = new Set(this.lives.flatMap((life) => life.handed.map(({ id }) => id)));
    return this.#trades.filter(({ id }) => !handed.has(id));
  }

  get gaps(): readonly FeedGap[] {
    return this.lives.flatMap(gapsOf);
  }

  /** Returns whether the gap says that the trade may be missing. */
  covers(gap: FeedGap, id: string): boolean {
    if (this.#options.order !== 'time') return this.isIn(gap, id);
    const { time } = this.#of(id);
    return time >= (gap.after?.time ?? -Infinity) && time <= gap.before.time;
  }

  /** Returns whether the trade is between the bounds of the gap, by the order of the feed. */
  isIn(gap: FeedGap, id: string): boolean {
    const { after, before } = gap;
    const trade = this.#of(id);
    if (this.#options.order === 'time') return trade.time > (after?.time ?? -Infinity) && trade.time < before.time;
    const compare = comparePlaces(this.#options.order);
    const isAfter = after === null || ('id' in after ? compare(trade, after) > 0 : trade.time >= after.time);
    return isAfter && compare(trade, before) < 0;
  }

  #of(id: string): Trade {
    return this.#trades.find((trade) => trade.id === id)!;
  }

  #begin(): void {
    const life: Life = { handed: [], reports: [] };
    this.lives.push(life);
    const { order, canBackfill = true } = this.#options;
    this.#log = new PositionLog(order, this.#stored);
    this.#filler = new GapFiller({
      lane: 'BTC/USD',
      order,
      cursor: this.#stored,
      hold: order === 'consecutive' ? 0 : hold,
      canBackfill,
      onReport: (report) => life.reports.push(report),
    });
  }

  #bring(message: readonly Trade[]): void {
    const { order } = this.#options;
    const entries = message.map(({ value, id, time }) => toEntry(order, value, id, time, this.#now));
    this.#filler.live(entries, this.#now);
  }

  #newTrade(): Trade {
    const { order, strides } = this.#options;
    const number = this.#trades.length;
    const scattered = `${(number * 7_919) % 10_007}-${number}`;
    const stride = order === 'rising' ? strides[number % strides.length]! : 1;
    const id = order === 'time' ? scattered : String(Number(this.#trades.at(-1)?.id ?? 100) + stride);
    return toEntry(order, number, id, this.#time);
  }

  /** Returns a page of the exchange: from the id or instant of the place on, as far back as the exchange has trades. */
  #page(lag = this.#options.lag): MergePage<number> {
    const { order, pageSize, reach } = this.#options;
    const visible = this.#trades.slice(0, this.#trades.length - lag).toSorted(comparePlaces(order));
    const { place } = this.#filler;
    const compare = comparePlaces(order);
    const asked = visible.findIndex((trade) => {
      if ('since' in place) return trade.time >= place.since;
      return order === 'time' ? trade.time >= place.after.time : compare(trade, place.after) >= 0;
    });
    const start = Math.max(asked < 0 ? visible.length : asked, visible.length - reach);
    const entries = visible.slice(start, start + pageSize);
    return { entries, reaches: start === asked || asked < 0, more: start + pageSize < visible.length };
  }
}

/** Returns the gaps that a process reported. */
export const gapsOf = ({ reports }: Life): readonly FeedGap[] => reports.filter((report) => report.kind === 'gap');
