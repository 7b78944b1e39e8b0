import type { FlowCounts } from '../delivery/flow-source.ts';
import type { Committer } from './committer.ts';
import type { Conditions } from './conditions.ts';
import { flowFailures } from './flow-failures.ts';
import type { FlowSettings } from './flow-settings.ts';
import type { Assignment } from './lanes/assignment.ts';

// Time between two tries of the last commit while the source cannot commit.
const retryCommitMs = 100;

/** After the last record, waits until the deliveries in flight are settled, and commits them. */
export class Drain {
  readonly #settings: FlowSettings;
  readonly #counts: FlowCounts;
  readonly #assignment: Assignment<unknown>;
  readonly #committer: Committer;
  readonly #conditions: Conditions;

  constructor(
    settings: FlowSettings,
    counts: FlowCounts,
    assignment: Assignment<unknown>,
    committer: Committer,
    conditions: Conditions,
  ) {
    this.#settings = settings;
    this.#counts = counts;
    this.#assignment = assignment;
    this.#committer = committer;
    this.#conditions = conditions;
  }

  /**
   * Waits up to `drainTimeout` until all deliveries are settled, except rejected ones that stay unsettled, and until
   * all barriers are complete unless the flow has failed. Resolves with an error when the time is over.
   */
  async settled(hasFailed: () => boolean): Promise<Error | undefined> {
    const { drainTimeout } = this.#settings;
    const holds = () => this.#counts.inFlight <= this.#assignment.stuck && (hasFailed() || !this.#committer.pending);
    if (await this.#conditions.until(holds, drainTimeout)) return undefined;
    return flowFailures.drainTimedOut(this.#counts.inFlight, drainTimeout, this.#assignment.oldest);
  }

  /**
   * Commits, and retries for up to `drainTimeout` while the source cannot commit. Resolves with an error when the
   * source did not commit in that time.
   */
  async committed(isOver: () => boolean): Promise<Error | undefined> {
    const { scheduler, drainTimeout } = this.#settings;
    const deadline = scheduler.now() + drainTimeout;
    await this.#committer.commit();
    while (this.#committer.behind && !isOver() && scheduler.now() < deadline) {
      await this.#conditions.until(() => false, retryCommitMs);
      await this.#committer.commit();
    }
    return this.#committer.behind ? flowFailures.commitRefused(drainTimeout) : undefined;
  }
}
