import { beforeEach, expect, test } from 'vitest';
import { anomalyJob, ensureAnomalyJob, runForecast } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const job = anomalyJob({ id: 'btc-close', bucket: '1d', detectors: [{ function: 'mean', field: 'Close' }] });
const asked = { job: 'btc-close', duration: '30d', poll: '1ms' } as const;
const request = 'POST /_ml/anomaly_detectors/btc-close/_forecast';

withEachClient((at) => {
  const jobState = () => at().server.state.jobs.get('btc-close')!;

  beforeEach(async () => {
    await ensureAnomalyJob(at().client, { job });
    jobState().records = 3_000;
  });

  test('opens the job, waits for the forecast, and closes the job again', async () => {
    const { server, client } = at();
    const shares: number[] = [];
    const id = await runForecast(client, { ...asked, onProgress: (share) => shares.push(share) });
    expect(server.bodies.get(request)).toEqual({ duration: '30d', expires_in: '14d' });
    expect(server.state.documents).toMatchObject([{ forecast_id: id, forecast_status: 'finished' }]);
    expect(shares).toEqual([0, 0.5, 1]);
    expect(jobState().state).toBe('closed');
  });

  test('does not close a job that was already open', async () => {
    jobState().state = 'opened';
    await runForecast(at().client, { ...asked, expiresIn: Infinity, memory: '100mb' });
    expect(at().server.bodies.get(request)).toEqual({ duration: '30d', expires_in: '0', max_model_memory: '100mb' });
    expect(jobState().state).toBe('opened');
  });

  test("reports Elasticsearch's messages if the forecast fails, and closes the job", async () => {
    at().server.state.forecast = 'failed';
    await expect(runForecast(at().client, asked)).rejects.toMatchObject({
      code: 'PENSTOCK_ML_FAILED',
      message: expect.stringContaining('not enough memory') as string,
    });
    expect(jobState().state).toBe('closed');
  });

  test('reports the reason if Elasticsearch refuses the forecast, and closes the job', async () => {
    jobState().records = 0;
    await expect(runForecast(at().client, asked)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining('requires data to have been processed') as string,
    });
    expect(jobState().state).toBe('closed');
  });

  test('rejects when its signal aborts, and closes the job', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const run = runForecast(at().client, { ...asked, signal: abort.signal, onProgress: () => abort.abort(reason) });
    await expect(run).rejects.toBe(reason);
    expect(jobState().state).toBe('closed');
  });

  test('leaves the job closed when it is aborted while the job opens', async () => {
    const { server, client } = at();
    const abort = new AbortController();
    const reason = new Error('enough');
    server.onRequest = (_, path) => {
      if (path.endsWith('/_open')) abort.abort(reason);
      return undefined;
    };
    await expect(runForecast(client, { ...asked, signal: abort.signal })).rejects.toBe(reason);
    expect(jobState().state).toBe('closed');
  });

  test('does not wait for ever if another client closes the job', async () => {
    const onProgress = (): void => {
      jobState().state = 'closed';
    };
    await expect(runForecast(at().client, { ...asked, onProgress })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_FAILED',
      message: expect.stringContaining('closed the anomaly job btc-close before its forecast') as string,
    });
  });

  test.each(['*', 'btc-*', 'btc-close,other', '_all'])('refuses %s, which may match several jobs', async (several) => {
    await expect(runForecast(at().client, { ...asked, job: several })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
    });
  });

  test('reports that the job does not exist', async () => {
    await expect(runForecast(at().client, { ...asked, job: 'lost' })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_NOT_FOUND',
    });
  });
});
