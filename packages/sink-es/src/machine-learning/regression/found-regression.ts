import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import type { RegressionJobRequest } from './regression-job.ts';

/** A data frame analysis as Elasticsearch returns it. It is a regression if `analysis` has `regression`. */
export type FoundRegression = Pick<
  RegressionJobRequest,
  'source' | 'dest' | 'description' | 'model_memory_limit' | 'max_num_threads'
> & {
  readonly analysis: Partial<RegressionJobRequest['analysis']>;
  readonly analyzed_fields?: Partial<RegressionJobRequest['analyzed_fields']>;
};

/** Returns the path of a data frame analysis. */
export const pathOf = (id: string): string => `/_ml/data_frame/analytics/${encodeURIComponent(id)}`;

/** Returns the analysis in the answer to a GET request of its path. */
export const analysisIn = (answer: unknown): FoundRegression =>
  (answer as { readonly data_frame_analytics: readonly [FoundRegression] }).data_frame_analytics[0];

/** The index and the fields of a regression's results. */
export interface RegressionResults {
  readonly index: string;
  /** Field of the predicted target. */
  readonly actual: string;
  /** Field of the prediction. */
  readonly predicted: string;
  /** Field that is true in the training rows. */
  readonly isTraining: string;
  readonly trainingPercent: number;
}

/** Looks up the index and the fields of a regression's results. */
export const resultsOf = async (
  client: ElasticsearchClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<RegressionResults> => {
  const { body } = await askMachineLearning(
    client,
    { method: 'GET', path: pathOf(id) },
    { doing: `read the regression ${id}`, signal },
  );
  const { dest, analysis } = analysisIn(body);
  const { regression } = analysis;
  if (!regression) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Expected ${id} to be a regression; got ${Object.keys(analysis).join(', ')}. Set id to a regression.`,
    );
  }
  return {
    index: dest.index,
    actual: regression.dependent_variable,
    predicted: `${dest.results_field}.${regression.prediction_field_name}`,
    isTraining: `${dest.results_field}.is_training`,
    trainingPercent: regression.training_percent,
  };
};
