import type { Delivery } from '../delivery/delivery.ts';
import type { SinkBatch, WriteContext, WriteOutcome } from './sink-writer.ts';

/** What a {@link WriteUnderWay} tells the sink. */
export interface WriteEvents<T, P> {
  readonly signal: AbortSignal;
  settled(delivery: Delivery<T>, outcome: WriteOutcome): void;
  /** The fate of a member is known, or it was dropped. */
  left(batch: SinkBatch<T, P>, at: number): void;
}

/** One write, with the fate of each of its members. */
export class WriteUnderWay<T, P> implements WriteContext {
  readonly #batch: SinkBatch<T, P>;
  readonly #events: WriteEvents<T, P>;
  /** Members whose fate is known; made with the first that comes before the end. */
  #known: Uint8Array | undefined;

  constructor(batch: SinkBatch<T, P>, events: WriteEvents<T, P>) {
    this.#batch = batch;
    this.#events = events;
  }

  get signal(): AbortSignal {
    return this.#events.signal;
  }

  /** All members whose partition this process still has. */
  begin(): readonly number[] {
    return this.held(Array.from(this.#batch.members.keys()));
  }

  settle(at: number, outcome: WriteOutcome): void {
    if (this.signal.aborted || !this.#learn(at)) return;
    this.#events.settled(this.#batch.members[at]!, outcome);
    this.#events.left(this.#batch, at);
  }

  held(members: readonly number[]): readonly number[] {
    const { members: deliveries } = this.#batch;
    const isRevoked = (at: number): boolean => deliveries[at]!.lane.state === 'revoked';
    if (!members.some(isRevoked)) return members;
    for (const at of members) if (isRevoked(at) && this.#learn(at)) this.#events.left(this.#batch, at);
    return members.filter((at) => !isRevoked(at));
  }

  /** Settles the rest of `members` by the outcomes of a write that has ended. */
  end(members: readonly number[], outcomes: readonly WriteOutcome[] | void): void {
    if (outcomes && outcomes.length !== members.length) {
      throw new TypeError(
        `the write returned ${outcomes.length} outcomes for ${members.length} deliveries; it must return one for ` +
          'each, or nothing',
      );
    }
    for (let index = 0; index < members.length; index += 1)
      this.settle(members[index]!, outcomes?.[index] ?? 'written');
  }

  /** False when the fate of the member was known before. */
  #learn(at: number): boolean {
    const known = (this.#known ??= new Uint8Array(this.#batch.members.length));
    if (known[at] === 1) return false;
    known[at] = 1;
    return true;
  }
}
