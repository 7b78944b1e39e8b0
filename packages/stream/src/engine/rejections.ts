import type { Delivery } from '../delivery/delivery.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { FlowCounts } from '../delivery/flow-source.ts';
import type { DeadLetterSink, RejectionPolicy } from '../delivery/rejection.ts';
import { flowFailures } from './flow-failures.ts';
import { DerivedDelivery } from './lanes/derived-delivery.ts';
import type { SettlingLane } from './lanes/settling-lane.ts';
import { SourceDelivery } from './lanes/source-delivery.ts';

/** Applies the rejection policy of a flow to its rejected records. */
export class Rejections {
  readonly #policy: RejectionPolicy;
  readonly #counts: FlowCounts;
  readonly #context: Pick<FlowContext, 'beginWrite'>;
  readonly #onFatal: (error: unknown) => void;

  /** @param onFatal Ends the flow with the error of a record that stays unsettled. */
  constructor(
    policy: RejectionPolicy,
    counts: FlowCounts,
    context: Pick<FlowContext, 'beginWrite'>,
    onFatal: (error: unknown) => void,
  ) {
    this.#policy = policy;
    this.#counts = counts;
    this.#context = context;
    this.#onFatal = onFatal;
  }

  take(lane: SettlingLane, sequence: number, reason: unknown, record: Delivery<unknown>): void {
    this.#counts.rejected += 1;
    if (this.#policy === 'skip') {
      this.#counts.skipped += 1;
      lane.release(sequence);
    } else if (this.#policy === 'stop') {
      const name = record instanceof DerivedDelivery ? `The result ${record.id} at` : 'The record at';
      this.#keep(lane, flowFailures.rejected(name, record.position, reason));
    } else {
      void this.#write(this.#policy.deadLetter, lane, sequence, reason, record);
    }
  }

  async #write(
    sink: DeadLetterSink,
    lane: SettlingLane,
    sequence: number,
    reason: unknown,
    record: Delivery<unknown>,
  ): Promise<void> {
    const { id, key, time, headers, position, value } = record;
    const raw = record instanceof SourceDelivery ? record.raw : undefined;
    const ended = this.#context.beginWrite();
    try {
      await sink({ id, key, time, headers, position, value, raw, reason, code: codeOf(reason) });
    } catch (cause) {
      this.#keep(lane, flowFailures.deadLetterFailed(position, cause));
      return;
    } finally {
      ended();
    }
    lane.release(sequence);
  }

  /** Leaves the record unsettled, so that the flow is never committed past it, and ends the flow. */
  #keep(lane: SettlingLane, error: unknown): void {
    if (lane.state !== 'revoked') lane.stuck += 1;
    this.#onFatal(error);
  }
}

const codeOf = (reason: unknown): string => {
  const code = (reason as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : 'PENSTOCK_REJECTED';
};
