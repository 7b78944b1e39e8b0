import { beforeEach, expect, test } from 'vitest';
import {
  anomalyJob,
  datafeed,
  ensureAnomalyJob,
  ensureDatafeed,
  runDatafeed,
  stopDatafeed,
} from '../../../src/index.ts';
import type { DatafeedProgress } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const id = 'datafeed-btc-close';
const job = anomalyJob({ id: 'btc-close', bucket: '1d', detectors: [{ function: 'mean', field: 'Close' }] });
const start = `POST /_ml/datafeeds/${id}/_start`;
const fast = { datafeed: id, poll: '1ms' } as const;

withEachClient((at) => {
  const stateOf = () => ({
    job: at().server.state.jobs.get('btc-close')!.state,
    feed: at().server.state.feeds.get(id)!.state,
  });

  beforeEach(async () => {
    const { client } = at();
    await ensureAnomalyJob(client, { job });
    await ensureDatafeed(client, { datafeed: datafeed({ job: 'btc-close', index: 'btc-usd' }) });
  });

  test('opens the job, reads up to an instant, and resolves when the job is closed', async () => {
    const { server, client } = at();
    const seen: DatafeedProgress[] = [];
    const from = Date.UTC(2014, 8, 17);
    const to = new Date('2023-01-01');
    const done = await runDatafeed(client, { ...fast, from, to, onProgress: (progress) => seen.push(progress) });
    expect(done).toEqual({ state: 'stopped', records: 3_000, buckets: 3_000, time: Date.UTC(2023, 0, 1) });
    expect(server.bodies.get(start)).toEqual({ start: '2014-09-17T00:00:00.000Z', end: '2023-01-01T00:00:00.000Z' });
    expect(seen.map(({ records }) => records)).toEqual([1_000, 2_000, 3_000, 3_000]);
    expect(stateOf()).toEqual({ job: 'closed', feed: 'stopped' });
  });

  test('reads from the end of the last run up to now by default', async () => {
    const { server, client } = at();
    const before = Date.now();
    await runDatafeed(client, fast);
    const body = server.bodies.get(start) as { start?: string; end: string };
    expect(body.start).toBeUndefined();
    expect(Date.parse(body.end)).toBeGreaterThanOrEqual(before);
    expect(await runDatafeed(client, fast)).toMatchObject({ records: 3_000 });
  });

  test('with follow, resolves when the existing documents are read, and runs until it is stopped', async () => {
    const { server, client } = at();
    expect(await runDatafeed(client, { ...fast, follow: true })).toMatchObject({ state: 'started', records: 3_000 });
    expect(server.bodies.get(start)).toEqual({});
    expect(stateOf()).toEqual({ job: 'opened', feed: 'started' });
    await stopDatafeed(client, { datafeed: id, closeJob: false });
    expect(stateOf()).toEqual({ job: 'opened', feed: 'stopped' });
    await stopDatafeed(client, { datafeed: id });
    expect(stateOf()).toEqual({ job: 'closed', feed: 'stopped' });
  });

  test('waits for a datafeed that already runs', async () => {
    const { server, client } = at();
    server.state.jobs.get('btc-close')!.state = 'opened';
    Object.assign(server.state.feeds.get(id)!, { state: 'started', end: '2023-01-01T00:00:00.000Z' });
    expect(await runDatafeed(client, fast)).toMatchObject({ state: 'stopped', records: 3_000 });
  });

  test('waits until a closing job is closed before it opens the job', async () => {
    const { server, client } = at();
    server.state.jobs.get('btc-close')!.state = 'closing';
    expect(await runDatafeed(client, fast)).toMatchObject({ records: 3_000 });
  });

  test('stops the datafeed and closes the job when it is aborted', async () => {
    const { server, client } = at();
    server.state.looksUntilDone = Infinity;
    const abort = new AbortController();
    const reason = new Error('enough');
    const run = runDatafeed(client, { ...fast, signal: abort.signal, onProgress: () => abort.abort(reason) });
    await expect(run).rejects.toBe(reason);
    expect(stateOf()).toEqual({ job: 'closed', feed: 'stopped' });
  });

  test.each(['_open', '_start'])('stops the datafeed and closes the job when it is aborted during %s', async (step) => {
    const { server, client } = at();
    const abort = new AbortController();
    const reason = new Error('enough');
    server.onRequest = (_, path) => {
      if (path.endsWith(`/${step}`)) abort.abort(reason);
      return undefined;
    };
    await expect(runDatafeed(client, { ...fast, signal: abort.signal })).rejects.toBe(reason);
    expect(server.asked.filter((request) => request.endsWith(`/${step}`))).toHaveLength(1);
    expect(stateOf()).toEqual({ job: 'closed', feed: 'stopped' });
  });

  test('does not stop a datafeed that already ran when it is aborted', async () => {
    const { server, client } = at();
    await runDatafeed(client, { ...fast, follow: true });
    server.state.looksUntilDone = Infinity;
    const abort = new AbortController();
    const reason = new Error('enough');
    const run = runDatafeed(client, { ...fast, signal: abort.signal, onProgress: () => abort.abort(reason) });
    await expect(run).rejects.toBe(reason);
    expect(stateOf()).toEqual({ job: 'opened', feed: 'started' });
  });

  test('does not stop a datafeed that another call has just started when it is aborted', async () => {
    const { server, client } = at();
    server.state.looksUntilDone = Infinity;
    server.onRequest = (_, path) => {
      if (path.endsWith('/_start')) server.state.feeds.get(id)!.state = 'started';
      return undefined;
    };
    const abort = new AbortController();
    const reason = new Error('enough');
    const run = runDatafeed(client, { ...fast, signal: abort.signal, onProgress: () => abort.abort(reason) });
    await expect(run).rejects.toBe(reason);
    expect(stateOf()).toEqual({ job: 'opened', feed: 'started' });
  });

  test('fails if the job fails', async () => {
    const { server, client } = at();
    const fail = () => (server.state.jobs.get('btc-close')!.state = 'failed');
    await expect(runDatafeed(client, { ...fast, onProgress: fail })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_FAILED',
      message: expect.stringContaining('The anomaly job btc-close has failed') as string,
    });
  });

  test('fails if there are no documents', async () => {
    const { server, client } = at();
    server.state.found = 0;
    await expect(runDatafeed(client, fast)).rejects.toMatchObject({
      code: 'PENSTOCK_ML_FAILED',
      message: expect.stringContaining('found no document') as string,
    });
  });

  test('closes the job again if the datafeed does not start', async () => {
    const { server, client } = at();
    server.onRequest = (_, path) =>
      path.endsWith('/_start')
        ? [400, { error: { type: 'illegal_argument_exception', reason: 'start is not before end' } }]
        : undefined;
    await expect(runDatafeed(client, fast)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_RESPONSE' });
    expect(stateOf()).toEqual({ job: 'closed', feed: 'stopped' });
  });

  test.each([
    ['follow with an end', { follow: true, to: 1 }],
    ['a start that is not an instant', { from: NaN }],
    ['a poll interval of 0', { poll: 0 }],
    ['a start after the end', { from: 2, to: 1 }],
  ])('refuses %s', async (_, wrong) => {
    const { server, client } = at();
    server.asked.length = 0;
    await expect(runDatafeed(client, { datafeed: id, ...wrong })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
    });
    expect(server.asked).toEqual([]);
  });
});
