import { badRequest, conflict, exists, missing } from './state.ts';
import type { Route, State } from './state.ts';

const base = '/_ml/data_frame/analytics';
const phases = ['reindexing', 'loading_data', 'fine_tuning_parameters', 'writing_results'];

/** Routes of data frame analytics: create, read, update, start, stop and evaluate. */
export const analyticsRoutes = (state: State): Route[] => [
  [
    `PUT ${base}/([^/]+)`,
    ({ body }, [id]) => {
      if (state.analyses.has(id!)) return exists(`A data frame analytics with id [${id}] already exists`);
      const config = {
        analyzed_fields: { includes: [], excludes: [] },
        create_time: 1_656_364_565_517,
        version: '12.0.0',
        allow_lazy_start: false,
        model_memory_limit: '1gb',
        max_num_threads: 1,
        ...(body as object),
        id,
      };
      state.analyses.set(id!, { config, state: 'stopped', looks: 0 });
      return [200, config];
    },
  ],
  [
    `GET ${base}/([^/]+)`,
    (_, [id]) => {
      const found = state.analyses.get(id!);
      return found
        ? [200, { count: 1, data_frame_analytics: [found.config] }]
        : missing(`No known data frame analytics with id [${id}]`);
    },
  ],
  [
    `POST ${base}/([^/]+)/_update`,
    ({ body }, [id]) => {
      const found = state.analyses.get(id!)!;
      Object.assign(found.config, body);
      return [200, found.config];
    },
  ],
  [
    `POST ${base}/([^/]+)/_start`,
    (_, [id]) => {
      const found = state.analyses.get(id!)!;
      if (found.state !== 'stopped')
        return conflict(`Cannot start data frame analytics [${id}] because it has already been started`);
      if (found.looks >= state.looksUntilDone) return badRequest('Cannot start because the job has already finished');
      found.state = 'started';
      return [200, { acknowledged: true, node: 'node-1' }];
    },
  ],
  [
    `POST ${base}/([^/]+)/_stop`,
    (_, [id]) => {
      state.analyses.get(id!)!.state = 'stopped';
      return [200, { stopped: true }];
    },
  ],
  [
    `GET ${base}/([^/]+)/_stats`,
    (_, [id]) => {
      const found = state.analyses.get(id!);
      if (!found) return missing(`No known data frame analytics with id [${id}]`);
      if (found.state === 'started') {
        found.looks += 1;
        if (found.looks >= state.looksUntilDone) found.state = found.failure ? 'failed' : 'stopped';
      }
      return [200, { count: 1, data_frame_analytics: [statsOf(id!, found, state.looksUntilDone)] }];
    },
  ],
  [
    'POST /_ml/data_frame/_evaluate',
    ({ body }) => {
      const { query } = body as { query: { term: Record<string, { value: boolean }> } };
      const found = state.evaluations.get(Object.values(query.term)[0]!.value);
      return found
        ? [200, { regression: found }]
        : badRequest('No documents found containing both [ml.Close_prediction, Close] fields');
    },
  ],
];

const statsOf = (
  id: string,
  { state, looks, failure }: { state: string; looks: number; failure?: string },
  until: number,
): object => ({
  id,
  state,
  ...(failure !== undefined && state === 'failed' && { assignment_explanation: failure }),
  progress: phases.map((phase, i) => ({
    phase,
    progress_percent: Math.max(0, Math.min(100, Math.round(100 * ((looks / until) * phases.length - i)))),
  })),
  data_counts: { training_docs_count: 80, test_docs_count: 20, skipped_docs_count: 0 },
  memory_usage: { timestamp: 0, peak_usage_bytes: 0, status: 'ok' },
});
