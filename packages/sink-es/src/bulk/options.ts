import {
  checkOptions,
  type Delivery,
  type Duration,
  type OptionNames,
  type PenstockError,
  type RetryAfterOptions,
  retryOptionNames,
  type RetryPolicy,
  toCount,
  toRetryPolicy,
  toTimeLimit,
} from '@penstock/stream';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { elasticsearchError, type ElasticsearchErrorCode } from '../errors.ts';
import { type JudgeTarget, targetJudge } from './answer/target-refusal.ts';

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

const optionNames: OptionNames<ToElasticsearchOptions<never>> = {
  index: true,
  id: true,
  source: true,
  opType: true,
  upsert: true,
  script: true,
  versionType: true,
  version: true,
  origin: true,
  routing: true,
  pipeline: true,
  requireAlias: true,
  maxBatch: true,
  maxBytes: true,
  maxAge: true,
  concurrency: true,
  retry: true,
  startTimeout: true,
  requestTimeout: true,
  onRetry: true,
  refresh: true,
  onRefreshFailed: true,
  scheduler: true,
  random: true,
};

/** The options once checked: durations in milliseconds. */
export interface BulkSettings {
  /** Writes have external versions. */
  readonly versioned: boolean;
  /** A pipeline may change what is stored. */
  readonly transformed: boolean;
  readonly judgeTarget: JudgeTarget;
  /** Undefined where it is worked out from each record. */
  readonly index: string | undefined;
  readonly maxBatch: number;
  readonly maxBytes: number;
  readonly maxAge: number;
  readonly concurrency: { readonly min: number; readonly max: number };
  readonly retry: RetryPolicy;
  readonly startTimeout: number;
  readonly requestTimeout: number;
  readonly onRetry: (report: RetryReport) => void;
  readonly refresh: boolean;
  readonly onRefreshFailed: (error: PenstockError<ElasticsearchErrorCode>) => void;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
}

const retryDefaults: RetryPolicy = {
  initialDelay: 100,
  maxDelay: 10_000,
  giveUpAfter: Infinity,
  maxRetryAfter: 3_600_000,
};

/** Checks the options of the sink and fills in their defaults; throws `PENSTOCK_BAD_OPTION`. */
export const toBulkSettings = <T>(options: ToElasticsearchOptions<T>): BulkSettings => {
  checkOptions(options, optionNames, 'toElasticsearch');
  const { index, retry = {}, opType } = options;
  if (typeof index !== 'function' && (typeof index !== 'string' || index === '')) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `index must be a name or a function that gives one; got ${JSON.stringify(index)}.`,
    );
  }
  if (typeof index === 'string' && (index === '.' || index === '..' || !index.isWellFormed())) {
    const got = JSON.stringify(index);
    throw elasticsearchError('PENSTOCK_BAD_OPTION', `index must be a name in valid Unicode, not . or ..; got ${got}.`);
  }
  if (opType !== undefined && typeof opType !== 'function' && !opTypes.includes(opType)) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `opType must be 'index', 'create', 'update', 'delete' or a function that gives one of them; got ` +
        `${JSON.stringify(opType)}.`,
    );
  }
  checkOptions(retry, { ...retryOptionNames, maxRetryAfter: true }, 'retry');
  if (options.refresh !== undefined && typeof options.refresh !== 'boolean') {
    throw elasticsearchError('PENSTOCK_BAD_OPTION', `refresh must be true or false; got ${String(options.refresh)}.`);
  }
  checkVersion(options);
  checkPipeline(options);
  return {
    versioned: options.versionType !== undefined,
    transformed: options.pipeline !== undefined,
    judgeTarget: targetJudge(options),
    index: typeof index === 'string' ? index : undefined,
    maxBatch: toCount(options.maxBatch ?? 2_500, 'maxBatch'),
    maxBytes: toCount(options.maxBytes ?? 5 * 1_024 * 1_024, 'maxBytes'),
    maxAge: toTimeLimit(options.maxAge ?? '200ms', 'maxAge'),
    concurrency: toBounds(options.concurrency ?? {}),
    retry: toRetryPolicy(retry, retryDefaults),
    startTimeout: toTimeLimit(options.startTimeout ?? '10s', 'startTimeout'),
    requestTimeout: toTimeLimit(options.requestTimeout ?? '60s', 'requestTimeout', { min: 1 }),
    onRetry: options.onRetry ?? warnOnce(),
    refresh: options.refresh ?? true,
    onRefreshFailed: options.onRefreshFailed ?? (({ code, message }) => process.emitWarning(message, { code })),
    scheduler: options.scheduler ?? asyncScheduler,
    random: options.random ?? Math.random,
  };
};

const checkPipeline = <T>({ pipeline, opType, script }: ToElasticsearchOptions<T>): void => {
  if (pipeline === undefined || (opType !== 'delete' && (opType !== 'update' || script))) return;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `Elasticsearch runs no pipeline for opType '${opType}'. Leave out pipeline, or use another opType.`,
  );
};

const checkVersion = <T>({ index, opType, versionType, version, origin }: ToElasticsearchOptions<T>): void => {
  const problem =
    versionType === undefined
      ? (version !== undefined || origin !== undefined) && "version and origin need versionType: 'external'"
      : opType === 'create' || opType === 'update'
        ? `versionType is for opType 'index' and 'delete'; Elasticsearch takes none with '${opType}'`
        : typeof version === 'function'
          ? origin !== undefined && "origin is for the version 'offset'"
          : !origin
            ? "the version 'offset' needs origin, with the topic and the number of its partitions"
            : typeof index === 'function' &&
              "the version 'offset' needs one index, which keeps the origin; give version as a function";
  if (problem) throw elasticsearchError('PENSTOCK_BAD_OPTION', `${problem}.`);
  if (origin)
    toCount(
      checkOptions(origin, { topic: true, partitions: true, topicId: true }, 'origin').partitions,
      'origin.partitions',
    );
};

const toBounds = (
  concurrency: number | { readonly min?: number; readonly max?: number },
): BulkSettings['concurrency'] => {
  if (typeof concurrency === 'number') return { min: toCount(concurrency, 'concurrency'), max: concurrency };
  checkOptions(concurrency, { min: true, max: true }, 'concurrency');
  const min = toCount(concurrency.min ?? 1, 'concurrency.min');
  const max = toCount(concurrency.max ?? Math.max(8, min), 'concurrency.max');
  if (min <= max) return { min, max };
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `concurrency.min must not be above concurrency.max; got ${min} and ${max}.`,
  );
};

/** Says the first wait of each run of them, so that no outage is endured in silence. */
const warnOnce = () => {
  return ({ attempt, documents, reason, status }: RetryReport): void => {
    if (attempt !== 3) return;
    process.emitWarning(
      `Elasticsearch has not taken ${documents} documents ${attempt} times${status > 0 ? ` (${status})` : ''}: ` +
        `${reason}. They are sent again until it does. Give toElasticsearch an onRetry to handle this.`,
      { code: 'PENSTOCK_UNAVAILABLE' },
    );
  };
};
