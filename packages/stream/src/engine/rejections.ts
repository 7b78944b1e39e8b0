import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { DerivedDelivery } from './lanes/derived-delivery.ts';
import type { FlowCounts } from '../delivery/flow-source.ts';
import type { DeadLetterSink, RejectionPolicy } from '../delivery/rejection.ts';
import { SourceDelivery } from './lanes/source-delivery.ts';
import type { SourceLane } from './lanes/source-lane.ts';

/** What {@link Rejections} needs of the flow. */
export interface RejectionsOwner {
  readonly counts: FlowCounts;
  /** The record's rejection is durable: it counts as settled. */
  release(lane: SourceLane, sequence: number): void;
  /** The record stays unsettled for ever, and the flow ends with `error` once what came before is settled. */
  failAfterDrain(lane: SourceLane, error: unknown): void;
  beginWrite(): () => void;
}

/** Carries out the policy of a flow on its rejected records. */
export class Rejections {
  readonly #policy: RejectionPolicy;
  readonly #owner: RejectionsOwner;

  constructor(policy: RejectionPolicy, owner: RejectionsOwner) {
    this.#policy = policy;
    this.#owner = owner;
  }

  take(lane: SourceLane, sequence: number, reason: unknown, record: Delivery<unknown>): void {
    this.#owner.counts.rejected += 1;
    if (this.#policy === 'skip') {
      this.#owner.counts.skipped += 1;
      this.#owner.release(lane, sequence);
    } else if (this.#policy === 'stop') {
      const { topic, partition, offset } = record.position;
      const at = `${topic}-${partition} offset ${offset}`;
      this.#owner.failAfterDrain(
        lane,
        streamError(
          'PENSTOCK_REJECTED',
          `${record instanceof DerivedDelivery ? `The result ${record.id} at ${at}` : `The record at ${at}`} was ` +
            `rejected: ${reasonText(reason)}. Nothing from it on is committed. Mend its cause and run again, or set ` +
            `onReject to deadLetter(sink) or 'skip'.`,
          reason,
        ),
      );
    } else {
      void this.#write(this.#policy.deadLetter, lane, sequence, reason, record);
    }
  }

  async #write(
    sink: DeadLetterSink,
    lane: SourceLane,
    sequence: number,
    reason: unknown,
    record: Delivery<unknown>,
  ): Promise<void> {
    const { id, key, time, headers, position } = record;
    const code = (reason as { code?: unknown } | null)?.code;
    const ended = this.#owner.beginWrite();
    try {
      await sink({
        id,
        key,
        time,
        headers,
        position,
        value: record.value,
        raw: record instanceof SourceDelivery ? record.raw : undefined,
        reason,
        code: typeof code === 'string' ? code : 'PENSTOCK_REJECTED',
      });
    } catch (cause) {
      this.#owner.failAfterDrain(
        lane,
        streamError(
          'PENSTOCK_DEAD_LETTER_FAILED',
          `The dead letter of ${position.topic}-${position.partition} offset ${position.offset} could not be ` +
            `written: ${reasonText(cause)}. The record is not committed and comes again.`,
          cause,
        ),
      );
      return;
    } finally {
      ended();
    }
    this.#owner.release(lane, sequence);
  }
}
