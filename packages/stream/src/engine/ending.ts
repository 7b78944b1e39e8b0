import type { Drain } from './drain.ts';

/** What {@link Ending} needs of the flow that it ends. */
export interface EndingFlow {
  readonly out: { complete(): void; error(error: unknown): void };
  /** Stops handing out records, and tells the source. */
  readonly stop: () => void;
  /** Sends the last barrier across all lanes. */
  readonly sendLast: () => void;
  /** Commits what is settled. */
  readonly commit: () => Promise<void>;
  /** Asks operators and sinks to flush what they buffer. */
  readonly flush: () => void;
  /** Looks at what is settled, soon. */
  readonly look: () => void;
  /** Ends timers, waits and statistics; a throw of a user's callback becomes the flow's error. */
  readonly end: () => void;
  /** Makes the lanes take no more settlements. */
  readonly revoke: () => void;
  /** Closes the source, after the commit that is under way. */
  readonly close: () => Promise<void>;
}

/**
 * How a flow ends.
 *
 * It is `running` until the source has no more records or is stopped; then it is `draining`, which waits for what is in
 * flight. A record that the policy stops at makes it `failing`, which also waits, and then errors. `over` comes last,
 * and at once when something fails or the flow is abandoned.
 */
export class Ending {
  readonly closed: Promise<void>;
  readonly #flow: EndingFlow;
  readonly #drain: Drain;
  #phase: 'running' | 'draining' | 'failing' | 'over' = 'running';
  /** What the flow errors with once what came before it is settled. */
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
    // Not everybody awaits it, and the subscriber gets the error in any case.
    this.closed.catch(() => undefined);
  }

  get isRunning(): boolean {
    return this.#phase === 'running';
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** The source has no more records: the last barrier, completion, then the last commit. */
  complete(): void {
    if (!this.isRunning) return;
    this.#flow.sendLast();
    // The subscriber may have left, or failed, when it got the barrier.
    if (this.isOver) return;
    this.#phase = 'draining';
    this.#flow.stop();
    this.#flow.out.complete();
    this.#flow.look();
    void this.#closeDrained().catch(this.#rejectClosed);
  }

  /** Errors at once; nothing more is committed. */
  fail(error: unknown): void {
    if (this.isOver) return;
    this.#end();
    const tell = (): void => {
      this.#rejectClosed(error);
      this.#flow.out.error(error);
    };
    // What goes wrong on closing, too, is mostly due to the same cause, and a flow errors once.
    void this.#flow.close().then(tell, tell);
  }

  /** Errors with the first failure once what came before it is settled and committed. */
  failAfterDrain(error: unknown): void {
    // Each may be the last that the end waits for, not only the first.
    this.#flow.look();
    if (this.#failure !== undefined || this.isOver) return;
    this.#failure = error;
    if (this.#phase === 'draining') return;
    this.#phase = 'failing';
    this.#flow.stop();
    // What operators buffer came before the failure and is to be settled too.
    this.#flow.flush();
    void this.#drain
      .settled(() => true)
      .then(async () => {
        await this.#flow.commit();
        this.fail(error);
      });
  }

  /** The subscription is gone: after completion that is the usual end, before it nothing more will be settled. */
  leave(): void {
    if (this.#phase !== 'draining') this.abandon();
  }

  /** Ends at once without an error; nothing more is committed. */
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

  /** Gives what the last report of the statistics threw. It matters only where the flow has no earlier failure. */
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
