import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';
import { toMachineLearningId } from '../request/machine-learning-id.ts';
import { toMemorySize } from '../request/memory-size.ts';

/** Options of {@link regressionJob}. */
export interface RegressionJobOptions {
  /** Id of the regression: 1 to 64 lower-case letters, digits, hyphens and underscores. */
  readonly id: string;
  /** One or several names of an index, alias or data stream with the rows, or patterns of names. */
  readonly index: string | readonly string[];
  /** Name of the index for the results, the rows with their predictions. It must be empty or not exist. */
  readonly destIndex: string;
  /** Field to predict, a number. Rows without it get a prediction but are not used for training. */
  readonly target: string;
  /** Fields from which the target is predicted; default all that Elasticsearch can use. */
  readonly features?: readonly string[];
  /** Fields that are not used, such as the time; default none. */
  readonly excludes?: readonly string[];
  /** Elasticsearch query that selects the rows; default all. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Share of the rows for training, which are drawn at random, in percent, above 0 to 100; default 80. */
  readonly trainingPercent?: number;
  /** Seed of the random draw, an integer; default a random one. */
  readonly seed?: number;
  /** Loss function: squared errors, squared errors of logarithms, or Pseudo-Huber; default `'mse'`. */
  readonly loss?: 'mse' | 'msle' | 'huber';
  /**
   * With `'huber'`: error at which the loss changes from squared to linear. With `'msle'`: number that is added before
   * the logarithm. Above 0; default 1.
   */
  readonly lossParameter?: number;
  /** Field of the prediction in the results; default the target with the suffix `_prediction`. */
  readonly prediction?: string;
  readonly description?: string;
  /** The maximum memory, from `'1mb'`; default Elasticsearch's default. */
  readonly memory?: string;
  /** The maximum number of threads; default 1. */
  readonly threads?: number;
}

/** A regression in the format of Elasticsearch's API (`ml.putDataFrameAnalytics`); made by {@link regressionJob}. */
export interface RegressionJobRequest {
  readonly id: string;
  readonly description?: string;
  readonly source: { readonly index: string[]; readonly query: Record<string, unknown> };
  readonly dest: { readonly index: string; readonly results_field: string };
  readonly analysis: {
    readonly regression: {
      readonly dependent_variable: string;
      readonly training_percent: number;
      readonly prediction_field_name: string;
      readonly randomize_seed?: number;
      readonly loss_function: string;
      readonly loss_function_parameter?: number;
    };
  };
  readonly analyzed_fields: { readonly includes: string[]; readonly excludes: string[] };
  readonly model_memory_limit?: string;
  readonly max_num_threads?: number;
}

/** The object in the results that contains Elasticsearch's fields. */
const resultsField = 'ml';

/**
 * Describes a regression of Elasticsearch's data frame analytics, for `ensureRegression` or
 * `client.ml.putDataFrameAnalytics`.
 *
 * The training rows are drawn at random from the whole time range. So the rows before and after a test row are often
 * training rows, and on a time series the generalisation error is smaller than the error of a forecast.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const job = regressionJob({
 *   id: 'btc-close-regression',
 *   index: 'btc-usd',
 *   destIndex: 'btc-close-regression',
 *   target: 'Close',
 *   features: ['Open', 'High', 'Low', 'Volume'],
 * });
 * ```
 */
export const regressionJob = (options: RegressionJobOptions): RegressionJobRequest => {
  const {
    id,
    index,
    destIndex,
    target,
    features,
    excludes = [],
    query = { match_all: {} },
    trainingPercent = 80,
    seed,
    loss = 'mse',
    lossParameter,
    prediction = `${target}_prediction`,
    description,
    memory,
    threads,
  } = checkOptions(
    options,
    {
      id: true,
      index: true,
      destIndex: true,
      target: true,
      features: true,
      excludes: true,
      query: true,
      trainingPercent: true,
      seed: true,
      loss: true,
      lossParameter: true,
      prediction: true,
      description: true,
      memory: true,
      threads: true,
    },
    'regressionJob',
  );
  const isPercent = trainingPercent > 0 && trainingPercent <= 100;
  check(isPercent, 'trainingPercent', 'a number above 0 and at most 100', trainingPercent);
  check(['mse', 'msle', 'huber'].includes(loss), 'loss', "'mse', 'msle' or 'huber'", loss);
  check(seed === undefined || Number.isSafeInteger(seed), 'seed', 'an integer', seed);
  const isParameter = lossParameter === undefined || (lossParameter > 0 && lossParameter < Infinity);
  check(isParameter, 'lossParameter', 'finite and above 0', lossParameter);
  const isThreads = threads === undefined || (Number.isSafeInteger(threads) && threads > 0);
  check(isThreads, 'threads', 'an integer of at least 1', threads);
  const indices = typeof index === 'string' ? [index] : [...index];
  check(indices.length > 0, 'index', 'one or several names', index);
  const names = (fields: readonly string[], option: string): string[] => fields.map((field) => toName(field, option));
  return {
    id: toMachineLearningId(id, 'id'),
    ...(description !== undefined && { description }),
    source: { index: names(indices, 'index'), query: { ...query } },
    dest: { index: toName(destIndex, 'destIndex'), results_field: resultsField },
    analysis: {
      regression: {
        dependent_variable: toName(target, 'target'),
        training_percent: trainingPercent,
        prediction_field_name: toName(prediction, 'prediction'),
        ...(seed !== undefined && { randomize_seed: seed }),
        loss_function: loss,
        ...(lossParameter !== undefined && { loss_function_parameter: lossParameter }),
      },
    },
    // An empty list means all fields. A list must include the target.
    analyzed_fields: {
      includes: features ? [...new Set([...names(features, 'features'), target])] : [],
      excludes: names(excludes, 'excludes'),
    },
    ...(memory !== undefined && { model_memory_limit: toMemorySize(memory, 'memory') }),
    ...(threads !== undefined && { max_num_threads: threads }),
  };
};

const check = (holds: boolean, option: string, expected: string, got: unknown): void => {
  if (holds) return;
  const text = typeof got === 'number' ? String(got) : JSON.stringify(got);
  throw elasticsearchError('PENSTOCK_BAD_OPTION', `${option} must be ${expected}; got ${text}.`);
};
