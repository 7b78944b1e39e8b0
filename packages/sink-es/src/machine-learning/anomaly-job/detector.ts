import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';

/** Functions of the number or the time of records, without a field. */
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

/** Functions of the values of a field in a bucket. */
export type FieldFunction =
  | `${'' | 'high_' | 'low_'}${'mean' | 'median' | 'sum' | 'non_null_sum' | 'varp' | 'distinct_count' | 'info_content'}`
  | 'min'
  | 'max'
  | 'metric';

/** A detector: the function of the data in which an anomaly job looks for anomalies. */
export type Detector = DetectorSplit &
  (
    | { readonly function: CountFunction; readonly field?: undefined }
    | { readonly function: FieldFunction; readonly field: string }
  );

/** How a detector splits the data into series. */
export interface DetectorSplit {
  /** Field that splits the data: each value is judged by its own past, with one shared baseline. */
  readonly by?: string;
  /** Field that splits the data into independent series: each value has its own baseline, as in a separate job. */
  readonly partition?: string;
  /** Field of a population: each value is judged by comparison with the others. Such a job cannot forecast. */
  readonly over?: string;
  /** True makes a separate series of the records without the field of `by` or `partition`; default false. */
  readonly useNull?: boolean;
  /** Description of the detector; default Elasticsearch's own, the function and its fields. */
  readonly description?: string;
}

/** A {@link Detector} in the format of Elasticsearch's API. */
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

/** Checks a detector and converts it to the format of Elasticsearch's API. */
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
        ? `Expected no field for the function ${rest.function} in ${place}; got ${field}. Leave out field.`
        : `Expected a field for the function ${String(rest.function)} in ${place}; got none. Set field to its name.`,
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
