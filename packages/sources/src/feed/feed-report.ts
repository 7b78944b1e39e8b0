import type { MergeReport } from './merge/feed-report.ts';

/** The socket was lost or could not be opened, and will be reopened. */
export interface FeedDown {
  readonly kind: 'down';
  readonly error: unknown;
  /** Failures in a row, from 1 up. */
  readonly attempt: number;
  /** Milliseconds until the socket is reopened. */
  readonly wait: number;
}

/** The socket is open, and the subscription was sent. */
export interface FeedUp {
  readonly kind: 'up';
}

/** A backfill failed and will be retried. */
export interface FeedBackfillFailed {
  readonly kind: 'backfill-failed';
  readonly lane: string;
  readonly error: unknown;
  /** Failures in a row, from 1 up. */
  readonly attempt: number;
  /** Milliseconds until the backfill is retried. */
  readonly wait: number;
}

/** The sink is behind, so the socket was closed. Later values are backfilled, and then the socket is reopened. */
export interface FeedPaused {
  readonly kind: 'paused';
  /** The number of buffered values, which wait for the sink or a backfill. */
  readonly held: number;
}

/** A report of a feed, besides its values. */
export type FeedReport = MergeReport | FeedBackfillFailed | FeedDown | FeedPaused | FeedUp;

/** The default `onReport`: emits a process warning for a gap. */
export const warnOfGaps = (report: FeedReport): void => {
  if (report.kind !== 'gap') return;
  const { lane, after, before, reason } = report;
  const from = after === null ? 'the beginning' : new Date(after.time).toISOString();
  process.emitWarning(
    `${lane} has a gap from ${from} to ${new Date(before.time).toISOString()} (${reason}). Set onReport to handle it.`,
    { code: 'PENSTOCK_FEED_GAP' },
  );
};
