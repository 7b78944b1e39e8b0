import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';
import { toMachineLearningId } from '../request/machine-learning-id.ts';
import { toMemorySize } from '../request/memory-size.ts';

/** What {@link regressionJob} describes. */
export interface RegressionJobOptions {
  /** 1 to 64 lower-case letters, digits, hyphens and underscores. */
  readonly id: string;
  /** Index, alias, data stream or pattern of the rows; or several. */
  readonly index: string | readonly string[];
  /** Index of the results: the rows with a prediction each. It must not exist, or be empty. */
  readonly into: string;
  /** Field that is predicted, a number. Rows without it get a prediction and are not learned from. */
  readonly target: string;
  /** Fields to predict from; default all that Elasticsearch can use. */
  readonly features?: readonly string[];
  /** Fields to leave out, such as the time; default none. */
  readonly without?: readonly string[];
  /** Which rows, as a query of Elasticsearch; default all. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** How many of the rows are learned from, drawn at random, above 0 to 100; default 80. */
  readonly trainingPercent?: number;
  /** Seed of the draw, a whole number; default one at random. */
  readonly seed?: number;
  /** What is minimised: squared errors, squared errors of logarithms, or Pseudo-Huber; default `'mse'`. */
  readonly loss?: 'mse' | 'msle' | 'huber';
  /** Where `'huber'` turns from squares to a line, or what `'msle'` adds before the logarithm; above 0, default 1. */
  readonly lossParameter?: number;
  /** Name of the prediction in the results; default the target with `_prediction`. */
  readonly prediction?: string;
  readonly description?: string;
  /** Most memory, from `'1mb'`; default Elasticsearch's own. */
  readonly memory?: string;
  /** Most threads; default 1. */
  readonly threads?: number;
}

/** A regression as Elasticsearch's API takes it (`ml.putDataFrameAnalytics`); made by {@link regressionJob}. */
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

/** The object in the results that Elasticsearch's fields are in. */
const resultsField = 'ml';

/**
 * Describes a regression of Elasticsearch's data frame analytics, for `ensureRegression` or
 * `client.ml.putDataFrameAnalytics`.
 *
 * The rows that it learns from are drawn at random, not taken from before the others. So neighbours of a test row are
 * known, and on a series the generalisation error is smaller than that of a forecast.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const job = regressionJob({
 *   id: 'btc-close-regression',
 *   index: 'btc-usd',
 *   into: 'btc-close-regression',
 *   target: 'Close',
 *   features: ['Open', 'High', 'Low', 'Volume'],
 * });
 * ```
 */
export const regressionJob = (options: RegressionJobOptions): RegressionJobRequest => {
  const {
    id,
    index,
    into,
    target,
    features,
    without = [],
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
      into: true,
      target: true,
      features: true,
      without: true,
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
  check(trainingPercent > 0 && trainingPercent <= 100, 'trainingPercent', 'above 0 and at most 100', trainingPercent);
  check(['mse', 'msle', 'huber'].includes(loss), 'loss', "'mse', 'msle' or 'huber'", loss);
  check(seed === undefined || Number.isSafeInteger(seed), 'seed', 'a whole number', seed);
  check(lossParameter === undefined || lossParameter > 0, 'lossParameter', 'above 0', lossParameter);
  check(threads === undefined || (Number.isSafeInteger(threads) && threads > 0), 'threads', 'at least 1', threads);
  const indices = typeof index === 'string' ? [index] : [...index];
  check(indices.length > 0, 'index', 'at least one index', index);
  const names = (fields: readonly string[], option: string): string[] => fields.map((field) => toName(field, option));
  return {
    id: toMachineLearningId(id, 'id'),
    ...(description !== undefined && { description }),
    source: { index: names(indices, 'index'), query: { ...query } },
    dest: { index: toName(into, 'into'), results_field: resultsField },
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
    // No list means all. The target is one of the analysed fields.
    analyzed_fields: {
      includes: features ? [...new Set([...names(features, 'features'), target])] : [],
      excludes: names(without, 'without'),
    },
    ...(memory !== undefined && { model_memory_limit: toMemorySize(memory, 'memory') }),
    ...(threads !== undefined && { max_num_threads: threads }),
  };
};

const check = (holds: boolean, option: string, expected: string, got: unknown): void => {
  if (holds) return;
  throw elasticsearchError('PENSTOCK_BAD_OPTION', `${option} must be ${expected}; got ${JSON.stringify(got)}.`);
};
