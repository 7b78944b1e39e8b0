import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { readTable } from '../../reading/read-table.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { resultsOf } from './found-regression.ts';

/** Options of {@link readPredictions}. */
export interface ReadPredictionsOptions {
  /** Id of a regression that has run. */
  readonly id: string;
  /** Field of the event time, a date; default `'time'`. */
  readonly time?: string;
  /** Elasticsearch query that selects the rows, such as all rows of one symbol. Default: all rows. */
  readonly query?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** Rows with their predictions, in the shape of `Predictions` of `@penstock/forecast`. */
export interface RegressionPredictions {
  /** Milliseconds since the Unix epoch, UTC, increasing. */
  readonly times: Float64Array;
  readonly actual: Float64Array;
  /** The predictions, in the unit of the target. */
  readonly mean: Float64Array;
}

/**
 * Reads the predictions of a regression in order of time, separately for the training rows and the other rows. Rows
 * without the target are left out.
 *
 * @throws (rejects with) `PENSTOCK_DUPLICATE_TIME` if two rows have the same time; `PENSTOCK_ML_NOT_FOUND`,
 * `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`, `PENSTOCK_BAD_OPTION`; the errors of `readSeries`.
 *
 * @example
 * ```ts
 * const { generalization } = await readPredictions(client, { id: 'btc-close-regression', time: 'Date' });
 * ```
 */
export const readPredictions = async (
  client: ElasticsearchClient,
  options: ReadPredictionsOptions,
): Promise<{ readonly training: RegressionPredictions; readonly generalization: RegressionPredictions }> => {
  const {
    time = 'time',
    query,
    signal,
    ...rest
  } = checkOptions(options, { id: true, time: true, query: true, signal: true }, 'readPredictions');
  const { index, actual, predicted, isTraining } = await resultsOf(client, toExistingId(rest.id, 'id'), signal);
  const read = async (training: boolean): Promise<RegressionPredictions> => {
    const filter = [{ term: { [isTraining]: training } }, ...(query ? [query] : [])];
    const { times, columns } = await readTable(
      client,
      { index, time, query: { bool: { filter } }, ...(signal && { signal }) },
      [actual, predicted].map((field) => ({ field, aggregate: 'last' })),
    );
    return {
      times: Float64Array.from(times),
      actual: Float64Array.from(columns[0]!),
      mean: Float64Array.from(columns[1]!),
    };
  };
  const training = await read(true);
  return { training, generalization: await read(false) };
};
