import { beforeEach, expect, test } from 'vitest';
import { ensureRegression, regressionJob, runRegression } from '../../../src/index.ts';
import type { RegressionProgress } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const id = 'btc-regression';
const job = regressionJob({ id, index: 'btc-usd', destIndex: 'btc-predictions', target: 'Close' });
const start = `POST /_ml/data_frame/analytics/${id}/_start`;

withEachClient((at) => {
  const analysis = () => at().server.state.analyses.get(id)!;

  beforeEach(() => ensureRegression(at().client, { job }));

  test('reports each phase until the regression is done', async () => {
    const seen: RegressionProgress[] = [];
    await runRegression(at().client, { id, poll: '1ms', onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { phase: 'reindexing', share: 0 },
      { phase: 'loading_data', share: 0.33 },
      { phase: 'fine_tuning_parameters', share: 0.67 },
      { phase: null, share: 1 },
    ]);
  });

  test('does not run a finished regression again', async () => {
    const { server, client } = at();
    await runRegression(client, { id, poll: '1ms' });
    server.asked.length = 0;
    await runRegression(client, { id });
    expect(server.asked).toEqual([`GET /_ml/data_frame/analytics/${id}/_stats`]);
  });

  test('waits for a regression that already runs', async () => {
    const { server, client } = at();
    analysis().state = 'started';
    await runRegression(client, { id, poll: '1ms' });
    expect(server.asked).not.toContain(start);
    expect(analysis().state).toBe('stopped');
  });

  test('rejects with the reason if the regression fails', async () => {
    analysis().failure = 'not enough memory';
    await expect(runRegression(at().client, { id, poll: '1ms' })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_FAILED',
      message: `The regression ${id} has failed: not enough memory.`,
    });
  });

  test('rejects if another client stops the regression', async () => {
    const stop = () => {
      if (analysis().looks === 1) analysis().state = 'stopped';
    };
    await expect(runRegression(at().client, { id, poll: '1ms', onProgress: stop })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_FAILED',
      message: `The regression ${id} was stopped in the phase loading_data. Run it again.`,
    });
  });

  test('rejects with the reason if the regression does not start', async () => {
    const { server, client } = at();
    server.onRequest = (_, path) =>
      path.endsWith('/_start')
        ? [409, { error: { type: 'status_exception', reason: 'dest index [btc-predictions] must be empty' } }]
        : undefined;
    await expect(runRegression(client, { id })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining('dest index [btc-predictions] must be empty') as string,
    });
  });

  test('stops the regression when it is aborted', async () => {
    const { server, client } = at();
    server.state.looksUntilDone = 1_000;
    const abort = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => {
      if (analysis().state === 'started') abort.abort(reason);
    };
    await expect(runRegression(client, { id, poll: '1ms', signal: abort.signal, onProgress })).rejects.toBe(reason);
    expect(analysis().state).toBe('stopped');
  });

  test('stops the regression when it is aborted while it starts', async () => {
    const { server, client } = at();
    const abort = new AbortController();
    const reason = new Error('enough');
    server.onRequest = (_, path) => {
      if (path.endsWith('/_start')) abort.abort(reason);
      return undefined;
    };
    await expect(runRegression(client, { id, signal: abort.signal })).rejects.toBe(reason);
    expect(server.asked.at(-1)).toContain('/_stop');
    expect(analysis().state).toBe('stopped');
  });

  test('does not stop a regression that another call has started when it is aborted', async () => {
    const { server, client } = at();
    server.state.looksUntilDone = 1_000;
    analysis().state = 'started';
    const abort = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => abort.abort(reason);
    await expect(runRegression(client, { id, poll: '1ms', signal: abort.signal, onProgress })).rejects.toBe(reason);
    expect(analysis().state).toBe('started');
  });
});
