import type { Delivery, Duration, PenstockError, RetryAfterOptions } from '@penstock/stream';
import type { SchedulerLike } from 'rxjs';
import type { ElasticsearchErrorCode } from '../errors.ts';

/** What is done with a document; see {@link ToElasticsearchOptions.opType}. */
export type OpType = 'index' | 'create' | 'update' | 'delete';

export const opTypes: readonly OpType[] = ['index', 'create', 'update', 'delete'];

/** A property of a record: the same for all, or worked out from each. */
export type PerRecord<T, R> = R | ((value: T, delivery: Delivery<T>) => R);

/** A script of an update, by Elasticsearch's own names. */
export interface UpdateScript {
  readonly source?: string;
  /** Of a stored script, in the place of `source`. */
  readonly id?: string;
  readonly lang?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The topic whose offsets are versions; see {@link ToElasticsearchOptions.version}. */
export interface OffsetOrigin {
  readonly topic: string;
  /** Number of its partitions: with another number keys move to partitions with other offsets. */
  readonly partitions: number;
  /** What tells the topic from an earlier one of the same name, such as Kafka's topic id. */
  readonly topicId?: string;
}

/** One wait before documents are sent again. */
export interface RetryReport {
  /** Documents that are sent again. */
  readonly documents: number;
  /** How often these have been sent, from 1. */
  readonly attempt: number;
  /** Milliseconds until they are sent again. */
  readonly wait: number;
  /** HTTP status of the request or of the first document refused; 0 where nothing answered. */
  readonly status: number;
  readonly reason: string;
}

/** How {@link toElasticsearch} writes. */
export interface ToElasticsearchOptions<T> {
  /** Index, alias or data stream, or a function that names it for each record. */
  readonly index: PerRecord<T, string>;
  /** `_id`; default the delivery's `id`, by which a record that comes again overwrites itself. */
  readonly id?: (value: T, delivery: Delivery<T>) => string;
  /** The document; default the value. One that JSON would change, such as one with `NaN` or a `Map`, is rejected. */
  readonly source?: (value: T, delivery: Delivery<T>) => object;
  /**
   * `'index'` (default) writes or replaces; `'create'` writes only what is not there, and is what a data stream takes;
   * `'update'` merges the value into what is there, or creates it; `'delete'` removes.
   */
  readonly opType?: PerRecord<T, OpType>;
  /** With `'update'`: false refuses a document that is not there, instead of creating it. Default true. */
  readonly upsert?: boolean;
  /**
   * With `'update'`: runs a script on what is there, and takes the value for what is not. A record that comes again
   * runs it again, so the index may differ then: scripts are outside the promise that a replay changes nothing.
   */
  readonly script?: (value: T, delivery: Delivery<T>) => UpdateScript;
  /**
   * `'external'` gives each write a version, and a write with an older one than is there changes nothing (`unchanged`).
   */
  readonly versionType?: 'external';
  /**
   * With `versionType`: a whole number from 0 up, or `'offset'` (default), for an index with one writer of one topic.
   * For `'offset'` the index keeps `origin`, and refuses offsets of another topic or number of partitions.
   */
  readonly version?: 'offset' | ((value: T, delivery: Delivery<T>) => number);
  /** Needed with the version `'offset'`. */
  readonly origin?: OffsetOrigin;
  /** What chooses the shard; default the `_id`. Text of at least one character, or `undefined` for the default. */
  readonly routing?: (value: T, delivery: Delivery<T>) => string | undefined;
  /**
   * Name of an ingest pipeline, or a function that names it for each record; `undefined` leaves the choice to the
   * index. Elasticsearch runs none for `'delete'`, and for `'update'` only on what `script` creates.
   */
  readonly pipeline?: PerRecord<T, string | undefined>;
  /** Takes `index` only as an alias, so that a missing one is an error and not a new index. */
  readonly requireAlias?: boolean;
  /** Most documents in a request; at least 1, default 2,500. */
  readonly maxBatch?: number;
  /** Most bytes in a request; a single larger document goes alone. Default 5 MiB. */
  readonly maxBytes?: number;
  /** Longest wait of the oldest document; `Infinity` for no limit. Default `'200ms'`. */
  readonly maxAge?: Duration;
  /**
   * Requests under way: a number keeps to it; bounds let it follow what the server takes. Default `{ min: 1, max: 8 }`,
   * beginning at 4.
   */
  readonly concurrency?: number | { readonly min?: number; readonly max?: number };
  /**
   * Waits before documents are sent again. Default: `initialDelay` 100 ms, `maxDelay` 10 s, and no `giveUpAfter`, since
   * meanwhile the source only waits; after it the flow errors with `PENSTOCK_UNAVAILABLE`. A `Retry-After` of the
   * server may make a wait longer, up to `maxRetryAfter`, 1 hour by default.
   */
  readonly retry?: RetryAfterOptions;
  /**
   * Longest time to try for the first answer of the server before giving up; `Infinity` for no limit. Default `'10s'`.
   */
  readonly startTimeout?: Duration;
  /**
   * Longest wait for the answer to one request, from 1 ms; the client keeps to 24.8 days at most, also for `Infinity`.
   * Default `'60s'`.
   */
  readonly requestTimeout?: Duration;
  /** Told of each wait; without it the beginning of an outage is a warning of the process. */
  readonly onRetry?: (report: RetryReport) => void;
  /**
   * Default true: when the source has ended, the indices that were written are refreshed, so that a search right after
   * the run finds the documents. A flow that is stopped, or fails, refreshes nothing. False leaves it out.
   */
  readonly refresh?: boolean;
  /** Gets `PENSTOCK_NOT_REFRESHED` for each index that was not refreshed; default a warning of the process. */
  readonly onRefreshFailed?: (error: PenstockError<ElasticsearchErrorCode>) => void;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** Numbers from 0 to 1 for the waits; default `Math.random`. */
  readonly random?: () => number;
}
