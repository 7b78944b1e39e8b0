// The contenders of the `es-bulk` benchmarks, the documents they write, and the server they write to.
import { createRequire } from 'node:module';
import { deliver, run } from '../../packages/stream/dist/index.js';
import { toElasticsearch } from '../../packages/sink-es/dist/index.js';
import { startElasticsearch } from '../../tools/servers/dist/index.js';

export const { Client } = createRequire(new URL('../../packages/sink-es/package.json', import.meta.url))(
  '@elastic/elasticsearch',
);
export const count = Number(process.env.ES_BULK_COUNT ?? 200_000);

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

/** Size of all bodies together, in millions of bytes. */
export const megabytes =
  documents.reduce(
    (sum, document, n) => sum + JSON.stringify({ index: { _id: ids[n] } }).length + JSON.stringify(document).length + 2,
    0,
  ) / 1e6;

/** What each does to write all documents into an index, by `SIZE:UNDER_WAY`. */
export const writers = {
  /** Documents in a request; its own defaults where nothing is given. */
  penstock: (setting) => async (client, index) => {
    const [maxBatch, concurrency, maxInFlight = 10_000] = setting?.split(':').map(Number) ?? [];
    let n = 0;
    // The others refresh nothing.
    const options = { index, refresh: false, ...(maxBatch && { maxBatch }), ...(concurrency && { concurrency }) };
    await run(deliver(documents, { id: () => ids[n++], maxInFlight }), toElasticsearch(client, options));
  },
  /** Bytes in a request. */
  helper: (setting) => async (client, index) => {
    const [flushBytes, concurrency] = setting.split(':').map(Number);
    let n = 0;
    const { successful } = await client.helpers.bulk({
      datasource: documents,
      onDocument: () => ({ index: { _index: index, _id: ids[n++] } }),
      flushBytes,
      concurrency,
    });
    if (successful !== count) throw new Error(`the helper wrote ${successful} of ${count}`);
  },
  /** Documents in a request. */
  raw: (setting) => async (client, index) => {
    const [size, underWay] = setting.split(':').map(Number);
    let next = 0;
    const work = async () => {
      while (next < count) {
        const from = next;
        next += size;
        const operations = [];
        for (let n = from; n < Math.min(count, from + size); n += 1)
          operations.push({ index: { _id: ids[n] } }, documents[n]);
        const { errors } = await client.bulk({ index, operations });
        if (errors) throw new Error('client.bulk had errors');
      }
    };
    await Promise.all(Array.from({ length: underWay }, work));
  },
};

let server;
let runs = 0;

/** Thousand documents a second of one writer into a new index of a server that all share. */
export const onServer = (write) => async () => {
  server ??= await startElasticsearch({ version: '9.5' });
  const client = new Client({ node: server.url });
  const index = `bench-${(runs += 1)}`;
  await client.indices.create({
    index,
    settings: { number_of_replicas: 0, refresh_interval: '-1', 'translog.durability': 'async' },
  });
  try {
    const began = performance.now();
    await write(client, index);
    return count / (performance.now() - began);
  } finally {
    await client.indices.delete({ index });
    await client.close();
  }
};

export const close = async () => {
  await server?.stop();
  server = undefined;
};

/** The fastest `SIZE:UNDER_WAY` of a writer, each run once after the server is warm. */
export const fastest = async (name, sizes, underWay) => {
  const rate = (setting) => onServer(writers[name](setting))();
  const settings = sizes.flatMap((size) => underWay.map((number) => `${size}:${number}`));
  for (let round = 0; round < 8; round += 1) await rate(settings[0]);
  let best = { setting: '', rate: 0 };
  for (const setting of settings) {
    const found = await rate(setting);
    console.error(`  ${name} ${setting}: ${found.toFixed(1)}`);
    if (found > best.rate) best = { setting, rate: found };
  }
  return best.setting;
};
