import { flowFailures } from './flow-failures.ts';
import type { FlowSettings } from './flow-settings.ts';
import { laneName } from './lanes/assignment.ts';
import type { SourceLane } from './lanes/source-lane.ts';

/** The operators of a flow that keep state, and whether each lane begins with what they stored. */
export class OperatorStates {
  /** Names of the operators. */
  readonly names: ReadonlySet<string>;
  readonly #names = new Set<string>();
  readonly #settings: FlowSettings;
  readonly #commits: boolean;
  readonly #lanes: ReadonlyMap<string, SourceLane>;
  readonly #onFailed: (error: unknown) => void;

  /** @param commits true where the source commits positions, so that a restart would lose what no store has. */
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

  /** Adds an operator; the flow fails if its state cannot be stored, or is missing where a lane began. */
  require(operator: string): void {
    const { stateStore, volatile } = this.#settings;
    if (this.#commits && !stateStore && !volatile) this.#onFailed(flowFailures.stateStoreRequired(operator));
    if (this.#names.has(operator)) this.#onFailed(flowFailures.stateNameTaken(operator));
    this.#names.add(operator);
    this.#checkState(operator, this.#lanes.values());
  }

  /** Fails the flow if one of the lanes continues earlier work without the state of an operator. */
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
