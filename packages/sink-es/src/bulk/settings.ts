import type { PenstockError } from '@penstock/stream';
import { checkOptions, retryOptionNames, toCount, toRetryPolicy, toTimeLimit } from '@penstock/stream/internal';
import type { OptionNames, RetryPolicy } from '@penstock/stream/internal';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { elasticsearchError } from '../errors.ts';
import type { ElasticsearchErrorCode } from '../errors.ts';
import { targetJudge } from './answer/target-refusal.ts';
import type { JudgeTarget } from './answer/target-refusal.ts';
import { opTypes } from './options.ts';
import type { RetryReport, ToElasticsearchOptions } from './options.ts';

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

/** The checked options. Durations are in milliseconds. */
export interface BulkSettings {
  /** True if writes have external versions. */
  readonly versioned: boolean;
  /** True if a pipeline may change the stored documents. */
  readonly transformed: boolean;
  readonly judgeTarget: JudgeTarget;
  /** `undefined` if it is computed from each record. */
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
      `index must be a name or a function that returns one; got ${JSON.stringify(index)}.`,
    );
  }
  if (typeof index === 'string' && (index === '.' || index === '..' || !index.isWellFormed())) {
    const got = JSON.stringify(index);
    throw elasticsearchError('PENSTOCK_BAD_OPTION', `index must be a name in valid Unicode, not . or ..; got ${got}.`);
  }
  if (opType !== undefined && typeof opType !== 'function' && !opTypes.includes(opType)) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `opType must be 'index', 'create', 'update', 'delete' or a function that returns one of them; got ` +
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
    onRetry: options.onRetry ?? warnOfOutage,
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
      ? (version !== undefined || origin !== undefined) && "version and origin require versionType: 'external'"
      : opType === 'create' || opType === 'update'
        ? `versionType requires opType 'index' or 'delete'; got '${opType}'`
        : typeof version === 'function'
          ? origin !== undefined && "origin requires version: 'offset'; got a function as version"
          : !origin
            ? "version: 'offset' requires origin, with the topic and the number of its partitions"
            : typeof index === 'function' &&
              "version: 'offset' requires one name as index, since the index stores origin; set version to a function";
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

/** Emits a process warning after the third failed attempt, so that an outage is visible without `onRetry`. */
const warnOfOutage = ({ attempt, documents, reason, status }: RetryReport): void => {
  if (attempt !== 3) return;
  process.emitWarning(
    `Elasticsearch has not accepted ${documents} documents in ${attempt} attempts: ${reason}` +
      `${status > 0 ? ` (${status})` : ''}. The sink sends them again. Set onRetry of toElasticsearch to handle ` +
      'retries yourself.',
    { code: 'PENSTOCK_UNAVAILABLE' },
  );
};
