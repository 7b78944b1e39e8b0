import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { searchPages } from '../../reading/documents/search-pages.ts';
import { textOf, toName } from '../../reading/read-options.ts';
import { finite } from '../request/finite.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { forecastQuery, resultsIndex } from './results-index.ts';

/** Options of {@link readForecast}. */
export interface ReadForecastOptions {
  /** Id of the anomaly job. */
  readonly job: string;
  /** Id of the forecast, from `runForecast`. */
  readonly forecast: string;
  /** Number of the job's detector, from 0; default 0. */
  readonly detector?: number;
  /** The value of the detector's `by` field. Leave it out for a detector without this field. */
  readonly by?: string;
  /** The value of the detector's `partition` field. Leave it out for a detector without this field. */
  readonly partition?: string;
  readonly signal?: AbortSignal;
}

/** A forecast of Elasticsearch's machine learning, in the shape of a `Forecast` of `@penstock/forecast`. */
export interface MachineLearningForecast {
  /** Beginnings of the buckets, milliseconds since the Unix epoch, UTC. */
  readonly times: Float64Array;
  /** The predictions, one per bucket, in the unit of the series. */
  readonly mean: Float64Array;
  /** One band, with the level 95 percent; its bounds are in the unit of the series. */
  readonly intervals: ReadonlyArray<{
    readonly level: number;
    readonly lower: Float64Array;
    readonly upper: Float64Array;
  }>;
}

interface ForecastHit {
  readonly sort: readonly unknown[];
  readonly _source: {
    readonly timestamp: number | string;
    readonly forecast_prediction: number;
    readonly forecast_lower: number;
    readonly forecast_upper: number;
  };
}

/** Level of the bounds of Elasticsearch's forecasts, percent. */
const level = 95;

/**
 * Reads a forecast that an anomaly job has made, in order of time.
 *
 * Elasticsearch has no API to read forecasts, so this function searches the results index of the job. The login needs
 * the privilege to read this index, such as from the role `machine_learning_user`.
 *
 * @throws (rejects with) `PENSTOCK_ML_NOT_FOUND` if the forecast does not exist or has expired;
 * `PENSTOCK_DUPLICATE_TIME` if the job has several series and `by` and `partition` do not select one of them;
 * `PENSTOCK_BAD_VALUE`, `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const forecast = await runForecast(client, { job: 'btc-close', duration: '30d' });
 * const { times, mean, intervals } = await readForecast(client, { job: 'btc-close', forecast });
 * ```
 */
export const readForecast = async (
  client: ElasticsearchClient,
  options: ReadForecastOptions,
): Promise<MachineLearningForecast> => {
  const {
    detector = 0,
    by,
    partition,
    signal,
    ...rest
  } = checkOptions(
    options,
    { job: true, forecast: true, detector: true, by: true, partition: true, signal: true },
    'readForecast',
  );
  const job = toExistingId(rest.job, 'job');
  const forecast = toName(rest.forecast, 'forecast');
  const body = {
    query: {
      bool: {
        filter: [
          ...forecastQuery('model_forecast', job, forecast),
          { term: { detector_index: detector } },
          ...(by === undefined ? [] : [{ term: { by_field_value: by } }]),
          ...(partition === undefined ? [] : [{ term: { partition_field_value: partition } }]),
        ],
      },
    },
    _source: ['timestamp', 'forecast_prediction', 'forecast_lower', 'forecast_upper'],
    sort: [{ timestamp: 'asc' }, { _shard_doc: 'asc' }],
  };
  const rows: (readonly [time: number, mean: number, lower: number, upper: number])[] = [];
  const where = (field: string): string => `${field} of the forecast ${forecast}`;
  const index = await resultsIndex(client, job, signal);
  for await (const hits of searchPages<ForecastHit>(client, { index, body, pageSize: 5_000, signal })) {
    for (const { _source: source } of hits) {
      const time = typeof source.timestamp === 'string' ? Date.parse(source.timestamp) : source.timestamp;
      if (time === rows.at(-1)?.[0]) {
        throw elasticsearchError(
          'PENSTOCK_DUPLICATE_TIME',
          `Expected one series in the forecast ${forecast}; got two results for ${textOf(time)}. Select a series ` +
            'with by and partition.',
        );
      }
      rows.push([
        finite(time, where('timestamp')),
        finite(source.forecast_prediction, where('forecast_prediction')),
        finite(source.forecast_lower, where('forecast_lower')),
        finite(source.forecast_upper, where('forecast_upper')),
      ]);
    }
  }
  if (rows.length === 0) {
    throw elasticsearchError(
      'PENSTOCK_ML_NOT_FOUND',
      `The anomaly job ${job} has no result of the forecast ${forecast} for detector ${detector}. Check the options ` +
        'forecast, by and partition. Elasticsearch deletes a forecast when it expires, by default after 14 days.',
    );
  }
  const column = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, (row) => row[at]);
  return { times: column(0), mean: column(1), intervals: [{ level, lower: column(2), upper: column(3) }] };
};
