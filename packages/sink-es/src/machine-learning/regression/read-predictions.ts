import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { readTable } from '../../reading/read-table.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { resultsOf } from './found-regression.ts';

/** What {@link readPredictions} reads. */
export interface ReadPredictionsOptions {
  /** Id of a regression that has run. */
  readonly id: string;
  /** Field of event time, a date; default `'time'`. */
  readonly time?: string;
  /** Which rows, as a query of Elasticsearch, such as those of one symbol; default all. */
  readonly query?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** Rows with what was predicted of them, in the shape of `Predictions` of `@penstock/forecast`. */
export interface RegressionPredictions {
  /** Milliseconds since the Unix epoch, UTC, increasing. */
  readonly times: Float64Array;
  readonly actual: Float64Array;
  /** What was predicted, in the unit of the target. */
  readonly mean: Float64Array;
}

/**
 * Reads what a regression has predicted, in order of time: of the rows that it learned from, and of the others. Rows
 * without the target are left out.
 *
 * @throws (rejects with) `PENSTOCK_DUPLICATE_TIME` when two rows have one time; `PENSTOCK_ML_NOT_FOUND`,
 * `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`, `PENSTOCK_BAD_OPTION`; what `readSeries` does.
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
