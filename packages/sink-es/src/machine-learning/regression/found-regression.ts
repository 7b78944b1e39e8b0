import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import type { RegressionJobRequest } from './regression-job.ts';

/** A data frame analysis as Elasticsearch writes it back; only one with `regression` is a regression. */
export type FoundRegression = Pick<
  RegressionJobRequest,
  'source' | 'dest' | 'description' | 'model_memory_limit' | 'max_num_threads'
> & {
  readonly analysis: Partial<RegressionJobRequest['analysis']>;
  readonly analyzed_fields?: Partial<RegressionJobRequest['analyzed_fields']>;
};

/** The path of a data frame analysis. */
export const pathOf = (id: string): string => `/_ml/data_frame/analytics/${encodeURIComponent(id)}`;

/** The analysis in the answer to a GET of its path. */
export const analysisIn = (answer: unknown): FoundRegression =>
  (answer as { readonly data_frame_analytics: readonly [FoundRegression] }).data_frame_analytics[0];

/** Where the results of a regression are. */
export interface RegressionResults {
  readonly index: string;
  /** Field of what is predicted. */
  readonly actual: string;
  /** Field of the prediction. */
  readonly predicted: string;
  /** Field that is true in the rows that were learned from. */
  readonly isTraining: string;
  readonly trainingPercent: number;
}

/** Asks where the results of a regression are. */
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
      `${id} is no regression; it is ${Object.keys(analysis).join(', ')}. Name another id.`,
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
