import { Backoff } from '@penstock/stream/internal';
import type { RetryPolicy } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';
import type { SchedulerLike } from 'rxjs';
import { askedWait } from '../failure/asked-wait.ts';
import { isTransient } from '../failure/is-transient.ts';

/** Settings of {@link RetryWaits}. */
export interface RetryWaitSettings {
  readonly retry: RetryPolicy;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  readonly signal: AbortSignal;
}

/** Waits after each of several failures in a row: call `after` with each failure, and `reset` after a success. */
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
   * Reports the wait and waits. Throws the error when it is not transient, when the server asks for a wait above
   * `maxRetryAfter`, and after `giveUpAfter`.
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
