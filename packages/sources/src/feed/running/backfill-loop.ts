import { startTimer, wait } from '@penstock/stream/internal';
import type { Subscription } from 'rxjs';
import { callUntil } from '../../abort/call-until.ts';
import type { BackfillPage, FeedLink } from '../feed-link.ts';
import { readyIn, until } from './feed-run.ts';
import type { FeedRun } from './feed-run.ts';
import type { LaneFeed } from './lane-feed.ts';
import { RetryWaits } from '../retry-waits.ts';

// An answer that does not show yet what the socket has brought is asked for again after this long, then twice as long.
const firstPause = 100;
const longestPause = 5_000;
// Of the time in which the socket has to be confirmed: 5 s of a minute.
const lookAgainShare = 12;

/** Asks for what a lane needs, page by page, as the sink takes it. */
export class BackfillLoop<T> {
  readonly #run: FeedRun<T>;
  readonly #lane: LaneFeed<T>;
  readonly #ask: NonNullable<FeedLink<T>['backfill']>;
  readonly #mayBegin: () => boolean;
  /** Since when answers do not reach what the socket has brought. */
  #shortSince: number | undefined;
  #pause = firstPause;
  /** The socket after whose opening a second look was taken, by its epoch. */
  #lookedAgain: number | undefined;
  #timer: Subscription | undefined;

  /** @param mayBegin True once a socket was opened, or could not be: subscribing goes first. */
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
   * Has the exchange asked once more after a while. Subscribing takes its time, and in a quiet market no value of the
   * socket would show that one came before the subscription was in force.
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

  /** Waits for the exchange to show what it has sent already, and gives up in the end. */
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
