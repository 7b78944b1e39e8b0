import type { FeedListener } from '../feed-link.ts';
import { heldBy, until } from './feed-run.ts';
import type { FeedRun } from './feed-run.ts';
import { RetryWaits } from '../retry-waits.ts';
import { serveSocket } from '../serve-socket.ts';
import type { SocketTime } from '../serve-socket.ts';

/** The reason for closing a socket because the sink is behind. */
const paused = Symbol('paused');

/** Keeps the socket of a feed open while the sink keeps up. */
export class SocketLoop<T> {
  readonly #run: FeedRun<T>;
  readonly #waits: RetryWaits;
  #hasBegun = false;

  constructor(run: FeedRun<T>) {
    const { settings, scheduler, signal } = run;
    this.#run = run;
    this.#waits = new RetryWaits({ retry: settings.retry, random: settings.random, scheduler, signal });
  }

  /** Whether a socket was opened or failed to open. Backfill waits for that, because the flow subscribes first. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  async run(): Promise<void> {
    const { link, lanes, settings, scheduler, signal } = this.#run;
    const names = lanes.map(({ name }) => name);
    while (!signal.aborted) {
      const serve = (time: SocketTime): Promise<void> => link.open(names, this.#listener(time), time.signal);
      const { reason, wasSound } = await serveSocket(serve, settings.silentAfter, scheduler, signal);
      if (signal.aborted) return;
      this.#hasBegun = true;
      for (const lane of lanes) lane.disconnected();
      this.#run.bell.ring();
      if (wasSound) this.#waits.reset();
      if (reason === paused) await this.#untilRoom();
      else {
        await this.#waits.after(reason, (attempt, wait) =>
          settings.onReport({ kind: 'down', error: reason, attempt, wait }),
        );
      }
    }
  }

  #listener(time: SocketTime): FeedListener<T> {
    const { lanes, settings, bell, fail } = this.#run;
    const byName = new Map(lanes.map((lane) => [lane.name, lane]));
    // An error must fail the flow and not reach the code of the socket.
    const guarded = (work: () => void): void => {
      if (time.signal.aborted) return;
      try {
        work();
      } catch (error) {
        fail(error);
      }
    };
    return {
      opened: () =>
        guarded(() => {
          this.#hasBegun = true;
          for (const lane of lanes) lane.connected();
          settings.onReport({ kind: 'up' });
          bell.ring();
        }),
      values: (name, values) =>
        guarded(() => {
          time.heard();
          byName.get(name)?.live(values);
          if (heldBy(this.#run) > settings.maxBuffered) time.leave(paused);
          bell.ring();
        }),
      heard: () => guarded(time.heard),
    };
  }

  /** Waits until backfill has caught up and at most half of `maxBuffered` values are buffered. */
  async #untilRoom(): Promise<void> {
    const { lanes, settings } = this.#run;
    settings.onReport({ kind: 'paused', held: heldBy(this.#run) });
    await until(
      this.#run,
      () => heldBy(this.#run) <= settings.maxBuffered / 2 && lanes.every(({ filler }) => !filler.wantsBackfill),
    );
  }
}
