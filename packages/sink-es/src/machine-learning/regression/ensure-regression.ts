import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { ensureResource } from '../request/ensure-resource.ts';
import type { EnsuredResource } from '../request/ensure-resource.ts';
import { compareRegression } from './compare-regression.ts';
import { analysisIn, pathOf } from './found-regression.ts';
import type { RegressionJobRequest } from './regression-job.ts';

/** Options of {@link ensureRegression}. */
export interface EnsureRegressionOptions {
  /** The wanted regression, from `regressionJob`. */
  readonly job: RegressionJobRequest;
  readonly signal?: AbortSignal;
}

/**
 * Creates a regression, or changes the existing one to the wanted one; a second call changes nothing. `runRegression`
 * runs it.
 *
 * Description, memory and threads are changed if they are set. Other properties cannot be changed; the error names each
 * that differs.
 *
 * @throws (rejects with) {@link MachineLearningConflictError} (`PENSTOCK_ML_CONFLICT`); `PENSTOCK_BAD_OPTION` if
 * Elasticsearch refuses the regression, such as if its index does not exist; `PENSTOCK_ML_MISSING`,
 * `PENSTOCK_LICENSE_MISSING`; the errors of the connection.
 *
 * @example
 * ```ts
 * const names = { id: 'btc', index: 'btc-usd', destIndex: 'btc-regression' };
 * await ensureRegression(client, { job: regressionJob({ ...names, target: 'close', excludes: ['time'] }) });
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
