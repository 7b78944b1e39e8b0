import { expect, test } from 'vitest';
import { ensureRegression, evaluateRegression, regressionJob } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const id = 'btc-regression';
const simple = { id, index: 'btc-usd', destIndex: 'btc-predictions', target: 'Close' } as const;

withEachClient((at) => {
  test('returns the errors of the training rows and of the other rows', async () => {
    const { server, client } = at();
    await ensureRegression(client, { job: regressionJob(simple) });
    const of = (mse: number) => ({
      mse: { value: mse },
      r_squared: { value: 0.99 },
      msle: { value: 0.001 },
      huber: { value: 180.5 },
    });
    server.state.evaluations.set(true, of(53_000)).set(false, of(61_000));
    expect(await evaluateRegression(client, { id, delta: 2, offset: 3 })).toEqual({
      training: { mse: 53_000, rSquared: 0.99, msle: 0.001, huber: 180.5 },
      generalization: { mse: 61_000, rSquared: 0.99, msle: 0.001, huber: 180.5 },
    });
    expect(server.bodies.get('POST /_ml/data_frame/_evaluate')).toEqual({
      index: 'btc-predictions',
      query: { term: { 'ml.is_training': { value: false } } },
      evaluation: {
        regression: {
          actual_field: 'Close',
          predicted_field: 'ml.Close_prediction',
          metrics: { mse: {}, r_squared: {}, msle: { offset: 3 }, huber: { delta: 2 } },
        },
      },
    });
  });

  test('returns no generalization if all rows are training rows', async () => {
    const { server, client } = at();
    await ensureRegression(client, { job: regressionJob({ ...simple, trainingPercent: 100 }) });
    server.state.evaluations.set(true, { mse: { value: 1 } });
    expect(await evaluateRegression(client, { id })).toEqual({
      training: { mse: 1, rSquared: null, msle: null, huber: null },
      generalization: null,
    });
  });

  test('reports the reason if there are no predictions', async () => {
    const { client } = at();
    await ensureRegression(client, { job: regressionJob(simple) });
    await expect(evaluateRegression(client, { id })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining('No documents found') as string,
    });
  });

  test('refuses an analysis that is not a regression', async () => {
    const { server, client } = at();
    await ensureRegression(client, { job: regressionJob(simple) });
    server.state.analyses.get(id)!.config['analysis'] = { outlier_detection: {} };
    await expect(evaluateRegression(client, { id })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: `Expected ${id} to be a regression; got outlier_detection. Set id to a regression.`,
    });
  });

  test.each([{ delta: 0 }, { offset: NaN }, { id: '' }])('refuses %o', async (wrong) => {
    await expect(evaluateRegression(at().client, { id, ...wrong })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
    });
  });
});
