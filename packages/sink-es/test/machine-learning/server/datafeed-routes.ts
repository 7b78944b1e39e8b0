import { conflict, exists, missing } from './state.ts';
import type { Route, State } from './state.ts';

const base = '/_ml/datafeeds';
const latest = Date.UTC(2023, 0, 1);

/** Routes of datafeeds: create, read, update, start and stop. A request for the state advances a running datafeed. */
export const datafeedRoutes = (state: State): Route[] => [
  [
    `PUT ${base}/([^/]+)`,
    ({ body }, [id]) => {
      const config = body as { job_id: string; indices: string[] };
      if (state.feeds.has(id!)) return exists(`A datafeed with id [${id}] already exists`);
      if (!state.jobs.has(config.job_id)) return missing(`No known job with id '${config.job_id}'`);
      for (const [other, { config: had }] of state.feeds) {
        if (had.job_id === config.job_id)
          return conflict(`A datafeed [${other}] already exists for job [${config.job_id}]`);
      }
      const made = {
        datafeed_id: id,
        query_delay: '61499ms',
        chunking_config: { mode: 'auto' },
        scroll_size: 1_000,
        delayed_data_check_config: { enabled: true },
        ...config,
        query: withBoost((config as { query?: object }).query),
      };
      state.feeds.set(id!, { config: made, state: 'stopped', looks: 0 });
      return [200, made];
    },
  ],
  [
    `GET ${base}/([^/]+)`,
    (_, [id]) => {
      const feed = state.feeds.get(id!);
      return feed ? [200, { count: 1, datafeeds: [feed.config] }] : missing(`No datafeed with id [${id}] exists`);
    },
  ],
  [
    `POST ${base}/([^/]+)/_update`,
    ({ body }, [id]) => {
      const feed = state.feeds.get(id!)!;
      if (feed.state !== 'stopped') return conflict(`Cannot update datafeed [${id}] while its status is started`);
      Object.assign(feed.config, body);
      return [200, feed.config];
    },
  ],
  [
    `POST ${base}/([^/]+)/_start`,
    ({ body }, [id]) => {
      const feed = state.feeds.get(id!)!;
      if (feed.state !== 'stopped')
        return conflict(`cannot start datafeed [${id}] because it has already been started`);
      const { end } = (body ?? {}) as { end?: string };
      Object.assign(feed, { state: 'started', looks: 0, end });
      return [200, { started: true, node: 'node-1' }];
    },
  ],
  [
    `POST ${base}/([^/]+)/_stop`,
    (_, [id]) => {
      state.feeds.get(id!)!.state = 'stopped';
      return [200, { stopped: true }];
    },
  ],
  [
    `GET ${base}/([^/]+)/_stats`,
    (_, [id]) => {
      const feed = state.feeds.get(id!);
      if (!feed) return missing(`No datafeed with id [${id}] exists`);
      bringOn(state, feed);
      const isCaughtUp = feed.looks >= state.looksUntilDone;
      const running = { real_time_configured: feed.end === undefined, real_time_running: isCaughtUp };
      return [
        200,
        {
          count: 1,
          datafeeds: [
            { datafeed_id: id, state: feed.state, ...(feed.state === 'started' && { running_state: running }) },
          ],
        },
      ];
    },
  ],
];

const bringOn = (state: State, feed: State['feeds'] extends Map<string, infer Feed> ? Feed : never): void => {
  if (feed.state !== 'started') return;
  const job = state.jobs.get(feed.config.job_id)!;
  feed.looks += 1;
  const share = Math.min(1, feed.looks / state.looksUntilDone);
  if (state.found > 0) Object.assign(job, { records: Math.round(state.found * share), latest: latest * share });
  if (share === 1 && feed.end !== undefined) {
    feed.state = 'stopped';
    if (job.state === 'opened') job.state = 'closing';
  }
};

/** Adds the default boost to a query for all documents, as Elasticsearch does. */
const withBoost = (query: object | undefined): object =>
  query === undefined || 'match_all' in query ? { match_all: { boost: 1 } } : query;
