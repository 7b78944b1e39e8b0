import type { Route, State } from './state.ts';

/** Routes of the results of jobs, in order of time and page by page, and the search for forecasts. */
export const resultRoutes = (state: State): Route[] => [
  ...(['records', 'buckets', 'influencers'] as const).map((list): Route => [
    `GET /_ml/anomaly_detectors/([^/]+)/results/${list}`,
    ({ query }, [job]) => {
      const score = { records: 'record_score', buckets: 'anomaly_score', influencers: 'influencer_score' }[list];
      const [start, end] = [query.get('start'), query.get('end')];
      const numberOf = (name: string): number => Number(query.get(name) ?? 0);
      const [least, from, size] = [numberOf(score), numberOf('from'), numberOf('size')];
      const isFinal = query.get('exclude_interim') === 'true';
      const found = state[list]
        .filter((result) => result['job_id'] === job && (result[score] as number) >= least)
        .filter((result) => !(isFinal && result['is_interim']))
        .filter(({ timestamp }) => start === null || (timestamp as number) >= Date.parse(start))
        .filter(({ timestamp }) => end === null || (timestamp as number) < Date.parse(end))
        .toSorted((one, other) => (one['timestamp'] as number) - (other['timestamp'] as number));
      return [200, { count: found.length, [list]: found.slice(from, from + size) }];
    },
  ]),
  [
    'POST /.ml-anomalies-([^/]+)/_search',
    ({ body }) => {
      const { query } = body as { query: { bool: { filter: Array<{ term: Record<string, unknown> }> } } };
      const terms = query.bool.filter.flatMap(({ term }) => Object.entries(term));
      const hits = state.documents.filter((document) => terms.every(([name, value]) => document[name] === value));
      const answer = {
        took: 1,
        timed_out: false,
        _shards: { total: 1, successful: 1, failed: 0 },
        hits: {
          hits: hits.map((source, i) => ({ _index: '.ml-anomalies-shared', _id: String(i), _source: { ...source } })),
        },
      };
      // Each search advances a forecast.
      for (const hit of hits) {
        const isStarted = hit['forecast_status'] === 'started';
        if (hit['forecast_status'] === 'scheduled')
          Object.assign(hit, { forecast_status: 'started', forecast_progress: 0.5 });
        if (isStarted && state.forecast === 'finished')
          Object.assign(hit, { forecast_status: 'finished', forecast_progress: 1 });
        if (isStarted && state.forecast === 'failed')
          Object.assign(hit, { forecast_status: 'failed', forecast_messages: ['not enough memory'] });
      }
      return [200, answer];
    },
  ],
];
