import type { Barrier } from '../delivery/barrier.ts';
import type { Lane } from '../delivery/delivery.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { FlowSource } from '../delivery/flow-source.ts';
import { toJson } from '../to-json.ts';
import type { Transactions } from './sink-writer.ts';

/** Takes the transactions of a sink through both phases: prepared with a barrier, committed once that is stored. */
export class TransactionLog {
  readonly #transactions: Transactions<unknown>;
  readonly #onFailed: (error: unknown) => void;
  readonly #known = new WeakSet<Lane>();
  /** Prepared and not committed yet, oldest first. */
  #pending: unknown[] = [];
  #commits: Promise<void> = Promise.resolve();
  #onEmpty: (() => void) | undefined;

  constructor(transactions: Transactions<unknown>, onFailed: (error: unknown) => void) {
    this.#transactions = transactions;
    this.#onFailed = onFailed;
  }

  /** Says that the sink has state in a flow. */
  join(context: FlowContext): void {
    context.requireState(this.#transactions.name);
  }

  /** Resolves when the barrier may pass: everything that came before it is part of a prepared transaction. */
  async prepare(barrier: Barrier): Promise<void> {
    await this.#recover(barrier);
    await this.#transactions.flush?.();
    const prepared = await this.#transactions.prepare();
    if (prepared !== undefined) this.#pending.push(prepared);
    // All that are not committed: a run that begins here finds no older state.
    const pending = [...this.#pending];
    for (const { lane } of barrier.marks) barrier.save(this.#transactions.name, lane, pending);
    barrier.onCommitted(() => void this.#commit(pending));
  }

  /** Resolves when everything prepared is committed, or when the sources have closed without that. */
  async end(sources: Iterable<FlowSource>): Promise<void> {
    if (this.#pending.length > 0) {
      const empty = new Promise<void>((resolve) => (this.#onEmpty = resolve));
      await Promise.race([empty, Promise.all(Array.from(sources, ({ closed }) => closed))]);
    }
    await this.#commits;
  }

  /** The last run may have ended between its commit of offsets and that of its transactions. */
  async #recover({ marks }: Barrier): Promise<void> {
    const restored = new Map<string, unknown>();
    for (const { lane } of marks) {
      if (this.#known.has(lane)) continue;
      this.#known.add(lane);
      // Each lane has the same ones.
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
