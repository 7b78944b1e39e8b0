import { toCount } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { toInstant } from '../../reading/read-options.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { finite } from '../request/finite.ts';
import { toExistingId } from '../request/machine-learning-id.ts';

/** Options that select the results of an anomaly job. */
export interface ResultOptions {
  /** Id of the job. */
  readonly job: string;
  /** First instant to read, inclusive, a `Date` or ms since the Unix epoch; default the beginning. */
  readonly from?: number | Date;
  /** End of the span to read, exclusive, a `Date` or ms since the Unix epoch; default the end. */
  readonly to?: number | Date;
  /** Least severity, 0 to 100; default 0. */
  readonly minSeverity?: number;
  /** True also reads results of buckets that have not ended; default false. */
  readonly interim?: boolean;
  /** Results per request, 1 to 5,000; default 1,000. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/** The names of {@link ResultOptions}. */
export const resultOptionNames: OptionNames<ResultOptions> = {
  job: true,
  from: true,
  to: true,
  minSeverity: true,
  interim: true,
  pageSize: true,
  signal: true,
};

/** One of the lists of results of a job. */
interface ResultList {
  readonly name: 'records' | 'buckets' | 'influencers';
  /** Name of the severity by which the API filters this list. */
  readonly score: string;
}

/** The common part of the results in all lists. */
interface Timed {
  readonly timestamp: number;
}

/** Elasticsearch returns no results beyond this position of a list. */
const deepestResult = 10_000;

/**
 * Reads the results of a job in order of time, page by page. Each page begins at the time of the last result, since
 * Elasticsearch returns no results beyond position 10,000.
 */
export async function* readResults<Result extends Timed>(
  client: ElasticsearchClient,
  { name, score }: ResultList,
  options: ResultOptions,
): AsyncGenerator<Result> {
  const { interim = false, minSeverity = 0, signal } = options;
  const job = toExistingId(options.job, 'job');
  const pageSize = toPageSize(options.pageSize ?? 1_000);
  if (!(minSeverity >= 0 && minSeverity <= 100))
    throw elasticsearchError('PENSTOCK_BAD_OPTION', `minSeverity must be 0 to 100; got ${String(minSeverity)}.`);
  const end = toInstant(options.to, 'to');
  let start = toInstant(options.from, 'from');
  /** Number of results with the time `start` that have been read. */
  let skip = 0;
  for (;;) {
    const size = Math.min(pageSize, deepestResult - skip);
    if (size === 0) {
      throw elasticsearchError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected at most ${deepestResult} ${name} per bucket of the job ${job}; got more. Raise minSeverity.`,
      );
    }
    const { body } = await askMachineLearning<Readonly<Record<string, readonly Result[]>>>(
      client,
      {
        method: 'GET',
        path: `/_ml/anomaly_detectors/${encodeURIComponent(job)}/results/${name}`,
        querystring: {
          sort: 'timestamp',
          desc: false,
          exclude_interim: !interim,
          from: skip,
          size,
          ...(minSeverity > 0 && { [score]: minSeverity }),
          ...(start !== undefined && { start: new Date(start).toISOString() }),
          ...(end !== undefined && { end: new Date(end).toISOString() }),
        },
      },
      { doing: `read the ${name} of the anomaly job ${job}`, signal },
    );
    const page = body[name] ?? [];
    yield* page;
    if (page.length < size) return;
    const last = finite(page.at(-1)!.timestamp, `timestamp of the ${name} of ${job}`);
    const ofLast = page.filter(({ timestamp }) => timestamp === last).length;
    skip = last === start ? skip + ofLast : ofLast;
    start = last;
  }
}

const toPageSize = (size: number): number => {
  const count = toCount(size, 'pageSize');
  if (count <= deepestResult / 2) return count;
  throw elasticsearchError('PENSTOCK_BAD_OPTION', `pageSize must be at most ${deepestResult / 2}; got ${count}.`);
};
