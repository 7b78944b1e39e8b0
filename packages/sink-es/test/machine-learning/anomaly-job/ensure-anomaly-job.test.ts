import { expect, test } from 'vitest';
import { anomalyJob, ensureAnomalyJob, MachineLearningConflictError } from '../../../src/index.ts';
import type { AnomalyJobOptions } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const simple: AnomalyJobOptions = {
  id: 'btc-close',
  bucket: '1d',
  detectors: [{ function: 'mean', field: 'Close', by: 'symbol' }],
  time: 'Date',
};
const path = '/_ml/anomaly_detectors/btc-close';

withEachClient((at) => {
  test('creates the job, and changes nothing the second time', async () => {
    const { server, client } = at();
    const job = anomalyJob({ ...simple, memory: '1gb', modelPlot: true, groups: ['btc'], resultsIndex: 'btc' });
    expect(await ensureAnomalyJob(client, { job })).toEqual({ created: true, changed: [] });
    server.asked.length = 0;
    expect(await ensureAnomalyJob(client, { job })).toEqual({ created: false, changed: [] });
    expect(server.asked).toEqual([`GET ${path}`]);
  });

  test('treats the same bucket in other units as equal', async () => {
    const { server, client } = at();
    await ensureAnomalyJob(client, { job: anomalyJob(simple) });
    const { config } = server.state.jobs.get('btc-close')!;
    (config['analysis_config'] as { bucket_span: string }).bucket_span = '1440m';
    expect(await ensureAnomalyJob(client, { job: anomalyJob(simple) })).toEqual({ created: false, changed: [] });
  });

  test('changes all properties that can be changed', async () => {
    const { server, client } = at();
    await ensureAnomalyJob(client, { job: anomalyJob(simple) });
    const [detector] = simple.detectors;
    const more = anomalyJob({
      ...simple,
      detectors: [{ ...detector!, description: 'daily mean' }],
      description: 'closes',
      memory: '64mb',
      keepDays: 30,
      modelPlot: true,
      groups: ['btc'],
    });
    const changed = [
      'analysis_config.detectors[0].detector_description',
      'description',
      'groups',
      'results_retention_days',
      'analysis_limits.model_memory_limit',
      'model_plot_config.enabled',
    ];
    expect(await ensureAnomalyJob(client, { job: more })).toEqual({ created: false, changed });
    expect(server.bodies.get(`POST ${path}/_update`)).toEqual({
      detectors: [{ detector_index: 0, description: 'daily mean' }],
      description: 'closes',
      groups: ['btc'],
      results_retention_days: 30,
      analysis_limits: { model_memory_limit: '64mb' },
      model_plot_config: { enabled: true },
    });
    expect(await ensureAnomalyJob(client, { job: more })).toEqual({ created: false, changed: [] });
    expect(await ensureAnomalyJob(client, { job: anomalyJob(simple) })).toEqual({ created: false, changed: [] });
  });

  test('changes the descriptions of several detectors at once', async () => {
    const { client } = at();
    const described = (text: string) =>
      anomalyJob({
        ...simple,
        detectors: [
          { ...simple.detectors[0]!, description: `${text} mean` },
          { function: 'count', description: `${text} count` },
        ],
      });
    await ensureAnomalyJob(client, { job: described('old') });
    expect((await ensureAnomalyJob(client, { job: described('new') })).changed).toHaveLength(2);
    expect(await ensureAnomalyJob(client, { job: described('new') })).toEqual({ created: false, changed: [] });
  });

  test('treats missing groups and an empty list of groups as equal', async () => {
    const { server, client } = at();
    const job = anomalyJob({ ...simple, groups: [] });
    await ensureAnomalyJob(client, { job });
    delete server.state.jobs.get('btc-close')!.config['groups'];
    expect(await ensureAnomalyJob(client, { job })).toEqual({ created: false, changed: [] });
  });

  test('does not mistake a job in a group of this name for the job', async () => {
    const { server, client } = at();
    await ensureAnomalyJob(client, { job: anomalyJob(simple) });
    server.state.jobs.set('closes', server.state.jobs.get('btc-close')!);
    await expect(ensureAnomalyJob(client, { job: anomalyJob({ ...simple, id: 'closes' }) })).rejects.toMatchObject({
      conflicts: [{ property: 'job_id', wanted: 'closes', found: 'btc-close' }],
    });
  });

  test('does not retry for ever if a group has the name of the job', async () => {
    const { server, client } = at();
    server.onRequest = (method) =>
      method === 'PUT'
        ? [
            400,
            {
              error: {
                type: 'resource_already_exists_exception',
                reason: 'job and group names must be unique but job [btc] and group [btc] have the same name',
              },
            },
          ]
        : undefined;
    await expect(ensureAnomalyJob(client, { job: anomalyJob({ ...simple, groups: ['btc'] }) })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining('names must be unique') as string,
    });
    expect(server.asked).toHaveLength(4);
  });

  test('names all properties that cannot be changed, and changes nothing', async () => {
    const { server, client } = at();
    await ensureAnomalyJob(client, { job: anomalyJob(simple) });
    server.asked.length = 0;
    const other = anomalyJob({
      ...simple,
      bucket: '1h',
      detectors: [{ function: 'mean', field: 'Close' }],
      time: 'time',
      influencers: ['symbol'],
      resultsIndex: 'own',
      description: 'other',
    });
    const error = await ensureAnomalyJob(client, { job: other }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MachineLearningConflictError);
    expect(error).toMatchObject({
      code: 'PENSTOCK_ML_CONFLICT',
      conflicts: [
        { property: 'analysis_config.bucket_span', wanted: '1h', found: '1d' },
        {
          property: 'analysis_config.detectors[0]',
          wanted: { function: 'mean', field_name: 'Close' },
          found: { function: 'mean', field_name: 'Close', by_field_name: 'symbol' },
        },
        { property: 'analysis_config.influencers', wanted: ['symbol'], found: [] },
        { property: 'data_description.time_field', wanted: 'time', found: 'Date' },
        { property: 'results_index_name', wanted: 'own', found: 'shared' },
      ],
      message: expect.stringContaining('analysis_config.bucket_span is "1d", expected "1h"') as string,
    });
    expect(server.asked).toEqual([`GET ${path}`]);
  });

  test('refuses an additional detector', async () => {
    const { client } = at();
    await ensureAnomalyJob(client, { job: anomalyJob(simple) });
    const more = anomalyJob({ ...simple, detectors: [...simple.detectors, { function: 'count' }] });
    await expect(ensureAnomalyJob(client, { job: more })).rejects.toMatchObject({
      conflicts: [{ property: 'analysis_config.detectors' }],
    });
  });

  test('reports the reason if Elasticsearch refuses to change an open job', async () => {
    const { server, client } = at();
    await ensureAnomalyJob(client, { job: anomalyJob(simple) });
    server.state.jobs.get('btc-close')!.state = 'opened';
    await expect(ensureAnomalyJob(client, { job: anomalyJob({ ...simple, memory: '64mb' }) })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_CONFLICT',
      message: expect.stringContaining('while the job is open') as string,
    });
  });

  test('compares with a job that another client has created in the meantime', async () => {
    const { server, client } = at();
    await ensureAnomalyJob(client, { job: anomalyJob({ ...simple, bucket: '1h' }) });
    let gets = 0;
    server.onRequest = (method) => {
      gets += 1;
      return method === 'GET' && gets === 1
        ? [404, { error: { type: 'resource_not_found_exception', reason: 'No known job' } }]
        : undefined;
    };
    await expect(ensureAnomalyJob(client, { job: anomalyJob(simple) })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_CONFLICT',
    });
  });

  test('reports the reason if Elasticsearch refuses to create the job', async () => {
    const { server, client } = at();
    server.onRequest = (method) =>
      method === 'PUT'
        ? [400, { error: { type: 'status_exception', reason: 'model_memory_limit must be less than 100mb' } }]
        : undefined;
    await expect(ensureAnomalyJob(client, { job: anomalyJob(simple) })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message:
        'Elasticsearch refused to create the anomaly job btc-close: model_memory_limit must be less than 100mb (400).',
    });
  });

  test('rejects with the reason of its signal', async () => {
    const { client } = at();
    const reason = new Error('enough');
    await expect(ensureAnomalyJob(client, { job: anomalyJob(simple), signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});
