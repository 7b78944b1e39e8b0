import { startTimer, wait } from '@penstock/stream/internal/rxjs';
import type { Subscription } from 'rxjs';
import { callUntil } from '../../abort/call-until.ts';
import type { BackfillPage, FeedLink } from '../feed-link.ts';
import { readyIn, until } from './feed-run.ts';
import type { FeedRun } from './feed-run.ts';
import type { LaneFeed } from './lane-feed.ts';
import { RetryWaits } from '../retry-waits.ts';

// The first pause before a request is repeated because its response did not reach the entries of the socket; it doubles
// each time.
const firstPause = 100;
const longestPause = 5_000;
// The additional request is sent after this fraction of `confirmWithin`: after 5 s of a minute.
const lookAgainShare = 12;

/** Requests the backfill of a lane, page by page, as fast as the sink takes the values. */
export class BackfillLoop<T> {
  readonly #run: FeedRun<T>;
  readonly #lane: LaneFeed<T>;
  readonly #ask: NonNullable<FeedLink<T>['backfill']>;
  readonly #mayBegin: () => boolean;
  /** Since when responses have not reached the entries of the socket. */
  #shortSince: number | undefined;
  #pause = firstPause;
  /** The epoch of the socket for which the additional request was scheduled. */
  #lookedAgain: number | undefined;
  #timer: Subscription | undefined;

  /** @param mayBegin Returns true after the first attempt to open a socket; the flow subscribes before it backfills. */
  constructor(run: FeedRun<T>, lane: LaneFeed<T>, ask: NonNullable<FeedLink<T>['backfill']>, mayBegin: () => boolean) {
    this.#run = run;
    this.#lane = lane;
    this.#ask = ask;
    this.#mayBegin = mayBegin;
  }

  async run(): Promise<void> {
    try {
      await this.#serve();
    } finally {
      this.#timer?.unsubscribe();
    }
  }

  async #serve(): Promise<void> {
    const { filler } = this.#lane;
    const { maxBuffered } = this.#run.settings;
    const wanted = (): boolean => this.#mayBegin() && filler.wantsBackfill && readyIn(this.#run) < maxBuffered;
    while (await until(this.#run, wanted)) {
      const { epoch } = this.#lane;
      const page = await this.#page();
      if (epoch !== this.#lane.epoch) continue;
      const released = this.#lane.backfill(page);
      this.#run.bell.ring();
      if (!page.more) this.#lookAgain(epoch);
      if (filler.wantsBackfill && (!page.more || released === 0)) await this.#waitForMore();
      else this.#begin();
    }
  }

  async #page(): Promise<BackfillPage<T>> {
    const { settings, scheduler, signal } = this.#run;
    const waits = new RetryWaits({ retry: settings.retry, random: settings.random, scheduler, signal });
    const { name, filler } = this.#lane;
    for (;;) {
      try {
        return await callUntil(signal, (own) => this.#ask(name, filler.place, own));
      } catch (error) {
        signal.throwIfAborted();
        await waits.after(error, (attempt, ms) =>
          settings.onReport({ kind: 'backfill-failed', lane: name, error, attempt, wait: ms }),
        );
      }
    }
  }

  /**
   * Schedules one more request. A subscription takes effect with a delay. In a quiet market, no later value from the
   * socket would show that one came before that.
   */
  #lookAgain(epoch: number): void {
    if (this.#lookedAgain === epoch) return;
    this.#lookedAgain = epoch;
    const { settings, scheduler, bell } = this.#run;
    this.#timer?.unsubscribe();
    const ask = (): void => {
      if (epoch !== this.#lane.epoch) return;
      this.#lane.filler.askAgain();
      bell.ring();
    };
    this.#timer = startTimer(settings.confirmWithin / lookAgainShare, ask, scheduler);
  }

  /** Waits for REST to reach the entries that the socket has sent; gives up after `confirmWithin`. */
  async #waitForMore(): Promise<void> {
    const { settings, scheduler, signal, bell } = this.#run;
    const { filler } = this.#lane;
    this.#shortSince = filler.waitsForBackfill ? (this.#shortSince ?? scheduler.now()) : undefined;
    if (this.#shortSince !== undefined && scheduler.now() - this.#shortSince >= settings.confirmWithin) {
      filler.joinAnyway(scheduler.now());
      this.#begin();
      bell.ring();
      return;
    }
    await wait(this.#pause, { scheduler, signal });
    this.#pause = Math.min(2 * this.#pause, longestPause);
  }

  #begin(): void {
    this.#shortSince = undefined;
    this.#pause = firstPause;
  }
}
