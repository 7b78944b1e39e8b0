import { checkOptions } from '@penstock/stream/internal';
import { serverReason } from '../../connection/server-reason.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { resultsOf } from './found-regression.ts';
import type { RegressionResults } from './found-regression.ts';

/** Options of {@link evaluateRegression}. */
export interface EvaluateRegressionOptions {
  /** Id of a regression that has run. */
  readonly id: string;
  /** Error at which Pseudo-Huber changes from squared to linear, in the unit of the target, above 0; default 1. */
  readonly delta?: number;
  /** Number that is added to values before their logarithm, above 0; default 1. */
  readonly offset?: number;
  readonly signal?: AbortSignal;
}

/** Errors of predictions; `null` for an error that cannot be computed, such as logarithms of negative values. */
export interface RegressionErrors {
  /** Mean squared error, in the unit of the target squared. */
  readonly mse: number | null;
  /** Share of the variance that the predictions explain; 1 at best. */
  readonly rSquared: number | null;
  /** Mean squared error of the logarithms. */
  readonly msle: number | null;
  /** Mean Pseudo-Huber loss. */
  readonly huber: number | null;
}

/** The errors of a regression, as Kibana shows them. */
export interface RegressionEvaluation {
  /** Errors on the training rows. */
  readonly training: RegressionErrors;
  /** Errors on the other rows; `null` if all rows were training rows. */
  readonly generalization: RegressionErrors | null;
}

/**
 * Measures the errors of a regression's predictions with Elasticsearch's evaluation, on the training rows and on the
 * other rows.
 *
 * @throws (rejects with) `PENSTOCK_BAD_OPTION`, also if there are no predictions, such as before the first run, or if
 * the id belongs to another kind of analysis; `PENSTOCK_ML_NOT_FOUND`, `PENSTOCK_ML_MISSING`,
 * `PENSTOCK_LICENSE_MISSING`, `PENSTOCK_INDEX_MISSING`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const { training, generalization } = await evaluateRegression(client, { id: 'btc-close-regression' });
 * console.log(training.rSquared, generalization?.rSquared);
 * ```
 */
export const evaluateRegression = async (
  client: ElasticsearchClient,
  options: EvaluateRegressionOptions,
): Promise<RegressionEvaluation> => {
  const {
    delta = 1,
    offset = 1,
    signal,
    ...rest
  } = checkOptions(options, { id: true, delta: true, offset: true, signal: true }, 'evaluateRegression');
  const id = toExistingId(rest.id, 'id');
  for (const [option, value] of Object.entries({ delta, offset })) {
    if (!(value > 0 && value < Infinity))
      throw elasticsearchError('PENSTOCK_BAD_OPTION', `${option} must be finite and above 0; got ${String(value)}.`);
  }
  const results = await resultsOf(client, id, signal);
  const errorsOf = (isTraining: boolean): Promise<RegressionErrors> =>
    evaluate(client, results, { id, isTraining, delta, offset, signal });
  const training = await errorsOf(true);
  return { training, generalization: results.trainingPercent === 100 ? null : await errorsOf(false) };
};

interface Metric {
  /** The server returns NaN and infinite values as text. */
  readonly value?: number | string | null;
}

const evaluate = async (
  client: ElasticsearchClient,
  results: RegressionResults,
  asked: {
    readonly id: string;
    readonly isTraining: boolean;
    readonly delta: number;
    readonly offset: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<RegressionErrors> => {
  const { id, isTraining, delta, offset, signal } = asked;
  const { status, body } = await askMachineLearning<{
    readonly regression: {
      readonly mse?: Metric;
      readonly r_squared?: Metric;
      readonly msle?: Metric;
      readonly huber?: Metric;
    };
  }>(
    client,
    {
      method: 'POST',
      path: '/_ml/data_frame/_evaluate',
      body: {
        index: results.index,
        query: { term: { [results.isTraining]: { value: isTraining } } },
        evaluation: {
          regression: {
            actual_field: results.actual,
            predicted_field: results.predicted,
            metrics: { mse: {}, r_squared: {}, msle: { offset }, huber: { delta } },
          },
        },
      },
    },
    { doing: `evaluate the regression ${id}`, expect: [400], signal },
  );
  if (status === 400) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Elasticsearch refused to evaluate the regression ${id}: ${serverReason(body.error)}.`,
    );
  }
  const { mse, r_squared: rSquared, msle, huber } = body.regression;
  return { mse: numberOf(mse), rSquared: numberOf(rSquared), msle: numberOf(msle), huber: numberOf(huber) };
};

const numberOf = (metric: Metric | undefined): number | null =>
  typeof metric?.value === 'number' && Number.isFinite(metric.value) ? metric.value : null;
