import { comparePlaces } from '../../../src/feed/merge/feed-order.ts';
import type { FeedOrder } from '../../../src/feed/merge/feed-order.ts';
import { toEntry } from '../../../src/feed/merge/feed-entry.ts';
import type { FeedCursor } from '../../../src/feed/merge/feed-cursor.ts';
import type { FeedEntry } from '../../../src/feed/merge/feed-entry.ts';
import { GapFiller } from '../../../src/feed/merge/gap-filler.ts';
import type { MergePage } from '../../../src/feed/merge/gap-filler.ts';
import type { FeedGap, MergeReport } from '../../../src/feed/merge/feed-report.ts';
import { PositionLog } from '../../../src/feed/merge/position-log.ts';

/** An exchange of one symbol, with trades that are made as the test goes on. */
interface WorldOptions {
  readonly order: FeedOrder;
  /** Most trades of an answer. */
  readonly pageSize: number;
  /** The last trades that can be asked for. */
  readonly reach: number;
  /** Newest trades that an answer does not show yet. */
  readonly lag: number;
  /** Gaps between the ids, where they rise with holes. */
  readonly strides: readonly number[];
  /** False for a feed where nothing can be asked for. */
  readonly canBackfill?: boolean;
}

/** What one process was handed and told. */
interface Life {
  readonly handed: Array<{ readonly id: string; readonly offset: number }>;
  readonly reports: MergeReport[];
}

type Trade = FeedEntry<number>;

const hold = 10;
/** Most trades of one instant, below the shortest page. */
const instantSize = 8;

/** An exchange, its faults, and a flow over it that is killed and begun again. */
export class FeedWorld {
  readonly lives: Life[] = [];
  readonly #options: WorldOptions;
  readonly #trades: Trade[] = [];
  readonly #since = 1_000;
  #now = 0;
  #time = this.#since;
  #isOpen = false;
  /** Messages on their way, which a broken connection loses. */
  #wire: Trade[] = [];
  #answer: MergePage<number> | undefined;
  #stored: FeedCursor = { offset: 0, since: this.#since, recent: [] };
  #filler!: GapFiller<number>;
  #log!: PositionLog;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#begin();
  }

  /** Makes trades; the socket sends each of them, if it is open. */
  trade(count: number, apart: number): void {
    for (let n = 0; n < count; n += 1) {
      // Where only times can be asked for, no answer may be shorter than what one instant has.
      const isFull = this.#options.order === 'time' && this.#trades.at(-instantSize)?.time === this.#time;
      this.#time += isFull ? 1 : apart;
      const trade = this.#newTrade();
      this.#trades.push(trade);
      if (this.#isOpen) this.#wire.push(trade);
    }
  }

  /** The socket brings a message: some of what is on the wire, from any place up to five behind, some of it again. */
  receive(count: number, skip: number, again: number): void {
    const message: Trade[] = [];
    for (let n = 0; n < count && this.#wire.length > 0; n += 1)
      message.push(...this.#wire.splice(Math.min(skip, this.#wire.length - 1), 1));
    message.push(
      ...this.#trades.slice(this.#trades.length - this.#wire.length - again, -this.#wire.length || undefined),
    );
    if (this.#isOpen) this.#bring(message);
  }

  /** Opens the socket, which may begin with the newest trade and every second one before it. */
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

  /** Asks for a backfill; {@link answer} brings what the exchange knew then. */
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

  /** Commits so many of the entries that were handed out. */
  commit(count: number): void {
    const offset = Math.min(this.#log.next, this.#stored.offset + count);
    const cursor = this.#log.at(offset);
    // As a store does.
    this.#stored = JSON.parse(JSON.stringify(cursor)) as FeedCursor;
    this.#log.commit(cursor);
  }

  kill(): void {
    this.#isOpen = false;
    this.#answer = undefined;
    this.#begin();
  }

  /** Lets everything arrive. */
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

  /** True where the gap says that the trade may be missing. */
  covers(gap: FeedGap, id: string): boolean {
    if (this.#options.order !== 'time') return this.isIn(gap, id);
    const { time } = this.#of(id);
    return time >= (gap.after?.time ?? -Infinity) && time <= gap.before.time;
  }

  /** True where the trade stands between the bounds of the gap, by time where that is what orders them. */
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

  /** What the exchange answers: from the id or instant of the place on, as far as it reaches back. */
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

/** The gaps that a process reported. */
export const gapsOf = ({ reports }: Life): readonly FeedGap[] => reports.filter((report) => report.kind === 'gap');
