// Writing documents with ids to Elasticsearch 9.5: toElasticsearch beside the official helper and beside bare client.bulk,
// on one server with the same settings, and beside client.bulk on a server that does nothing.
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { deliver, run } from '../packages/stream/dist/index.js';
import { toElasticsearch } from '../packages/sink-es/dist/index.js';
import { startElasticsearch } from '../tools/servers/dist/index.js';

const { Client } = createRequire(new URL('../packages/sink-es/package.json', import.meta.url))('@elastic/elasticsearch');
const count = Number(process.env.ES_BULK_COUNT ?? 200_000);
const perRequest = 5_000;
const inFlight = 2;

// The report's shape, about 150 bytes of JSON.
const documents = Array.from({ length: count }, (_, n) => ({
  Date: `2014-09-${String((n % 28) + 1).padStart(2, '0')}`,
  Open: 465.864 + n,
  High: 468.174 + n,
  Low: 452.422 + n,
  Close: 457.334 + n,
  'Adj Close': 457.334 + n,
  Volume: 21_056_800 + n,
}));
const ids = documents.map((_, n) => `2014-09-17-${n}`);

/** What each contender does to write all documents into an index. */
const contenders = {
  penstock: async (client, index) => {
    let n = 0;
    await run(deliver(documents, { id: () => ids[n++], maxInFlight: 20_000 }), toElasticsearch(client, { index, maxBatch: perRequest }));
  },
  helper: async (client, index) => {
    let n = 0;
    const { successful } = await client.helpers.bulk({
      datasource: documents,
      onDocument: () => ({ index: { _index: index, _id: ids[n++] } }),
      flushBytes: 1_000_000,
      concurrency: inFlight,
    });
    if (successful !== count) throw new Error(`the helper wrote ${successful} of ${count}`);
  },
  raw: async (client, index) => {
    let next = 0;
    const work = async () => {
      while (next < count) {
        const from = next;
        next += perRequest;
        const operations = [];
        for (let n = from; n < Math.min(count, from + perRequest); n += 1) operations.push({ index: { _id: ids[n] } }, documents[n]);
        const { errors } = await client.bulk({ index, operations });
        if (errors) throw new Error('client.bulk had errors');
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
  },
};

let server;
let runs = 0;
const onServer = (write) => async () => {
  server ??= await startElasticsearch({ version: '9.5' });
  const client = new Client({ node: server.url });
  const index = `bench-${(runs += 1)}`;
  await client.indices.create({ index, settings: { number_of_replicas: 0, refresh_interval: '-1', 'translog.durability': 'async' } });
  try {
    const began = performance.now();
    await write(client, index);
    return count / (performance.now() - began);
  } finally {
    await client.indices.delete({ index });
    await client.close();
  }
};
const closeServer = async () => {
  await server?.stop();
  server = undefined;
};

let nowhere;
const onNothing = (write) => async () => {
  nowhere ??= await new Promise((resolve) => {
    const child = fork(new URL('peers/null-elasticsearch.mjs', import.meta.url));
    child.once('message', (url) => resolve({ url, stop: () => child.disconnect() }));
  });
  const client = new Client({ node: nowhere.url });
  const before = process.cpuUsage();
  await write(client, 'null');
  const { user, system } = process.cpuUsage(before);
  await client.close();
  return (count * 1_000) / (user + system);
};

const common = { higherIsBetter: true };
export default [
  { ...common, name: 'es-bulk', unit: 'thousand documents a second', peer: 'helpers.bulk, 1 MB, 2 in flight', ours: onServer(contenders.penstock), theirs: onServer(contenders.helper) },
  { ...common, name: 'es-bulk', unit: 'thousand documents a second', peer: 'client.bulk, 5,000 a request, 2 in flight', ours: onServer(contenders.penstock), theirs: onServer(contenders.raw), close: closeServer },
  {
    ...common,
    name: 'es-bulk-client',
    unit: 'thousand documents a processor second of the client',
    peer: 'client.bulk on a server that does nothing',
    ours: onNothing(contenders.penstock),
    theirs: onNothing(contenders.raw),
    close: () => nowhere?.stop(),
  },
];
