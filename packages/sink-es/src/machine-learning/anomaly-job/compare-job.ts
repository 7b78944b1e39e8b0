import { isDeepStrictEqual } from 'node:util';
import type { ComparedProperty } from '../request/ensure-resource.ts';
import { isSameMemory } from '../request/memory-size.ts';
import { timeValueMs } from '../request/time-value.ts';
import type { AnomalyJobRequest } from './anomaly-job.ts';
import type { DetectorRequest } from './detector.ts';

/** The compared parts of a job, as Elasticsearch returns them. */
interface FoundJob {
  readonly job_id: string;
  readonly description?: string;
  readonly groups?: readonly string[];
  readonly analysis_config: {
    readonly bucket_span?: string;
    readonly detectors: readonly DetectorRequest[];
    readonly influencers?: readonly string[];
  };
  readonly data_description: { readonly time_field?: string };
  readonly analysis_limits?: { readonly model_memory_limit?: string };
  readonly model_plot_config?: { readonly enabled?: boolean };
  readonly results_index_name?: string;
  readonly results_retention_days?: number;
}

/**
 * Compares a wanted job with the existing one. Detectors, bucket, influencers, time field and results index must be the
 * same. Of the other properties, which can be changed, only the wanted ones are compared.
 */
export const compareJob = (job: AnomalyJobRequest, answer: unknown): ComparedProperty[] => {
  const found = (answer as { readonly jobs: readonly [FoundJob] }).jobs[0];
  const { analysis_config: wants } = job;
  const { analysis_config: has } = found;
  return [
    // If the id is the name of a group, Elasticsearch answers with the jobs in the group.
    fixed('job_id', job.job_id, found.job_id),
    {
      property: 'analysis_config.bucket_span',
      wanted: wants.bucket_span,
      found: has.bucket_span,
      isSame: timeValueMs(wants.bucket_span) === timeValueMs(has.bucket_span),
    },
    ...compareDetectors(wants.detectors, has.detectors),
    fixed('analysis_config.influencers', wants.influencers ?? [], has.influencers ?? []),
    fixed('data_description.time_field', job.data_description.time_field, found.data_description.time_field),
    ...resultsIndex(job.results_index_name, found.results_index_name),
    ...changeable(found, 'description', job.description),
    // Elasticsearch omits an empty list.
    ...changeable({ ...found, groups: found.groups ?? [] }, 'groups', job.groups),
    ...changeable(found, 'results_retention_days', job.results_retention_days),
    ...memory(job.analysis_limits, found.analysis_limits?.model_memory_limit),
    ...modelPlot(job.model_plot_config, found.model_plot_config?.enabled ?? false),
  ];
};

const compareDetectors = (
  wants: readonly DetectorRequest[],
  has: readonly DetectorRequest[],
): readonly ComparedProperty[] => {
  if (wants.length !== has.length) return [fixed('analysis_config.detectors', wants.map(essence), has.map(essence))];
  return wants.flatMap((want, i) => [
    fixed(`analysis_config.detectors[${i}]`, essence(want), essence(has[i]!)),
    ...(want.detector_description === undefined
      ? []
      : [
          {
            property: `analysis_config.detectors[${i}].detector_description`,
            wanted: want.detector_description,
            found: has[i]!.detector_description,
            isSame: want.detector_description === has[i]!.detector_description,
            update: { detectors: [{ detector_index: i, description: want.detector_description }] },
          },
        ]),
  ]);
};

/** Returns the properties that define what a detector computes, without those that the server adds. */
const essence = (detector: DetectorRequest): DetectorRequest => {
  const { function: name, field_name, by_field_name, over_field_name, partition_field_name, use_null } = detector;
  return {
    function: name,
    ...(field_name !== undefined && { field_name }),
    ...(by_field_name !== undefined && { by_field_name }),
    ...(over_field_name !== undefined && { over_field_name }),
    ...(partition_field_name !== undefined && { partition_field_name }),
    ...(use_null === true && { use_null }),
  };
};

const fixed = (property: string, wanted: unknown, found: unknown): ComparedProperty => ({
  property,
  wanted,
  found,
  isSame: isDeepStrictEqual(wanted, found),
});

/** Compares the results index. The server adds the prefix `custom-` to the wanted name. */
const resultsIndex = (wanted: string | undefined, found: string | undefined): readonly ComparedProperty[] =>
  wanted === undefined
    ? []
    : [{ property: 'results_index_name', wanted, found, isSame: found === wanted || found === `custom-${wanted}` }];

const changeable = (found: FoundJob, property: keyof FoundJob, wanted: unknown): readonly ComparedProperty[] =>
  wanted === undefined ? [] : [{ ...fixed(property, wanted, found[property]), update: { [property]: wanted } }];

const memory = (wanted: AnomalyJobRequest['analysis_limits'], found: string | undefined): readonly ComparedProperty[] =>
  wanted === undefined
    ? []
    : [
        {
          property: 'analysis_limits.model_memory_limit',
          wanted: wanted.model_memory_limit,
          found,
          isSame: isSameMemory(wanted.model_memory_limit, found),
          update: { analysis_limits: wanted },
        },
      ];

const modelPlot = (wanted: AnomalyJobRequest['model_plot_config'], found: boolean): readonly ComparedProperty[] =>
  wanted === undefined
    ? []
    : [{ ...fixed('model_plot_config.enabled', wanted.enabled, found), update: { model_plot_config: wanted } }];
