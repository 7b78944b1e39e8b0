import type { MergeReport } from './merge/feed-report.ts';

/** The socket is lost, or could not be opened, and will be opened again. */
export interface FeedDown {
  readonly kind: 'down';
  readonly error: unknown;
  /** Failures in a row, from 1 up. */
  readonly attempt: number;
  /** Milliseconds until it is opened again. */
  readonly wait: number;
}

/** The socket is open, and the subscription asked for. */
export interface FeedUp {
  readonly kind: 'up';
}

/** A backfill failed and will be asked for again. */
export interface FeedBackfillFailed {
  readonly kind: 'backfill-failed';
  readonly lane: string;
  readonly error: unknown;
  /** Failures in a row, from 1 up. */
  readonly attempt: number;
  /** Milliseconds until it is asked for again. */
  readonly wait: number;
}

/** The sink is behind, so the socket was closed; the rest comes by backfill, and then the socket is opened again. */
export interface FeedPaused {
  readonly kind: 'paused';
  /** Values that wait for the sink. */
  readonly held: number;
}

/** What a feed tells besides its values. */
export type FeedReport = MergeReport | FeedBackfillFailed | FeedDown | FeedPaused | FeedUp;

/** What is done with reports where nobody asked for them: a gap is a warning of the process. */
export const warnOfGaps = (report: FeedReport): void => {
  if (report.kind !== 'gap') return;
  const { lane, after, before, reason } = report;
  const from = after === null ? 'the beginning' : new Date(after.time).toISOString();
  process.emitWarning(
    `${lane} has a gap from ${from} to ${new Date(before.time).toISOString()} (${reason}). Give onReport to handle it.`,
    { code: 'PENSTOCK_FEED_GAP' },
  );
};
