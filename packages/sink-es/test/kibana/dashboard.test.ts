import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barChart, dashboard, dataView, importInto, lineChart, table } from '../../src/index.ts';
import { bitcoinBoard } from './bitcoin-board.ts';
import type { Price } from './bitcoin-board.ts';
import { checkRules } from '@penstock/kibana-rules';

describe('dashboard', () => {
  test.each(['7.17', '8.9'] as const)('follows the import rules of Kibana %s', (format) => {
    const board = bitcoinBoard('btc');
    const objects = checkRules(board.toNdjson(format), format);
    expect(objects.map(({ type }) => type)).toEqual([
      'index-pattern',
      'index-pattern',
      'index-pattern',
      'lens',
      'lens',
      'visualization',
      'visualization',
      'visualization',
      'visualization',
      'lens',
      'lens',
      'dashboard',
    ]);
    expect(objects[0]!.attributes).toMatchObject({ title: 'btc-prices', timeFieldName: 'Date' });
  });

  test('creates the same ids each time, so that an import replaces the previous one', () => {
    const [one, two] = [bitcoinBoard('btc'), bitcoinBoard('btc')];
    expect(one.toNdjson('8.9')).toBe(two.toNdjson('8.9'));
  });

  test('has the columns of the options, with their labels', () => {
    const lens = bitcoinBoard('btc')
      .toSavedObjects('8.9')
      .find(({ attributes }) => attributes['title'] === 'All prices')!;
    const state = lens.attributes['state'] as {
      datasourceStates: { formBased: { layers: Record<string, { columns: Record<string, object> }> } };
    };
    expect(Object.values(state.datasourceStates.formBased.layers['layer-1']!.columns)).toMatchObject([
      { operationType: 'date_histogram', sourceField: 'Date', params: { interval: '1d' } },
      { operationType: 'average', sourceField: 'Open', label: 'average of Open' },
      { operationType: 'last_value', sourceField: 'Adj Close', label: 'Adjusted', params: { sortField: 'Date' } },
    ]);
  });

  test('has a table with one row per value of a field, and a panel with a separate time range', () => {
    const prices = dataView<Price & { readonly symbol: string }>({ index: 'prices', time: 'Date' });
    const timeRange = { from: '2014-01-01T00:00:00.000Z', to: '2014-12-31T23:59:59.999Z' };
    const bySymbol = table(prices, { title: 'Symbols', by: 'symbol', values: [{ field: 'Close' }] });
    expect(bySymbol.reads).toEqual([{ view: prices, fields: ['symbol', 'Close'] }]);
    const board = dashboard({
      title: 'x',
      panels: [
        bySymbol,
        { ...barChart(prices, { title: '2014', values: [{ field: 'Close' }], interval: '1mo' }), timeRange },
      ],
    });
    for (const format of ['7.17', '8.9'] as const) {
      const objects = checkRules(board.toNdjson(format), format);
      expect(JSON.stringify(objects.find(({ attributes }) => attributes['title'] === 'Symbols'))).toContain(
        '"operationType":"terms","sourceField":"symbol"',
      );
      const panels = JSON.parse(objects.at(-1)!.attributes['panelsJSON'] as string) as Array<{
        embeddableConfig: object;
      }>;
      expect(panels.map(({ embeddableConfig }) => embeddableConfig)).toEqual([
        { enhancements: {} },
        { enhancements: {}, timeRange },
      ]);
    }
    const greatest = table(prices, {
      title: 'Dearest',
      by: 'symbol',
      values: [{ field: 'Open' }, { field: 'Close' }],
      greatest: 'Close',
    });
    expect(JSON.stringify(greatest.toSavedObject('8.9'))).toContain(
      '"orderBy":{"type":"column","columnId":"value-2"},"orderDirection":"desc"',
    );
    for (const wrong of [{ by: 'symbol', greatest: 'High' }, { greatest: 'Close' }] as const) {
      expect(() => table(prices, { title: 'x', values: [{ field: 'Close' }], ...wrong })).toThrow(
        expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
      );
    }
    expect(() => table(prices, { title: 'x', by: 'symbol', interval: '1mo', values: [{ field: 'Close' }] })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('shows the text of the last document of each row of a table', () => {
    const prices = dataView<Price & { readonly symbol: string; readonly kind: string }>({ index: 'p', time: 'Date' });
    const values = [{ field: 'Close' }, { field: 'kind', type: 'text', label: 'Kind' }] as const;
    const board = dashboard({ title: 'x', panels: [table(prices, { title: 'Kinds', by: 'symbol', values })] });
    for (const format of ['7.17', '8.9'] as const) {
      const objects = checkRules(board.toNdjson(format), format);
      const lens = JSON.stringify(objects.find(({ attributes }) => attributes['title'] === 'Kinds'));
      expect(lens).toContain(
        '"label":"Kind","customLabel":true,"dataType":"string","operationType":"last_value","sourceField":"kind",' +
          '"isBucketed":false,"scale":"ordinal","params":{"sortField":"Date"}',
      );
    }
    const bad = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' });
    const wrong = [{ field: 'kind', type: 'text', aggregate: 'max' }] as const;
    expect(() => table(prices, { title: 'x', by: 'symbol', values: wrong })).toThrow(bad);
    expect(() => table(prices, { title: 'x', by: 'symbol', greatest: 'kind', values })).toThrow(bad);
    const unknown = [{ field: 'kind' as const, type: 'keyword' as 'text' }];
    expect(() => table(prices, { title: 'x', by: 'symbol', values: unknown })).toThrow(bad);
    // A chart cannot show text.
    expect(() => lineChart(prices, { title: 'x', values: values.slice() })).toThrow(bad);
  });

  test('refuses a dashboard without panels, a panel without values, and two panels with one title', () => {
    const prices = dataView<Price>({ index: 'prices', time: 'Date' });
    const values = [{ field: 'Close' }] as const;
    const bad = { code: 'PENSTOCK_BAD_OPTION' };
    expect(() => dashboard({ title: 'x', panels: [] })).toThrow(expect.objectContaining(bad));
    expect(() => lineChart(prices, { title: 'x', values: [] })).toThrow(expect.objectContaining(bad));
    expect(() =>
      dashboard({
        title: 'x',
        panels: [lineChart(prices, { title: 'Same', values }), barChart(prices, { title: 'same!', values })],
      }),
    ).toThrow(expect.objectContaining(bad));
    expect(() => dataView<Price>({ index: '', time: 'Date' })).toThrow(expect.objectContaining(bad));
  });
});

describe('importInto', () => {
  let url: string;
  let close: () => void;
  let version: string;
  let answer: { status: number; body: string };
  let received: Array<{ path: string; headers: IncomingHttpHeaders; body: string }>;

  beforeEach(async () => {
    version = '9.1.0';
    received = [];
    answer = { status: 200, body: JSON.stringify({ success: true, successCount: 10 }) };
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({ path: request.url!, headers: request.headers, body });
        const isStatus = request.url!.endsWith('/api/status');
        response.writeHead(isStatus ? 200 : answer.status, { 'content-type': 'application/json' });
        response.end(isStatus ? JSON.stringify({ version: { number: version } }) : answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => server.close().closeAllConnections();
  });
  afterEach(() => close());

  test.each([
    ['7.17.29', '7.17'],
    ['8.8.2', '7.17'],
    ['8.9.0', '8.9'],
    ['9.5.3', '8.9'],
  ] as const)('sends Kibana %s the objects in the format of %s', async (number, format) => {
    version = number;
    const board = bitcoinBoard('btc');
    expect(await importInto(`${url}/`, board, { space: 'market data', headers: { authorization: 'ApiKey abc' } })).toBe(
      10,
    );
    const { path, headers, body } = received[1]!;
    expect(path).toBe('/s/market%20data/api/saved_objects/_import?overwrite=true');
    expect(headers).toMatchObject({
      'kbn-xsrf': 'penstock',
      authorization: 'ApiKey abc',
      'content-type': expect.stringMatching(/^multipart\/form-data/),
    });
    expect(body).toContain('name="file"; filename="dashboard.ndjson"');
    expect(body).toContain(board.toNdjson(format));
  });

  test('names the objects that Kibana refused, with the reasons', async () => {
    answer.body = JSON.stringify({
      success: false,
      successCount: 9,
      errors: [{ type: 'lens', id: 'x', error: { type: 'unknown', message: 'no such visualization' } }],
    });
    await expect(importInto(url, bitcoinBoard('btc'))).rejects.toMatchObject({
      code: 'PENSTOCK_IMPORT_REFUSED',
      message: expect.stringContaining('lens x: no such visualization'),
    });
  });

  test.each([
    [401, 'PENSTOCK_UNAUTHORIZED'],
    [403, 'PENSTOCK_FORBIDDEN'],
    [500, 'PENSTOCK_BAD_RESPONSE'],
    [200, 'PENSTOCK_BAD_RESPONSE'],
  ])('an answer of %i without JSON is %s', async (status, code) => {
    answer = { status, body: '<html>' };
    await expect(importInto(url, bitcoinBoard('btc'))).rejects.toMatchObject({ code });
  });

  test('rejects for a Kibana that is too old or unreachable, and for an invalid URL', async () => {
    version = '7.10.0';
    await expect(importInto(url, bitcoinBoard('btc'))).rejects.toMatchObject({ code: 'PENSTOCK_VERSION_UNSUPPORTED' });
    close();
    await expect(importInto(url, bitcoinBoard('btc'), { timeout: '2s' })).rejects.toMatchObject({
      code: 'PENSTOCK_UNREACHABLE',
    });
    await expect(importInto('no url', bitcoinBoard('btc'))).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });

  test('refuses a login in the URL, and does not repeat it in the error', async () => {
    const refused = importInto(url.replace('://', '://elastic:s3cret@'), bitcoinBoard('btc'));
    await expect(refused).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.not.stringContaining('s3cret'),
    });
    expect(received).toEqual([]);
  });
});
