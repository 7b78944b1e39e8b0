import { badRequest, conflict, exists, missing } from './state.ts';
import type { Route, State } from './state.ts';

type Config = Record<string, unknown> & {
  analysis_config: { detectors: Record<string, unknown>[] };
};

const base = '/_ml/anomaly_detectors';

/** Routes of anomaly jobs: create, read, update, open, close and forecast. */
export const jobRoutes = (state: State): Route[] => [
  [
    `PUT ${base}/([^/]+)`,
    ({ body }, [id]) => {
      if (state.jobs.has(id!)) return exists(`The job cannot be created with the Id '${id}'. The Id is already used.`);
      const config = { ...completed(body as Config), job_id: id };
      state.jobs.set(id!, { config, state: 'closed', records: 0 });
      return [200, config];
    },
  ],
  [
    `GET ${base}/([^/]+)`,
    (_, [id]) => {
      const job = state.jobs.get(id!);
      return job ? [200, { count: 1, jobs: [job.config] }] : missing(`No known job with id '${id}'`);
    },
  ],
  [
    `POST ${base}/([^/]+)/_update`,
    ({ body }, [id]) => {
      const job = state.jobs.get(id!)!;
      const { detectors, analysis_limits: limits, ...rest } = body as Config & { detectors?: Detectors } & Limits;
      if (limits && job.state !== 'closed')
        return conflict('Cannot update analysis_limits.model_memory_limit while the job is open');
      Object.assign(
        job.config,
        rest,
        limits && { analysis_limits: { ...(job.config as Limits).analysis_limits, ...limits } },
      );
      for (const { detector_index: index, description } of detectors ?? [])
        (job.config as Config).analysis_config.detectors[index]!['detector_description'] = description;
      return [200, job.config];
    },
  ],
  [
    `GET ${base}/([^/]+)/_stats`,
    (_, [id]) => {
      const job = state.jobs.get(id!);
      if (!job) return missing(`No known job with id '${id}'`);
      const answer = { count: 1, jobs: [statsOf(id!, job)] };
      if (job.state === 'closing') job.state = 'closed';
      if (job.state === 'opening') job.state = 'opened';
      return [200, answer];
    },
  ],
  [
    `POST ${base}/([^/]+)/_open`,
    (_, [id]) => {
      const job = state.jobs.get(id!)!;
      if (job.state === 'opened') return conflict(`Cannot open job [${id}] because it has already been opened`);
      job.state = 'opened';
      return [200, { opened: true, node: 'node-1' }];
    },
  ],
  [
    `POST ${base}/([^/]+)/_close`,
    (_, [id]) => {
      state.jobs.get(id!)!.state = 'closed';
      return [200, { closed: true }];
    },
  ],
  [
    `POST ${base}/([^/]+)/_forecast`,
    (_, [id]) => {
      const job = state.jobs.get(id!)!;
      if (job.state !== 'opened') return conflict(`Cannot perform requested action because job [${id}] is not open`);
      if (job.records === 0)
        return badRequest(
          `Cannot run forecast: Forecast cannot be executed as job requires data to have been processed`,
        );
      const forecast = `forecast-${state.documents.length}`;
      state.documents.push({
        job_id: id,
        forecast_id: forecast,
        result_type: 'model_forecast_request_stats',
        forecast_progress: 0,
        forecast_messages: [],
        forecast_status: 'scheduled',
      });
      return [200, { acknowledged: true, forecast_id: forecast }];
    },
  ],
];

type Detectors = Array<{ readonly detector_index: number; readonly description: string }>;

interface Limits {
  readonly analysis_limits?: Record<string, unknown>;
}

/** Adds what Elasticsearch adds to a job; the specification of `ml.put_job` has an example answer. */
const completed = (config: Config): Record<string, unknown> => {
  const { analysis_config: analysis, results_index_name: index } = config;
  const limits = (config as Limits).analysis_limits;
  return {
    job_type: 'anomaly_detector',
    job_version: '12.0.0',
    create_time: 1_656_087_283_340,
    model_snapshot_retention_days: 10,
    daily_model_snapshot_retention_after_days: 1,
    allow_lazy_open: false,
    ...config,
    analysis_config: {
      influencers: [],
      model_prune_window: '30d',
      ...analysis,
      detectors: analysis.detectors.map((detector, i) => ({
        detector_description: `${String(detector['function'])}(${String(detector['field_name'] ?? '')})`,
        ...detector,
        detector_index: i,
      })),
    },
    analysis_limits: { categorization_examples_limit: 4, model_memory_limit: '11mb', ...inMegabytes(limits) },
    results_index_name: index === undefined ? 'shared' : `custom-${String(index)}`,
  };
};

const inMegabytes = (limits: Limits['analysis_limits']): object => {
  const [, count, unit] = /^(\d+)(mb|gb)$/.exec(String(limits?.['model_memory_limit'])) ?? [];
  return count === undefined ? {} : { model_memory_limit: `${Number(count) * (unit === 'gb' ? 1_024 : 1)}mb` };
};

const statsOf = (id: string, job: { state: string; records: number; latest?: number }): object => ({
  job_id: id,
  state: job.state,
  data_counts: {
    job_id: id,
    processed_record_count: job.records,
    processed_field_count: job.records,
    input_bytes: 0,
    input_field_count: job.records,
    input_record_count: job.records,
    invalid_date_count: 0,
    missing_field_count: 0,
    out_of_order_timestamp_count: 0,
    empty_bucket_count: 0,
    sparse_bucket_count: 0,
    bucket_count: job.records,
    ...(job.latest !== undefined && { latest_record_timestamp: job.latest }),
  },
  model_size_stats: {
    job_id: id,
    result_type: 'model_size_stats',
    model_bytes: 0,
    total_by_field_count: 0,
    total_over_field_count: 0,
    total_partition_field_count: 0,
    bucket_allocation_failures_count: 0,
    memory_status: 'ok',
    categorized_doc_count: 0,
    total_category_count: 0,
    frequent_category_count: 0,
    rare_category_count: 0,
    dead_category_count: 0,
    failed_category_count: 0,
    categorization_status: 'ok',
    log_time: 0,
    timestamp: 0,
  },
  forecasts_stats: { total: 0, forecasted_jobs: 0 },
  timing_stats: {
    job_id: id,
    bucket_count: job.records,
    total_bucket_processing_time_ms: 0,
    exponential_average_bucket_processing_time_per_hour_ms: 0,
  },
});
