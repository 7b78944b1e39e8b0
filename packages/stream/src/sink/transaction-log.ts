import type { Barrier } from '../delivery/barrier.ts';
import type { Lane } from '../delivery/delivery.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { FlowSource } from '../delivery/flow-source.ts';
import { toJson } from '../to-json.ts';
import type { Transactions } from './sink-writer.ts';

/** Runs both phases of the transactions of a sink: prepares at a barrier, and commits when the barrier is committed. */
export class TransactionLog {
  readonly #transactions: Transactions<unknown>;
  readonly #onFailed: (error: unknown) => void;
  readonly #known = new WeakSet<Lane>();
  /** Prepared transactions that are not committed yet, oldest first. */
  #pending: unknown[] = [];
  #commits: Promise<void> = Promise.resolve();
  #onEmpty: (() => void) | undefined;

  constructor(transactions: Transactions<unknown>, onFailed: (error: unknown) => void) {
    this.#transactions = transactions;
    this.#onFailed = onFailed;
  }

  /** Registers the sink as an operator with state in a flow. */
  join(context: FlowContext): void {
    context.requireState(this.#transactions.name);
  }

  /** Resolves when the barrier may pass: everything that came before it is part of a prepared transaction. */
  async prepare(barrier: Barrier): Promise<void> {
    await this.#recover(barrier);
    await this.#transactions.flush?.();
    const prepared = await this.#transactions.prepare();
    if (prepared !== undefined) this.#pending.push(prepared);
    // All transactions that are not committed: a run that begins at this barrier cannot read an older state.
    const pending = [...this.#pending];
    for (const { lane } of barrier.marks) barrier.save(this.#transactions.name, lane, pending);
    barrier.onCommitted(() => void this.#commit(pending));
  }

  /** Resolves when all prepared transactions are committed, or when the sources have closed without committing them. */
  async end(sources: Iterable<FlowSource>): Promise<void> {
    if (this.#pending.length > 0) {
      const empty = new Promise<void>((resolve) => (this.#onEmpty = resolve));
      await Promise.race([empty, Promise.all(Array.from(sources, ({ closed }) => closed))]);
    }
    await this.#commits;
  }

  /**
   * Commits restored transactions: the last run may have ended after it committed offsets and before its transactions.
   */
  async #recover({ marks }: Barrier): Promise<void> {
    const restored = new Map<string, unknown>();
    for (const { lane } of marks) {
      if (this.#known.has(lane)) continue;
      this.#known.add(lane);
      // The state of each lane has the same transactions.
      for (const prepared of (lane.restored(this.#transactions.name) ?? []) as unknown[])
        restored.set(toJson(prepared), prepared);
    }
    for (const prepared of restored.values()) await this.#transactions.commit(prepared);
  }

  #commit(prepared: readonly unknown[]): Promise<void> {
    this.#commits = this.#commits
      .then(async () => {
        for (const one of prepared) {
          if (!this.#pending.includes(one)) continue;
          await this.#transactions.commit(one);
          this.#pending = this.#pending.filter((other) => other !== one);
        }
        if (this.#pending.length === 0) this.#onEmpty?.();
      })
      .catch((error: unknown) => this.#onFailed(error));
    return this.#commits;
  }
}
