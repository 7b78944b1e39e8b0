import { expect, test } from 'vitest';
import { ensureRegression, regressionJob } from '../../../src/index.ts';
import type { RegressionJobOptions } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const simple: RegressionJobOptions = {
  id: 'btc-regression',
  index: 'btc-usd',
  destIndex: 'btc-predictions',
  target: 'Close',
  features: ['Open', 'High', 'Low', 'Volume'],
};
const path = '/_ml/data_frame/analytics/btc-regression';

test('regressionJob() trains on 80 percent of the rows by default', () => {
  expect(regressionJob(simple)).toEqual({
    id: 'btc-regression',
    source: { index: ['btc-usd'], query: { match_all: {} } },
    dest: { index: 'btc-predictions', results_field: 'ml' },
    analysis: {
      regression: {
        dependent_variable: 'Close',
        training_percent: 80,
        prediction_field_name: 'Close_prediction',
        loss_function: 'mse',
      },
    },
    analyzed_fields: { includes: ['Open', 'High', 'Low', 'Volume', 'Close'], excludes: [] },
  });
});

test.each([
  ['0 percent of the rows for training', { trainingPercent: 0 }],
  ['more than 100 percent of the rows for training', { trainingPercent: 101 }],
  ['an unknown loss', { loss: 'mae' as 'mse' }],
  ['a loss parameter that JSON cannot carry', { lossParameter: Infinity }],
  ['a seed that is not an integer', { seed: 0.5 }],
  ['no index', { index: [] }],
  ['no target', { target: '' }],
  ['0 threads', { threads: 0 }],
])('regressionJob() refuses %s', (_, wrong) => {
  expect(() => regressionJob({ ...simple, ...wrong })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }) as Error,
  );
});

withEachClient((at) => {
  test('creates the regression with all options, and changes nothing the second time', async () => {
    const { server, client } = at();
    const job = regressionJob({
      ...simple,
      excludes: ['Date'],
      query: { range: { Date: { gte: '2020-01-01' } } },
      trainingPercent: 75,
      seed: 7,
      loss: 'huber',
      lossParameter: 2,
      prediction: 'expected',
      description: 'closes',
      memory: '2gb',
      threads: 2,
    });
    expect(await ensureRegression(client, { job })).toEqual({ created: true, changed: [] });
    server.asked.length = 0;
    expect(await ensureRegression(client, { job })).toEqual({ created: false, changed: [] });
    expect(server.asked).toEqual([`GET ${path}`]);
  });

  test('changes description, memory and threads', async () => {
    const { server, client } = at();
    await ensureRegression(client, { job: regressionJob(simple) });
    const job = regressionJob({ ...simple, description: 'closes', memory: '2gb', threads: 4 });
    const changed = ['description', 'model_memory_limit', 'max_num_threads'];
    expect(await ensureRegression(client, { job })).toEqual({ created: false, changed });
    expect(server.bodies.get(`POST ${path}/_update`)).toEqual({
      description: 'closes',
      model_memory_limit: '2gb',
      max_num_threads: 4,
    });
    expect(await ensureRegression(client, { job })).toEqual({ created: false, changed: [] });
  });

  test('names all properties that cannot be changed', async () => {
    const { client } = at();
    await ensureRegression(client, { job: regressionJob(simple) });
    const job = regressionJob({
      ...simple,
      destIndex: 'elsewhere',
      target: 'High',
      features: ['Open'],
      trainingPercent: 50,
    });
    await expect(ensureRegression(client, { job })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_CONFLICT',
      conflicts: [
        { property: 'dest.index', wanted: 'elsewhere', found: 'btc-predictions' },
        { property: 'analysis.regression.dependent_variable', wanted: 'High', found: 'Close' },
        { property: 'analysis.regression.training_percent', wanted: 50, found: 80 },
        { property: 'analysis.regression.prediction_field_name' },
        { property: 'analyzed_fields.includes', wanted: ['Open', 'High'] },
      ],
    });
  });

  test('refuses an existing analysis of another kind', async () => {
    const { server, client } = at();
    await ensureRegression(client, { job: regressionJob(simple) });
    server.state.analyses.get('btc-regression')!.config['analysis'] = { outlier_detection: {} };
    await expect(ensureRegression(client, { job: regressionJob(simple) })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_CONFLICT',
      conflicts: expect.arrayContaining([
        { property: 'analysis.regression.dependent_variable', wanted: 'Close', found: undefined, isSame: false },
      ]) as unknown,
    });
  });
});
