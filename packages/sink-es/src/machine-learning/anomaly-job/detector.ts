import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';

/** Functions that count or time records and take no field. */
export type CountFunction =
  | 'count'
  | 'high_count'
  | 'low_count'
  | 'non_zero_count'
  | 'high_non_zero_count'
  | 'low_non_zero_count'
  | 'rare'
  | 'freq_rare'
  | 'time_of_day'
  | 'time_of_week';

/** Functions of a field's values in a bucket. */
export type FieldFunction =
  | `${'' | 'high_' | 'low_'}${'mean' | 'median' | 'sum' | 'non_null_sum' | 'varp' | 'distinct_count' | 'info_content'}`
  | 'min'
  | 'max'
  | 'metric';

/** What of the data is looked at for anomalies. */
export type Detector = DetectorSplit &
  (
    | { readonly function: CountFunction; readonly field?: undefined }
    | { readonly function: FieldFunction; readonly field: string }
  );

/** How a detector splits the data into series. */
export interface DetectorSplit {
  /** Field whose values are judged each by its own past, under one baseline of the job. */
  readonly by?: string;
  /** Field whose values get a baseline each, as if every value had a job of its own. */
  readonly partition?: string;
  /** Field whose values are judged by the others: a population. Such a job cannot forecast. */
  readonly over?: string;
  /** True makes a series of its own of records without the field of `by` or `partition`; default false. */
  readonly useNull?: boolean;
  /** Elasticsearch's default: the function and its fields. */
  readonly description?: string;
}

/** A {@link Detector} in Elasticsearch's words. */
export interface DetectorRequest {
  readonly function: string;
  readonly field_name?: string;
  readonly by_field_name?: string;
  readonly over_field_name?: string;
  readonly partition_field_name?: string;
  readonly use_null?: boolean;
  readonly detector_description?: string;
}

const withoutField = new Set<string>([
  'count',
  'high_count',
  'low_count',
  'non_zero_count',
  'high_non_zero_count',
  'low_non_zero_count',
  'rare',
  'freq_rare',
  'time_of_day',
  'time_of_week',
] satisfies CountFunction[]);

/** Checks a detector and puts it into Elasticsearch's words. */
export const toDetectorRequest = (detector: Detector, place: string): DetectorRequest => {
  const { field, by, partition, over, useNull, description, ...rest } = checkOptions<Detector>(
    detector,
    { function: true, field: true, by: true, partition: true, over: true, useNull: true, description: true },
    place,
  );
  const takesNone = withoutField.has(rest.function);
  if (takesNone === (field !== undefined)) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      takesNone
        ? `${place}: the function ${rest.function} takes no field; got ${field}.`
        : `${place}: the function ${String(rest.function)} needs a field. Name one, such as field: 'close'.`,
    );
  }
  return {
    function: toName(rest.function, `${place}.function`),
    ...(field !== undefined && { field_name: toName(field, `${place}.field`) }),
    ...(by !== undefined && { by_field_name: toName(by, `${place}.by`) }),
    ...(over !== undefined && { over_field_name: toName(over, `${place}.over`) }),
    ...(partition !== undefined && { partition_field_name: toName(partition, `${place}.partition`) }),
    ...(useNull !== undefined && { use_null: useNull }),
    ...(description !== undefined && { detector_description: description }),
  };
};
