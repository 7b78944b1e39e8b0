import {
  flowOptionNames,
  pickOptions,
  retryOptionNames,
  checkOptions,
  toCount,
  toMs,
  toRetryPolicy,
  toTimeLimit,
} from '@penstock/stream/internal';
import type { Duration, FlowOptions, RetryAfterOptions } from '@penstock/stream';
import type { OptionNames, RetryPolicy } from '@penstock/stream/internal';
import { checkFunctions, checkOption } from '../check-option.ts';
import { toInstant } from '../to-instant.ts';
import { warnOfGaps } from './feed-report.ts';
import type { FeedReport } from './feed-report.ts';
import type { PositionStore } from './positions/position-store.ts';

/** What every feed can be told. */
export interface FeedOptions extends FlowOptions {
  /** Keeps the committed place of each lane; a restart goes on there. */
  readonly store: PositionStore;
  /**
   * Where a lane without a committed place begins: milliseconds since the Unix epoch, UTC, or a `Date`. Default: with
   * what the socket brings first.
   */
  readonly since?: number | Date;
  /**
   * Most values that wait for the sink or a backfill, in all lanes together, from 1 up. Beyond it the socket is closed,
   * and the rest comes by backfill, a page of each lane at a time. Default: 100,000.
   */
  readonly maxBuffered?: number;
  /**
   * How long a value of the socket waits for earlier ones, where ids do not tell that one is missing. Default: 0 where
   * ids rise, 250 ms where times decide.
   */
  readonly reorderWithin?: Duration;
  /** Longest time without any message, from 1 ms, after which the socket is opened anew. Default: 1 minute. */
  readonly silentAfter?: Duration;
  /**
   * Longest time that values of the socket wait for a backfill that reaches them; then they are handed out after a
   * gap. Default: 1 minute.
   */
  readonly confirmWithin?: Duration;
  /**
   * Waits before the socket is opened again and before a backfill is asked for again. They start anew when a socket
   * has stayed open for 10 s after its first message. Default: `initialDelay` 500 ms, `maxDelay` 30 s, no
   * `giveUpAfter`, `maxRetryAfter` 1 hour.
   */
  readonly retry?: RetryAfterOptions;
  /** Told of gaps, outages and the like. A throw fails the flow. Default: a gap is a warning of the process. */
  readonly onReport?: (report: FeedReport) => void;
  /** Numbers of at least 0 and below 1, for the waits. Default: `Math.random`. */
  readonly random?: () => number;
}

/** The names of {@link FeedOptions}. */
export const feedOptionNames: OptionNames<FeedOptions> = {
  ...flowOptionNames,
  store: true,
  since: true,
  maxBuffered: true,
  reorderWithin: true,
  silentAfter: true,
  confirmWithin: true,
  retry: true,
  onReport: true,
  random: true,
};

/** {@link FeedOptions} once checked. */
export interface FeedSettings {
  readonly flow: FlowOptions;
  readonly store: PositionStore;
  readonly since: number | null;
  readonly maxBuffered: number;
  /** Undefined for the default of the feed's order. */
  readonly reorderWithin: number | undefined;
  readonly silentAfter: number;
  readonly confirmWithin: number;
  readonly retry: RetryPolicy;
  readonly onReport: (report: FeedReport) => void;
  readonly random: () => number;
}

/** Waits before a socket is opened again, unless the options give others. */
export const feedRetryDefaults: RetryPolicy = {
  initialDelay: 500,
  maxDelay: 30_000,
  giveUpAfter: Infinity,
  maxRetryAfter: 3_600_000,
};

/** Checks the values of the options and fills in defaults; throws `PENSTOCK_BAD_OPTION`. */
export const toFeedSettings = (options: FeedOptions): FeedSettings => {
  const { store, since, reorderWithin, retry = {}, onReport = warnOfGaps, random = Math.random } = options;
  const isStore = typeof store?.load === 'function' && typeof store.save === 'function';
  checkOption(isStore, 'store', 'a position store, such as filePositions(directory)', store);
  const from = since === undefined ? null : toInstant(since);
  checkOption(from === null || Math.abs(from) <= 8.64e15, 'since', 'ms since the Unix epoch or a Date', since);
  checkFunctions({ onReport, random });
  checkOptions(retry, { ...retryOptionNames, maxRetryAfter: true }, 'retry');
  return {
    flow: pickOptions<FlowOptions>(options, flowOptionNames),
    store,
    since: from,
    maxBuffered: toCount(options.maxBuffered ?? 100_000, 'maxBuffered'),
    reorderWithin: reorderWithin === undefined ? undefined : toMs(reorderWithin, 'reorderWithin'),
    silentAfter: toTimeLimit(options.silentAfter ?? '1m', 'silentAfter', { min: 1 }),
    confirmWithin: toTimeLimit(options.confirmWithin ?? '1m', 'confirmWithin'),
    retry: toRetryPolicy(retry, feedRetryDefaults),
    onReport,
    random,
  };
};
