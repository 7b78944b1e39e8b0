import { Backoff, startTimer, wait } from '@penstock/stream';
import type { Subscription } from 'rxjs';
import { callUntil } from '../abort/call-until.ts';
import { sourcesError } from '../errors.ts';
import { askedWait } from '../failure/asked-wait.ts';
import { isTransient } from '../failure/is-transient.ts';
import type { FeedListener } from './feed-link.ts';
import { heldBy, until } from './feed-run.ts';
import type { FeedRun } from './feed-run.ts';

/** Why a socket was closed on this side: the sink is behind. */
const paused = Symbol('paused');

/** Keeps the socket of a feed open, as long as the sink keeps up. */
export class SocketLoop<T> {
  readonly #run: FeedRun<T>;
  #backoff: Backoff | undefined;
  #heardAt = 0;
  /** Something came since the socket was opened last. */
  #isSound = false;
  #hasBegun = false;

  constructor(run: FeedRun<T>) {
    this.#run = run;
  }

  /** A socket was opened, or could not be: backfill may begin, since subscribing goes first. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  async run(): Promise<void> {
    const { lanes, settings, signal } = this.#run;
    while (!signal.aborted) {
      const reason = await this.#serve();
      if (signal.aborted) return;
      this.#hasBegun = true;
      for (const lane of lanes) lane.disconnected();
      this.#run.bell.ring();
      if (reason === paused) {
        settings.onReport({ kind: 'paused', held: heldBy(this.#run) });
        await until(this.#run, () => this.#hasRoom());
      } else {
        await this.#waitAfter(reason);
      }
    }
  }

  /** Serves one socket to its end, and returns why it ended. */
  async #serve(): Promise<unknown> {
    const { link, lanes, signal } = this.#run;
    const attempt = new AbortController();
    const stop = (): void => attempt.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    this.#heardAt = this.#now();
    this.#isSound = false;
    const watch = this.#watchSilence(attempt);
    try {
      const names = lanes.map(({ name }) => name);
      await callUntil(attempt.signal, (own) => link.open(names, this.#listener(attempt), own));
      return sourcesError('PENSTOCK_UNAVAILABLE', 'The socket has ended. It is opened again.');
    } catch (error) {
      return error;
    } finally {
      watch();
      signal.removeEventListener('abort', stop);
      // What the link still brings belongs to no socket.
      attempt.abort();
    }
  }

  #listener(attempt: AbortController): FeedListener<T> {
    const { lanes, settings, bell, fail } = this.#run;
    const byName = new Map(lanes.map((lane) => [lane.name, lane]));
    const heard = (): void => {
      this.#heardAt = this.#now();
      this.#isSound = true;
    };
    // A throw must not end up in the code of the socket.
    const guarded = (work: () => void): void => {
      if (attempt.signal.aborted) return;
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
          heard();
          byName.get(name)?.live(values);
          if (heldBy(this.#run) > settings.maxBuffered) attempt.abort(paused);
          bell.ring();
        }),
      heard: () => guarded(heard),
    };
  }

  /** Closes the socket when nothing has come for too long. Returns what ends the watch. */
  #watchSilence(attempt: AbortController): () => void {
    const { settings, scheduler } = this.#run;
    let timer: Subscription | undefined;
    const look = (): void => {
      const left = this.#heardAt + settings.silentAfter - this.#now();
      if (left > 0) timer = startTimer(left, look, scheduler);
      else attempt.abort(silent(settings.silentAfter));
    };
    look();
    return () => timer?.unsubscribe();
  }

  /** Backfill has caught up, and half of the room is free. */
  #hasRoom(): boolean {
    const { lanes, settings } = this.#run;
    return heldBy(this.#run) <= settings.maxBuffered / 2 && lanes.every(({ filler }) => !filler.wantsBackfill);
  }

  async #waitAfter(error: unknown): Promise<void> {
    const { settings, scheduler, signal } = this.#run;
    const { retry, random } = settings;
    const asked = askedWait(error);
    if (!isTransient(error) || asked > retry.maxRetryAfter) throw error;
    if (this.#isSound) this.#backoff = undefined;
    this.#backoff ??= new Backoff(retry, { now: () => scheduler.now(), random });
    const ms = this.#backoff.next(asked);
    if (ms === undefined) throw error;
    settings.onReport({ kind: 'down', error, attempt: this.#backoff.attempt, wait: ms });
    await wait(ms, { scheduler, signal });
  }

  #now(): number {
    return this.#run.scheduler.now();
  }
}

const silent = (ms: number) =>
  sourcesError('PENSTOCK_TIMEOUT', `Expected a message within ${ms} ms; none came. The socket is opened again.`);
