import type { Drain } from './drain.ts';

/** The part of a flow that {@link Ending} uses. */
export interface EndingFlow {
  readonly out: { complete(): void; error(error: unknown): void };
  /** Stops handing out records, and aborts the signal of the source. */
  readonly stop: () => void;
  /** Sends the last barrier across all lanes. */
  readonly sendLast: () => void;
  /** Commits what is settled. */
  readonly commit: () => Promise<void>;
  /** Asks operators and sinks to flush what they buffer. */
  readonly flush: () => void;
  /** Schedules a check of what is settled. */
  readonly look: () => void;
  /** Ends timers, waits and statistics. Throws what the user's `onStats` throws. */
  readonly end: () => void;
  /** Revokes all lanes, so that later settlements have no effect. */
  readonly revoke: () => void;
  /** Closes the source after the running commit. */
  readonly close: () => Promise<void>;
}

/**
 * Ends a flow, in phases.
 *
 * A flow is `running` until the source has no more records or is stopped. Then it is `draining`: it waits for the
 * deliveries in flight. A rejected record under the policy `stop`, or a dead letter that cannot be written, makes it
 * `failing`: it also waits, and then errors. The last phase is `over`. Other failures, and `abandon`, lead there
 * immediately.
 */
export class Ending {
  readonly closed: Promise<void>;
  readonly #flow: EndingFlow;
  readonly #drain: Drain;
  #phase: 'running' | 'draining' | 'failing' | 'over' = 'running';
  /** The error to end with after the drain. */
  #failure: unknown;
  #resolveClosed!: () => void;
  #rejectClosed!: (error: unknown) => void;

  constructor(flow: EndingFlow, drain: Drain) {
    this.#flow = flow;
    this.#drain = drain;
    this.closed = new Promise((resolve, reject) => {
      this.#resolveClosed = resolve;
      this.#rejectClosed = reject;
    });
    // A user need not await `closed`: the subscriber gets the error too. Prevents an unhandled rejection.
    this.closed.catch(() => undefined);
  }

  get isRunning(): boolean {
    return this.#phase === 'running';
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** Ends the flow when the source has no more records: sends the last barrier, completes, drains and commits. */
  complete(): void {
    if (!this.isRunning) return;
    this.#flow.sendLast();
    // The subscriber may unsubscribe or fail while it handles the barrier.
    if (this.isOver) return;
    this.#phase = 'draining';
    this.#flow.stop();
    this.#flow.out.complete();
    this.#flow.look();
    void this.#closeDrained().catch(this.#rejectClosed);
  }

  /** Errors immediately; nothing more is committed. */
  fail(error: unknown): void {
    if (this.isOver) return;
    this.#end();
    const tell = (): void => {
      this.#rejectClosed(error);
      this.#flow.out.error(error);
    };
    // A flow errors once, and an error on closing usually has the same cause, so only the first error is reported.
    void this.#flow.close().then(tell, tell);
  }

  /** Errors with the first failure after the deliveries in flight are settled and committed. */
  failAfterDrain(error: unknown): void {
    // The drain does not wait for this rejected record any more, so its condition may hold now.
    this.#flow.look();
    if (this.#failure !== undefined || this.isOver) return;
    this.#failure = error;
    if (this.#phase === 'draining') return;
    this.#phase = 'failing';
    this.#flow.stop();
    // Deliveries that operators buffer came before the failure, so they must be settled too.
    this.#flow.flush();
    void this.#drain
      .settled(() => true)
      .then(async () => {
        await this.#flow.commit();
        this.fail(error);
      });
  }

  /** Handles the end of the subscription. While draining that is normal; before, nothing more will be settled. */
  leave(): void {
    if (this.#phase !== 'draining') this.abandon();
  }

  /** Ends immediately without an error; nothing more is committed. */
  abandon(): void {
    if (this.isOver) return;
    const thrown = this.#end();
    this.#flow.revoke();
    void this.#flow.close().then(() => this.#settleClosed(thrown), this.#rejectClosed);
  }

  async #closeDrained(): Promise<void> {
    const late = await this.#drain.settled(() => this.#failure !== undefined);
    const refused = await this.#drain.committed(() => this.isOver);
    if (this.isOver) return;
    const failure = late ?? this.#failure ?? refused;
    const thrown = this.#end();
    await this.#flow.close();
    this.#settleClosed(failure ?? thrown);
  }

  #settleClosed(failure: unknown): void {
    if (failure === undefined) this.#resolveClosed();
    else this.#rejectClosed(failure);
  }

  /** Returns the error of the last statistics report, if any. It counts only when the flow has no earlier failure. */
  #end(): unknown {
    this.#phase = 'over';
    this.#flow.stop();
    try {
      this.#flow.end();
    } catch (error) {
      return error;
    }
    return undefined;
  }
}
