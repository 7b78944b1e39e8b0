import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@elastic/elasticsearch';
import { deliver, run } from '@penstock/stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureDataStream, mapping, toElasticsearch } from '../../src/index.ts';

interface Quote {
  readonly '@timestamp': number;
  readonly price: number;
}

const quotes = mapping<Quote>({ '@timestamp': 'date', price: 'double' });
const backing = '.ds-quotes-2026.01.01-000001';

// The servers of the other tests have no data streams, so this server follows the documented requests and answers.
let server: Server;
let client: Client;
let template: Record<string, unknown> | undefined;
let stream: { properties: object; documents: Map<string, object> } | undefined;
let asked: string[];
/** Answers the request that creates the stream with this error. */
let refusal: { type: string; reason: string } | undefined;

const routes: Record<string, (body: string) => [number, unknown]> = {
  'GET /': () => [200, { version: { number: '9.5.3' } }],
  'GET /_index_template/quotes': () =>
    template ? [200, { index_templates: [{ name: 'quotes', index_template: template }] }] : [404, {}],
  'PUT /_index_template/quotes': (body) => {
    template = JSON.parse(body) as Record<string, unknown>;
    return [200, { acknowledged: true }];
  },
  'GET /_data_stream/quotes': () => (stream ? [200, { data_streams: [{ name: 'quotes' }] }] : [404, {}]),
  'PUT /_data_stream/quotes': () => {
    if (!template?.['data_stream']) return [400, { error: { reason: 'no matching index template' } }];
    if (refusal?.type === 'illegal_argument_exception') return [400, { error: refusal }];
    stream = {
      properties: (template['template'] as { mappings: { properties: object } }).mappings.properties,
      documents: new Map(),
    };
    return refusal ? [400, { error: refusal }] : [200, { acknowledged: true }];
  },
  'GET /quotes/_mapping': () => [
    200,
    { [backing]: { mappings: { dynamic: 'strict', properties: stream!.properties } } },
  ],
  'GET /quotes/_mapping/field/*': () => [200, { [backing]: { mappings: {} } }],
  'PUT /quotes/_mapping': (body) => {
    stream!.properties = { ...stream!.properties, ...(JSON.parse(body) as { properties: object }).properties };
    return [200, { acknowledged: true }];
  },
  'POST /quotes/_bulk': (body) => {
    const lines = body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, { _id: string }>);
    const items = lines.flatMap((line, row): object[] => {
      if (row % 2 === 1) return [];
      const { _id } = Object.values(line)[0]!;
      if (!line['create'])
        return [
          {
            index: {
              status: 400,
              error: {
                type: 'illegal_argument_exception',
                reason: 'only write ops with an op_type of create are allowed in data streams',
              },
            },
          },
        ];
      if (stream!.documents.has(_id))
        return [
          {
            create: {
              _index: backing,
              status: 409,
              error: { type: 'version_conflict_engine_exception', reason: 'exists' },
            },
          },
        ];
      stream!.documents.set(_id, lines[row + 1]!);
      return [{ create: { _index: backing, status: 201, result: 'created' } }];
    });
    return [200, { errors: false, items }];
  },
  'POST /quotes/_refresh': () => [200, { _shards: { total: 1, successful: 1, failed: 0 } }],
  'POST /_mget': (body) => {
    const { docs } = JSON.parse(body) as { docs: Array<{ _index: string; _id: string }> };
    return [
      200,
      {
        docs: docs.map(({ _index, _id }) =>
          _index === backing ? { found: true, _source: stream!.documents.get(_id) } : { found: false },
        ),
      },
    ];
  },
};

beforeEach(async () => {
  template = undefined;
  stream = undefined;
  asked = [];
  refusal = undefined;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const route = `${request.method} ${decodeURIComponent(new URL(request.url!, 'http://x').pathname)}`;
      asked.push(route);
      const [status, answer] = routes[route]?.(body) ?? [405, { error: `no ${route}` }];
      response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new Client({ node: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(async () => {
  await client.close();
  server.close();
  server.closeAllConnections();
});

test('creates the template and the stream, and sends no write the second time', async () => {
  expect(await ensureDataStream(client, { name: 'quotes', mapping: quotes })).toEqual({ created: true, added: [] });
  expect(template).toMatchObject({
    index_patterns: ['quotes'],
    data_stream: {},
    template: { mappings: { properties: { '@timestamp': { type: 'date' } } } },
  });
  asked.length = 0;
  expect(await ensureDataStream(client, { name: 'quotes', mapping: quotes })).toEqual({ created: false, added: [] });
  expect(asked.filter((route) => route.startsWith('PUT'))).toEqual([]);
});

test('extends the template and the backing indices of the stream', async () => {
  await ensureDataStream(client, { name: 'quotes', mapping: quotes });
  const more = mapping<Quote & { volume: number }>({ '@timestamp': 'date', price: 'double', volume: 'long' });
  expect(await ensureDataStream(client, { name: 'quotes', mapping: more })).toEqual({
    created: false,
    added: ['volume'],
  });
  expect(stream!.properties).toHaveProperty('volume');
  expect(template).toMatchObject({ template: { mappings: { properties: { volume: { type: 'long' } } } } });
});

test('refuses a mapping without @timestamp', async () => {
  await expect(
    ensureDataStream(client, { name: 'quotes', mapping: mapping<{ price: number }>({ price: 'double' }) }),
  ).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  expect(asked).toEqual([]);
});

test('rejects with the reason if Elasticsearch refuses to create the stream', async () => {
  refusal = { type: 'illegal_argument_exception', reason: 'data stream names must be lowercase' };
  await expect(ensureDataStream(client, { name: 'quotes', mapping: quotes })).rejects.toMatchObject({
    code: 'PENSTOCK_BAD_OPTION',
    message: 'Elasticsearch refused to create the data stream quotes: data stream names must be lowercase.',
  });
});

test('reports a stream that another client has created in the meantime as existing', async () => {
  refusal = { type: 'resource_already_exists_exception', reason: 'data_stream [quotes] already exists' };
  expect(await ensureDataStream(client, { name: 'quotes', mapping: quotes })).toEqual({ created: false, added: [] });
});

test('the sink creates documents in the stream, and counts a replay as unchanged', async () => {
  await ensureDataStream(client, { name: 'quotes', mapping: quotes });
  const write = async () => {
    const sink = toElasticsearch<Quote>(client, { index: 'quotes', opType: 'create' });
    await run(
      deliver(
        [
          { '@timestamp': 1, price: 2 },
          { '@timestamp': 2, price: 3 },
        ],
        { topic: 'q' },
      ),
      sink,
    );
    return sink.counts;
  };
  expect(await write()).toMatchObject({ created: 2 });
  expect(await write()).toMatchObject({ created: 0, unchanged: 2 });
});
