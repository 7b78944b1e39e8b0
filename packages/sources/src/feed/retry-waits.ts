import { Backoff, wait } from '@penstock/stream/internal';
import type { RetryPolicy } from '@penstock/stream/internal';
import type { SchedulerLike } from 'rxjs';
import { askedWait } from '../failure/asked-wait.ts';
import { isTransient } from '../failure/is-transient.ts';

/** What waits go by. */
export interface RetryWaitSettings {
  readonly retry: RetryPolicy;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  readonly signal: AbortSignal;
}

/** The waits of a run of failures: call `after` with each, and `reset` after a success. */
export class RetryWaits {
  readonly #settings: RetryWaitSettings;
  #backoff: Backoff | undefined;

  constructor(settings: RetryWaitSettings) {
    this.#settings = settings;
  }

  reset(): void {
    this.#backoff = undefined;
  }

  /**
   * Waits after a failure, having told how long; throws it when it does not pass by itself, when the server asks for
   * too long a wait, and when it is time to give up.
   */
  async after(error: unknown, tell: (attempt: number, ms: number) => void): Promise<void> {
    const { retry, random, scheduler, signal } = this.#settings;
    const asked = askedWait(error);
    if (!isTransient(error) || asked > retry.maxRetryAfter) throw error;
    this.#backoff ??= new Backoff(retry, { now: () => scheduler.now(), random });
    const ms = this.#backoff.next(asked);
    if (ms === undefined) throw error;
    tell(this.#backoff.attempt, ms);
    await wait(ms, { scheduler, signal });
  }
}
