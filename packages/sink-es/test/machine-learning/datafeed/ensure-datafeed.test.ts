import { beforeEach, expect, test } from 'vitest';
import { anomalyJob, datafeed, ensureAnomalyJob, ensureDatafeed } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const path = '/_ml/datafeeds/datafeed-btc-close';
const job = anomalyJob({ id: 'btc-close', bucket: '1d', detectors: [{ function: 'mean', field: 'Close' }] });
const feed = datafeed({ job: 'btc-close', index: 'btc-usd' });

test('datafeed() is named after its job and reads all documents by default', () => {
  expect(feed).toEqual({
    datafeed_id: 'datafeed-btc-close',
    job_id: 'btc-close',
    indices: ['btc-usd'],
    query: { match_all: {} },
  });
});

test.each([
  ['an index without a name', { index: '' }],
  ['no index', { index: [] }],
  ['an id that Elasticsearch does not take', { id: 'A B' }],
  ['a page of nothing', { pageSize: 0 }],
])('datafeed() refuses %s', (_, wrong) => {
  expect(() => datafeed({ job: 'btc-close', index: 'btc-usd', ...wrong })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }) as Error,
  );
});

withEachClient((at) => {
  beforeEach(() => ensureAnomalyJob(at().client, { job }));

  test('creates the datafeed, and changes nothing the second time', async () => {
    const { server, client } = at();
    expect(await ensureDatafeed(client, { datafeed: feed })).toEqual({ created: true, changed: [] });
    server.asked.length = 0;
    expect(await ensureDatafeed(client, { datafeed: feed })).toEqual({ created: false, changed: [] });
    expect(server.asked).toEqual([`GET ${path}`]);
  });

  test('changes all properties except the job', async () => {
    const { server, client } = at();
    await ensureDatafeed(client, { datafeed: feed });
    const other = datafeed({
      job: 'btc-close',
      index: ['btc-usd', 'btc-eur'],
      query: { term: { symbol: 'BTC' } },
      frequency: '1h',
      queryDelay: '2m',
      pageSize: 500,
    });
    const changed = ['indices', 'query', 'frequency', 'query_delay', 'scroll_size'];
    expect(await ensureDatafeed(client, { datafeed: other })).toEqual({ created: false, changed });
    expect(server.bodies.get(`POST ${path}/_update`)).toEqual({
      indices: ['btc-usd', 'btc-eur'],
      query: { term: { symbol: 'BTC' } },
      frequency: '1h',
      query_delay: '2m',
      scroll_size: 500,
    });
    expect(await ensureDatafeed(client, { datafeed: other })).toEqual({ created: false, changed: [] });
  });

  test('changes a query that has more conditions than the wanted one', async () => {
    const { client } = at();
    const term = { term: { symbol: 'BTC' } };
    const narrow = { bool: { filter: [term], must_not: [{ term: { venue: 'x' } }] } };
    await ensureDatafeed(client, { datafeed: datafeed({ job: 'btc-close', index: 'btc-usd', query: narrow }) });
    const wide = datafeed({ job: 'btc-close', index: 'btc-usd', query: { bool: { filter: [term] } } });
    expect(await ensureDatafeed(client, { datafeed: wide })).toEqual({ created: false, changed: ['query'] });
  });

  test('refuses to feed another job', async () => {
    const { client } = at();
    await ensureDatafeed(client, { datafeed: feed });
    await ensureAnomalyJob(client, { job: { ...job, job_id: 'other' } });
    const other = datafeed({ job: 'other', index: 'btc-usd', id: 'datafeed-btc-close' });
    await expect(ensureDatafeed(client, { datafeed: other })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_CONFLICT',
      conflicts: [{ property: 'job_id', wanted: 'other', found: 'btc-close' }],
    });
  });

  test('reports the reason if Elasticsearch refuses to change a running datafeed', async () => {
    const { server, client } = at();
    await ensureDatafeed(client, { datafeed: feed });
    server.state.feeds.get('datafeed-btc-close')!.state = 'started';
    const other = datafeed({ job: 'btc-close', index: 'btc-eur' });
    await expect(ensureDatafeed(client, { datafeed: other })).rejects.toMatchObject({
      code: 'PENSTOCK_ML_CONFLICT',
      conflicts: [{ property: 'indices', wanted: ['btc-eur'], found: ['btc-usd'] }],
      message: expect.stringContaining('while its status is started') as string,
    });
  });

  test('reports the reason if a job already has a datafeed', async () => {
    const { client } = at();
    await ensureDatafeed(client, { datafeed: feed });
    const second = datafeed({ job: 'btc-close', index: 'btc-usd', id: 'second' });
    await expect(ensureDatafeed(client, { datafeed: second })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining('[datafeed-btc-close] already exists for job [btc-close]') as string,
    });
  });

  test('reports that its job does not exist', async () => {
    const { client } = at();
    const lost = datafeed({ job: 'lost', index: 'btc-usd' });
    await expect(ensureDatafeed(client, { datafeed: lost })).rejects.toMatchObject({ code: 'PENSTOCK_ML_NOT_FOUND' });
  });
});
