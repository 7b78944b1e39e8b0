import type { FlowCounts } from '../delivery/flow-source.ts';
import type { Committer } from './committer.ts';
import type { Conditions } from './conditions.ts';
import { flowFailures } from './flow-failures.ts';
import type { FlowSettings } from './flow-settings.ts';
import type { Assignment } from './lanes/assignment.ts';

// Between two tries of the last commit, while the source cannot commit for now.
const retryCommitMs = 100;

/** Waits, after the last record, until what is in flight is settled, and commits it. */
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
   * Waits for up to `drainTimeout` until all is settled but what stays unsettled for ever, and every barrier has
   * passed unless the flow has failed. Resolves with the error of a wait that was too long.
   */
  async settled(hasFailed: () => boolean): Promise<Error | undefined> {
    const { drainTimeout } = this.#settings;
    const holds = () => this.#counts.inFlight <= this.#assignment.stuck && (hasFailed() || !this.#committer.pending);
    if (await this.#conditions.until(holds, drainTimeout)) return undefined;
    return flowFailures.drainTimedOut(this.#counts.inFlight, drainTimeout, this.#assignment.oldest);
  }

  /**
   * Commits, and tries again for up to `drainTimeout` while the source cannot commit for now. Resolves with the error
   * of a source that could not in all that time.
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
