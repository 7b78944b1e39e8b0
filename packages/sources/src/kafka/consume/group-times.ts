import type { Duration } from '@penstock/stream';
import { toMs } from '@penstock/stream/internal';
import { longestMs } from '../client/longest-ms.ts';

/** The timeouts of a group member, as options. */
export interface GroupTimeOptions {
  /**
   * The group removes a member without a heartbeat for this time. From 1 s, and within the broker's limits, by default
   * 6 s to 30 min. Default: `'30s'`.
   */
  readonly sessionTimeout?: Duration;
  /**
   * The longest time that the group waits for its members in a rebalance, 1 s to 24 days. Records in flight get half of
   * it to settle, but at most `drainTimeout`. Unsettled records of a partition that moves come again at its new owner.
   * Default: `'60s'`.
   */
  readonly rebalanceTimeout?: Duration;
  /**
   * The longest time that a fetch waits for new records, and that a stop therefore waits for a fetch. At most half of
   * `sessionTimeout` and of `rebalanceTimeout`, because a member without records sends its heartbeat after each fetch.
   * Default: `'250ms'`.
   */
  readonly maxWait?: Duration;
}

/** The checked timeouts in whole milliseconds, as the protocol needs them. */
export interface GroupTimes {
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly maxWait: number;
  /** The interval of heartbeats: several in a session timeout, and short enough to notice a rebalance in time. */
  readonly heartbeatInterval: number;
}

const leastMs = 1_000;

/** Checks the timeouts and their combination; throws `PENSTOCK_BAD_OPTION`. */
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
