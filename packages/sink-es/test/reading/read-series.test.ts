import { describe, expect, test } from 'vitest';
import { readCandles, readSeries } from '../../src/index.ts';
import type { ElasticsearchClient, ReadSeriesOptions } from '../../src/index.ts';

/** Creates a client that answers by path and records the paths of all requests. */
const clientOf = (answers: Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>) => {
  const asked: string[] = [];
  const client: ElasticsearchClient = {
    transport: {
      request: ({ method, path }, { ignore = [] }) => {
        asked.push(`${method} ${path}`);
        const { status: statusCode = 200, body } = answers[path] ?? { status: 500, body: {} };
        if (statusCode < 300 || ignore.includes(statusCode)) return Promise.resolve({ statusCode, body });
        return Promise.reject(
          Object.assign(new Error(`answer ${statusCode}`), { name: 'ResponseError', statusCode, body, headers: {} }),
        );
      },
    },
  };
  return { client, asked };
};
const base = { index: 'prices', field: 'close' };

describe('readSeries', () => {
  test.each<[string, object]>([
    ['from', { from: NaN }],
    ['from', { from: -Infinity }],
    ['from', { from: 8.64e15 + 1 }],
    ['from', { from: new Date(NaN) }],
    ['from', { from: '2020-01-01' }],
    ['to', { to: Infinity }],
    ['to', { to: null }],
    ['from', { from: 2, to: 1 }],
    ['from', { from: new Date(2), to: 1 }],
    ['unit', { unit: 'ns' }],
    ['unit', { unit: 4 }],
    ['values', { values: 'exact' }],
    ['interval', { interval: '0d' }],
    ['aggregate', { aggregate: 'median' }],
    ['pageSize', { pageSize: 10_001 }],
    ['field', { field: '' }],
    ['field', { field: undefined }],
    ['time', { time: 5 }],
    ['index', { index: '' }],
    ['query', { query: 'close:5' }],
    ['query', { query: [{ match_all: {} }] }],
    ['query', { query: null }],
    ['timezone', { timezone: 'UTC' }],
  ])('refuses an invalid %s before any request: %o', async (option, options) => {
    const { client, asked } = clientOf({});
    const all = { ...base, ...options } as ReadSeriesOptions;
    await expect(readSeries(client, all)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(option),
    });
    if (!['aggregate', 'field'].includes(option)) {
      const { field: _, ...candles } = all;
      await expect(readCandles(client, candles)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
    }
    expect(asked).toEqual([]);
  });

  test('readCandles refuses unknown and invalid names of fields before any request', async () => {
    const { client, asked } = clientOf({});
    for (const fields of [
      { close: '' },
      { Close: 'close' },
      { volume: 0 },
      { volume: '' },
      { adjClose: '' },
      { adjClose: 5 },
      { open: null },
    ]) {
      await expect(readCandles(client, { index: 'prices', fields: fields as object })).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_OPTION',
      });
    }
    expect(asked).toEqual([]);
  });

  test('works with a login that may not look up the mapping', async () => {
    const caps = { time: { date: { aggregatable: true } }, close: { long: { aggregatable: true } } };
    const hits = [
      { _index: 'prices', _id: 'a', _source: { time: '2014-09-17', close: 465.9 }, sort: [Date.UTC(2014, 8, 17), 1] },
      { _index: 'prices', _id: 'b', _source: { time: 5_000, close: 466.5 }, sort: [Date.UTC(5000, 0), 2] },
    ];
    const { client } = clientOf({
      '/': { body: { version: { number: '9.5.3' } } },
      '/prices': { status: 403, body: { error: { type: 'security_exception', reason: 'action is unauthorized' } } },
      '/prices/_field_caps': { body: { fields: caps } },
      '/prices/_pit': { body: { id: 'pit' } },
      '/_search': { body: { hits: { hits } } },
      '/_pit': { body: {} },
    });
    expect(await readSeries(client, base)).toEqual({
      times: Float64Array.of(5_000, Date.UTC(2014, 8, 17)),
      values: Float64Array.of(466.5, 465.9),
    });
  });
});
