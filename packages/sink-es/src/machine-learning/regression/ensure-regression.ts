import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { ensureResource } from '../request/ensure-resource.ts';
import type { EnsuredResource } from '../request/ensure-resource.ts';
import { compareRegression } from './compare-regression.ts';
import { analysisIn, pathOf } from './found-regression.ts';
import type { RegressionJobRequest } from './regression-job.ts';

/** What {@link ensureRegression} sees to. */
export interface EnsureRegressionOptions {
  /** Made by `regressionJob`. */
  readonly job: RegressionJobRequest;
  readonly signal?: AbortSignal;
}

/**
 * Creates a regression, or brings the one that exists to what is wanted; a second call changes nothing. `runRegression`
 * runs it.
 *
 * Description, memory and threads are changed where they are asked for. The rest cannot be changed; the error names
 * each property that differs.
 *
 * @throws (rejects with) {@link MachineLearningConflictError} (`PENSTOCK_ML_CONFLICT`); `PENSTOCK_BAD_OPTION` where
 * Elasticsearch does not take it, such as one of an index that does not exist; `PENSTOCK_ML_MISSING`,
 * `PENSTOCK_LICENSE_MISSING`; the errors of the connection.
 *
 * @example
 * ```ts
 * await ensureRegression(client, {
 *   job: regressionJob({ id: 'btc', index: 'btc-usd', into: 'btc-regression', target: 'close', without: ['time'] }),
 * });
 * ```
 */
export const ensureRegression = async (
  client: ElasticsearchClient,
  options: EnsureRegressionOptions,
): Promise<EnsuredResource> => {
  const { job, signal } = checkOptions(options, { job: true, signal: true }, 'ensureRegression');
  const { id, ...body } = job;
  return ensureResource(
    client,
    {
      kind: 'regression',
      id,
      path: pathOf(id),
      body,
      compare: (answer) => compareRegression(job, analysisIn(answer)),
    },
    signal,
  );
};
