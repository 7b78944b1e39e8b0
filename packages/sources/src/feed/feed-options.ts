import type { Duration, FlowOptions, RetryAfterOptions } from '@penstock/stream';
import {
  checkOptions,
  flowOptionNames,
  pickOptions,
  retryOptionNames,
  toCount,
  toMs,
  toRetryPolicy,
  toTimeLimit,
} from '@penstock/stream/internal';
import type { OptionNames, RetryPolicy } from '@penstock/stream/internal';
import { checkFunctions } from '@penstock/stream/internal';
import { checkOption } from '../check-option.ts';
import { toInstant } from '../to-instant.ts';
import { warnOfGaps } from './feed-report.ts';
import type { FeedReport } from './feed-report.ts';
import type { PositionStore } from './positions/position-store.ts';

/** Options of every feed. */
export interface FeedOptions extends FlowOptions {
  /** Stores the committed position of each lane, from which the feed continues after a restart. */
  readonly store: PositionStore;
  /**
   * The time at which a lane without a committed position begins: milliseconds since the Unix epoch, UTC, or a `Date`.
   * Default: the first value from the socket.
   */
  readonly since?: number | Date;
  /**
   * The largest number of buffered values, which wait for the sink or a backfill, in all lanes together, from 1 up.
   * Above it the socket is closed, and the later values are backfilled, one page of each lane at a time. Default:
   * 100,000.
   */
  readonly maxBuffered?: number;
  /**
   * How long a value from the socket waits for earlier values, unless ids are consecutive, which shows missing values.
   * Default: 0 with the order `'rising'`, 250 ms with `'time'`.
   */
  readonly reorderWithin?: Duration;
  /** The time without any message after which the socket is reopened, from 1 ms. Default: 1 minute. */
  readonly silentAfter?: Duration;
  /**
   * The longest time that values from the socket wait for a backfill that reaches them. Then a gap is reported and they
   * are handed out. Default: 1 minute.
   */
  readonly confirmWithin?: Duration;
  /**
   * The waits before the socket is reopened and before a backfill is retried. They start from `initialDelay` again when
   * a socket has stayed open for 10 s after its first message. Default: `initialDelay` 500 ms, `maxDelay` 30 s, no
   * `giveUpAfter`, `maxRetryAfter` 1 hour.
   */
  readonly retry?: RetryAfterOptions;
  /**
   * Called with gaps, outages and other reports. If it throws, the flow fails. Default: a process warning for each gap.
   */
  readonly onReport?: (report: FeedReport) => void;
  /** Random numbers from 0 to below 1, for the jitter of the waits. Default: `Math.random`. */
  readonly random?: () => number;
}

/** The names of the options in {@link FeedOptions}. */
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

/** The checked {@link FeedOptions}. */
export interface FeedSettings {
  readonly flow: FlowOptions;
  readonly store: PositionStore;
  readonly since: number | null;
  readonly maxBuffered: number;
  /** Undefined means the default for the feed's order. */
  readonly reorderWithin: number | undefined;
  readonly silentAfter: number;
  readonly confirmWithin: number;
  readonly retry: RetryPolicy;
  readonly onReport: (report: FeedReport) => void;
  readonly random: () => number;
}

/** The default waits before a socket is reopened. */
export const feedRetryDefaults: RetryPolicy = {
  initialDelay: 500,
  maxDelay: 30_000,
  giveUpAfter: Infinity,
  maxRetryAfter: 3_600_000,
};

/** Checks the options and fills in their defaults; throws `PENSTOCK_BAD_OPTION`. */
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
