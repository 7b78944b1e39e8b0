import type { LaneOutput } from '@penstock/stream';
import { startTimer } from '@penstock/stream/internal/rxjs';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { BackfillPage } from '../feed-link.ts';
import type { FeedDefinition } from '../feed-definition.ts';
import type { FeedCursor } from '../merge/feed-cursor.ts';
import { toEntry } from '../merge/feed-entry.ts';
import type { FeedEntry } from '../merge/feed-entry.ts';
import { GapFiller } from '../merge/gap-filler.ts';
import type { MergeReport } from '../merge/feed-report.ts';
import { PositionLog } from '../merge/position-log.ts';

/** Settings of a {@link LaneFeed}. */
interface LaneSettings {
  readonly hold: number;
  readonly canBackfill: boolean;
  readonly onReport: (report: MergeReport) => void;
  /** Called when entries were released after their wait. */
  readonly onReady: () => void;
  readonly scheduler: SchedulerLike;
}

/** A lane of a running feed: merges the values of socket and backfill, and hands them out with offsets. */
export class LaneFeed<T> {
  readonly name: string;
  readonly log: PositionLog;
  readonly filler: GapFiller<T>;
  /** Rises when a socket is opened or lost. A response to an earlier request says nothing about the time after that. */
  epoch = 0;
  readonly #definition: FeedDefinition<T>;
  readonly #output: LaneOutput<T>;
  readonly #settings: LaneSettings;
  #timer: Subscription | undefined;

  constructor(
    name: string,
    definition: FeedDefinition<T>,
    cursor: FeedCursor,
    output: LaneOutput<T>,
    settings: LaneSettings,
  ) {
    const { order } = definition;
    const { hold, canBackfill, onReport } = settings;
    this.name = name;
    this.#definition = definition;
    this.#output = output;
    this.#settings = settings;
    this.log = new PositionLog(order, cursor);
    this.filler = new GapFiller({ lane: name, order, cursor, hold, canBackfill, onReport });
  }

  connected(): void {
    this.epoch += 1;
    this.filler.connected();
  }

  disconnected(): void {
    this.epoch += 1;
    this.filler.disconnected();
  }

  live(values: readonly T[]): void {
    const now = this.#now();
    this.filler.live(
      values.map((value) => this.#entry(value, now)),
      now,
    );
    this.#waitForHeld();
  }

  /** Adds a page of a backfill; returns how many values it released. */
  backfill({ values, reaches, more }: BackfillPage<T>): number {
    const entries = values.map((value) => this.#entry(value));
    const released = this.filler.backfill({ entries, reaches, more }, this.#now());
    this.#waitForHeld();
    return released;
  }

  close(): void {
    this.#timer?.unsubscribe();
  }

  /** Hands out the next value; returns false when there is none. */
  handOut(): boolean {
    const entry = this.filler.take();
    if (!entry) return false;
    const { value, id, time } = entry;
    const { topic } = this.#output;
    const record = { value, offset: this.log.add(entry), id: `${topic}:${id}`, key: this.name, time };
    const fault = this.#definition.fault(value);
    if (fault) this.#output.reject(record, fault);
    else this.#output.next(record);
    return true;
  }

  /** Starts a timer that releases values which have waited long enough for earlier ones. */
  #waitForHeld(): void {
    const { hold, scheduler, onReady } = this.#settings;
    if (this.#timer || hold === 0 || !this.filler.waitsForTime) return;
    const look = (): void => {
      this.#timer = undefined;
      this.filler.advance(this.#now());
      onReady();
      this.#waitForHeld();
    };
    this.#timer = startTimer(hold, look, scheduler);
  }

  #now(): number {
    return this.#settings.scheduler.now();
  }

  #entry(value: T, arrived?: number): FeedEntry<T> {
    const { order, id, time } = this.#definition;
    return toEntry(order, value, id(value), time(value), arrived);
  }
}
