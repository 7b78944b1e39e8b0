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
  #hasEnded = false;

  constructor(batch: SinkBatch<T, P>, events: WriteEvents<T, P>) {
    this.#batch = batch;
    this.#events = events;
  }

  get signal(): AbortSignal {
    return this.#events.signal;
  }

  /** All members whose partition this process still has. */
  begin(): readonly number[] {
    const members: number[] = [];
    for (let at = 0; at < this.#batch.members.length; at += 1) if (this.#keep(at)) members.push(at);
    return members;
  }

  settle(at: number, outcome: WriteOutcome): void {
    if (this.#learn(at)) this.#settle(at, outcome);
  }

  held(members: readonly number[]): readonly number[] {
    return members.filter((at) => this.#keep(at));
  }

  /** Settles the rest of `members` by the outcomes of a write that has ended. */
  end(members: readonly number[], outcomes: readonly WriteOutcome[] | void): void {
    if (outcomes && outcomes.length !== members.length) {
      throw new TypeError(
        `the write returned ${outcomes.length} outcomes for ${members.length} deliveries; it must return one for ` +
          'each, or nothing',
      );
    }
    this.#hasEnded = true;
    for (let index = 0; index < members.length; index += 1) {
      const at = members[index]!;
      if (this.#known?.[at] !== 1) this.#settle(at, outcomes?.[index] ?? 'written');
    }
  }

  #settle(at: number, outcome: WriteOutcome): void {
    this.#events.settled(this.#batch.members[at]!, outcome);
    this.#events.left(this.#batch, at);
  }

  /** False, and the member is dropped, when another process has its partition. */
  #keep(at: number): boolean {
    if (this.#batch.members[at]!.lane.state !== 'revoked') return true;
    if (this.#learn(at)) {
      // It commits nothing, but a barrier may wait for it: that of an operator that derived it.
      this.#batch.members[at]!.ack();
      this.#events.left(this.#batch, at);
    }
    return false;
  }

  /** False when the fate of the member was known before. */
  #learn(at: number): boolean {
    if (this.#hasEnded) return false;
    const known = (this.#known ??= new Uint8Array(this.#batch.members.length));
    if (known[at] === 1) return false;
    known[at] = 1;
    return true;
  }
}
