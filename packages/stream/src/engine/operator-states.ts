import { flowFailures } from './flow-failures.ts';
import type { FlowSettings } from './flow-settings.ts';
import { laneName } from './lanes/assignment.ts';
import type { SourceLane } from './lanes/source-lane.ts';

/** Keeps the names of the operators with state, and checks that each lane begins with their stored state. */
export class OperatorStates {
  /** Names of the operators. */
  readonly names: ReadonlySet<string>;
  readonly #names = new Set<string>();
  readonly #settings: FlowSettings;
  readonly #commits: boolean;
  readonly #lanes: ReadonlyMap<string, SourceLane>;
  readonly #onFailed: (error: unknown) => void;

  /** @param commits True when the source commits positions, so that a restart loses state that is not stored. */
  constructor(
    settings: FlowSettings,
    commits: boolean,
    lanes: ReadonlyMap<string, SourceLane>,
    onFailed: (error: unknown) => void,
  ) {
    this.names = this.#names;
    this.#settings = settings;
    this.#commits = commits;
    this.#lanes = lanes;
    this.#onFailed = onFailed;
  }

  /** Adds an operator. The flow fails if it has no store for the state, or if the state of a lane is missing there. */
  require(operator: string): void {
    const { stateStore, volatile } = this.#settings;
    if (this.#commits && !stateStore && !volatile) this.#onFailed(flowFailures.stateStoreRequired(operator));
    if (this.#names.has(operator)) this.#onFailed(flowFailures.stateNameTaken(operator));
    this.#names.add(operator);
    this.#checkState(operator, this.#lanes.values());
  }

  /** Fails the flow if one of the lanes continues an earlier run and the store lacks the state of an operator. */
  check(lanes: Iterable<SourceLane>): void {
    for (const operator of this.#names) this.#checkState(operator, lanes);
  }

  #checkState(operator: string, lanes: Iterable<SourceLane>): void {
    const { stateStore, volatile } = this.#settings;
    if (volatile || !stateStore) return;
    for (const lane of lanes) {
      if (lane.knows(operator)) continue;
      this.#onFailed(flowFailures.stateMissing(operator, laneName(lane), lane.ledger.next));
      return;
    }
  }
}
