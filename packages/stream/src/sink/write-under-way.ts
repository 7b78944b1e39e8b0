import type { Delivery } from '../delivery/delivery.ts';
import type { SinkBatch, WriteContext, WriteOutcome } from './sink-writer.ts';

/** The callbacks of a {@link WriteUnderWay} to its sink. */
export interface WriteEvents<T, P> {
  readonly signal: AbortSignal;
  settled(delivery: Delivery<T>, outcome: WriteOutcome): void;
  /** Called when the outcome of a member is known, or when it was dropped. */
  left(batch: SinkBatch<T, P>, at: number): void;
}

/** A running write, which keeps which of its members have an outcome. */
export class WriteUnderWay<T, P> implements WriteContext {
  readonly #batch: SinkBatch<T, P>;
  readonly #events: WriteEvents<T, P>;
  /** 1 for each member that was settled or dropped before the write ended; undefined while there is none. */
  #known: Uint8Array | undefined;
  #hasEnded = false;

  constructor(batch: SinkBatch<T, P>, events: WriteEvents<T, P>) {
    this.#batch = batch;
    this.#events = events;
  }

  get signal(): AbortSignal {
    return this.#events.signal;
  }

  /** Returns all members whose partition this process still owns, and drops the others. */
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

  /** Settles the `members` that are not settled yet, by the outcomes of the ended write. */
  end(members: readonly number[], outcomes: readonly WriteOutcome[] | void): void {
    if (outcomes && outcomes.length !== members.length) {
      throw new TypeError(
        `expected ${members.length} outcomes, one for each delivery, or none; got ${outcomes.length} from the write`,
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

  /** Returns false, and drops the member, when its partition was revoked. */
  #keep(at: number): boolean {
    if (this.#batch.members[at]!.lane.state !== 'revoked') return true;
    if (this.#learn(at)) {
      // The acknowledgement commits nothing, since the partition was revoked. But an operator that derived the delivery
      // may hold a barrier until the delivery is settled.
      this.#batch.members[at]!.ack();
      this.#events.left(this.#batch, at);
    }
    return false;
  }

  /** Marks a member as settled or dropped. Returns false when it already was. */
  #learn(at: number): boolean {
    if (this.#hasEnded) return false;
    const known = (this.#known ??= new Uint8Array(this.#batch.members.length));
    if (known[at] === 1) return false;
    known[at] = 1;
    return true;
  }
}
