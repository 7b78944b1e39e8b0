import { toMs } from '@penstock/stream/internal';
import type { Duration } from '@penstock/stream';
import { longestMs } from '../client/longest-ms.ts';

/** Times of a member of a group, as a user gives them. */
export interface GroupTimeOptions {
  /**
   * The group gives a member up that it has not heard of for so long; from 1 s, and within what the broker allows,
   * which is 6 s to 30 min unless it is configured otherwise. Default `'30s'`.
   */
  readonly sessionTimeout?: Duration;
  /**
   * Longest time that the group waits for its members when partitions move, 1 s to 24 days; default `'60s'`. Half of
   * it, and at most `drainTimeout`, is left to what is in flight; what has not settled then comes again where its
   * partition moves away.
   */
  readonly rebalanceTimeout?: Duration;
  /**
   * Longest wait of a fetch for new records, and so of a stop for a fetch; default `'250ms'`. At most half of
   * `sessionTimeout` and of `rebalanceTimeout`: a member without records tells the group that it is there after each
   * fetch.
   */
  readonly maxWait?: Duration;
}

/** Whole milliseconds, as the protocol has them. */
export interface GroupTimes {
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly maxWait: number;
  /** Time between two heartbeats: several in a session, and early enough to hear of a rebalance. */
  readonly heartbeatInterval: number;
}

const leastMs = 1_000;

/** Checks the times and how they fit together; throws `PENSTOCK_BAD_OPTION`. */
export const groupTimes = (options: GroupTimeOptions): GroupTimes => {
  const range = { min: leastMs, max: longestMs };
  const sessionTimeout = Math.ceil(toMs(options.sessionTimeout ?? '30s', 'sessionTimeout', range));
  const rebalanceTimeout = Math.ceil(toMs(options.rebalanceTimeout ?? '60s', 'rebalanceTimeout', range));
  const shorter = Math.min(sessionTimeout, rebalanceTimeout);
  const maxWait = Math.floor(
    toMs(options.maxWait ?? '250ms', 'maxWait (at most half of sessionTimeout and rebalanceTimeout)', {
      max: shorter / 2,
    }),
  );
  return { sessionTimeout, rebalanceTimeout, maxWait, heartbeatInterval: Math.min(1_000, Math.floor(shorter / 4)) };
};
