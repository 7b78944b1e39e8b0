import type { Delivery, Lane } from '../../delivery/delivery.ts';

/**
 * A lane as its own deliveries, and the policy on rejected ones, see it: they settle by the sequence number that its
 * ledger gave them.
 */
export interface SettlingLane extends Lane {
  onAck(sequence: number): void;
  onReject(sequence: number, reason: unknown, record: Delivery<unknown>): void;
  /** Rejected records that stay unsettled, since the flow stops at them. */
  stuck: number;
  /** Settles a rejected record: its rejection is durable. */
  release(sequence: number): void;
  /** Has `then` called once the rejection is durable. */
  onRelease(sequence: number, then: () => void): void;
}
