import type { Delivery, Duration, PenstockError, RetryAfterOptions } from '@penstock/stream';
import type { SchedulerLike } from 'rxjs';
import type { ElasticsearchErrorCode } from '../errors.ts';

/** The operation on a document; see {@link ToElasticsearchOptions.opType}. */
export type OpType = 'index' | 'create' | 'update' | 'delete';

export const opTypes: readonly OpType[] = ['index', 'create', 'update', 'delete'];

/** A value that is the same for all records, or a function that computes it from each record. */
export type PerRecord<T, R> = R | ((value: T, delivery: Delivery<T>) => R);

/** A script of an update, in Elasticsearch's own names. */
export interface UpdateScript {
  readonly source?: string;
  /** Id of a stored script, instead of `source`. */
  readonly id?: string;
  readonly lang?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The topic whose offsets are used as versions; see {@link ToElasticsearchOptions.version}. */
export interface OffsetOrigin {
  readonly topic: string;
  /** Number of its partitions. If it changes, keys move to other partitions, whose offsets cannot be compared. */
  readonly partitions: number;
  /** Distinguishes the topic from an earlier one of the same name, such as Kafka's topic id. */
  readonly topicId?: string;
}

/** Report of one wait before documents are sent again. */
export interface RetryReport {
  /** Documents that are sent again. */
  readonly documents: number;
  /** How many times these documents have been sent so far, from 1. */
  readonly attempt: number;
  /** Milliseconds until they are sent again. */
  readonly wait: number;
  /** HTTP status of the request or of the first refused document; 0 without an answer. */
  readonly status: number;
  readonly reason: string;
}

/** Options of {@link toElasticsearch}. */
export interface ToElasticsearchOptions<T> {
  /** Name of an index, alias or data stream, or a function that returns the name for each record. */
  readonly index: PerRecord<T, string>;
  /** `_id` of the document; default the delivery's `id`, so that a redelivered record overwrites its own document. */
  readonly id?: (value: T, delivery: Delivery<T>) => string;
  /** The document; default the value. The sink rejects values that JSON would change, such as `NaN` or a `Map`. */
  readonly source?: (value: T, delivery: Delivery<T>) => object;
  /**
   * `'index'` (default) creates or replaces the document; `'create'` only creates one, and is the only operation of a
   * data stream; `'update'` merges the value into an existing document, or creates it; `'delete'` removes it.
   */
  readonly opType?: PerRecord<T, OpType>;
  /** With `'update'`: false rejects a record whose document does not exist, instead of creating it. Default true. */
  readonly upsert?: boolean;
  /**
   * With `'update'`: the script that changes an existing document. If there is none, the value is stored, unless
   * `upsert` is false. A redelivered record runs the script again, so a replay may change the document.
   */
  readonly script?: (value: T, delivery: Delivery<T>) => UpdateScript;
  /**
   * `'external'` gives each write a version. A write whose version is not higher than the stored one changes nothing
   * (`unchanged`).
   */
  readonly versionType?: 'external';
  /**
   * With `versionType`: a function that returns an integer of at least 0, or `'offset'` (default), the offset of the
   * record. Use `'offset'` only for an index that one pipeline writes from one topic. The sink stores `origin` in the
   * index, and ends with `PENSTOCK_VERSION_ORIGIN_CHANGED` if the topic or its number of partitions differs.
   */
  readonly version?: 'offset' | ((value: T, delivery: Delivery<T>) => number);
  /** The topic of the offsets; required if `version` is `'offset'`. */
  readonly origin?: OffsetOrigin;
  /** The value that selects the shard; default the `_id`. Text that is not empty, or `undefined` for the default. */
  readonly routing?: (value: T, delivery: Delivery<T>) => string | undefined;
  /**
   * Name of an ingest pipeline, or a function that returns the name for each record; `undefined` uses the default
   * pipeline of the index. Elasticsearch runs no pipeline for `'delete'`. For `'update'` it runs one only on documents
   * that `script` creates.
   */
  readonly pipeline?: PerRecord<T, string | undefined>;
  /** True requires `index` to be an alias: a missing alias is then an error and creates no index. Default false. */
  readonly requireAlias?: boolean;
  /** The maximum number of documents in a request; at least 1, default 2,500. */
  readonly maxBatch?: number;
  /** The maximum number of bytes in a request; a single larger document goes alone. Default 5 MiB. */
  readonly maxBytes?: number;
  /** Longest time that a document is buffered; `Infinity` for no limit. Default `'200ms'`. */
  readonly maxAge?: Duration;
  /**
   * Number of requests that may be open at the same time. A number fixes it; between bounds it adapts to the speed of
   * the server. Default `{ min: 1, max: 8 }`, starting at 4.
   */
  readonly concurrency?: number | { readonly min?: number; readonly max?: number };
  /**
   * Waits before documents are sent again. Default: `initialDelay` 100 ms, `maxDelay` 10 s, and no `giveUpAfter`: the
   * source waits until the server accepts the documents. After `giveUpAfter` the flow errors with
   * `PENSTOCK_UNAVAILABLE`. A `Retry-After` header of the server may make a wait longer, up to `maxRetryAfter`, 1 hour
   * by default.
   */
  readonly retry?: RetryAfterOptions;
  /**
   * Longest time to retry until the server first answers; `Infinity` for no limit. Default `'10s'`.
   */
  readonly startTimeout?: Duration;
  /**
   * Longest wait for the answer to one request, from 1 ms. The client allows at most 24.8 days, which is also used for
   * `Infinity`. Default `'60s'`.
   */
  readonly requestTimeout?: Duration;
  /** Called before each wait. Default: a process warning after the third failed attempt of a request. */
  readonly onRetry?: (report: RetryReport) => void;
  /**
   * True refreshes the written indices when the source has ended, so that a search right after the run finds the
   * documents. A flow that is stopped or fails refreshes nothing. Default true.
   */
  readonly refresh?: boolean;
  /** Called with `PENSTOCK_NOT_REFRESHED` for each index that was not refreshed. Default: a process warning. */
  readonly onRefreshFailed?: (error: PenstockError<ElasticsearchErrorCode>) => void;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** Random numbers from 0 to 1 for the jitter of the waits; default `Math.random`. */
  readonly random?: () => number;
}
