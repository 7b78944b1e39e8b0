import type { Delivery, Lane } from '../../delivery/delivery.ts';

/**
 * The part of a lane that its deliveries and the rejection policy use. They settle a record by the sequence number that
 * the ledger of the lane gave it.
 */
export interface SettlingLane extends Lane {
  onAck(sequence: number): void;
  onReject(sequence: number, reason: unknown, record: Delivery<unknown>): void;
  /** How many rejected records stay unsettled because the flow stops at them. */
  stuck: number;
  /** Settles a rejected record after the policy has been carried out, for example when its dead letter is durable. */
  release(sequence: number): void;
  /** Calls `then` when `release` settles the record. */
  onRelease(sequence: number, then: () => void): void;
}
