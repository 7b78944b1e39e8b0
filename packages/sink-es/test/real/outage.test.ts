import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Client } from '@elastic/elasticsearch';
import { type Elasticsearch, startElasticsearch } from '@penstock/servers';
import { deliver, run } from '@penstock/stream';
import { Client as Client8 } from 'elasticsearch-8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureIndex, mapping, toElasticsearch } from '../../src/index.ts';

interface Trade {
  readonly n: number;
  readonly price: number;
}

// PENSTOCK_LONG=1 runs the full load; without it the same happens to a tenth of it.
const isLong = process.env['PENSTOCK_LONG'] === '1';
const count = isLong ? 500_000 : 50_000;

const trades = function* () {
  for (let n = 0; n < count; n += 1) yield { n, price: n / 4 };
};

let server: Elasticsearch;
beforeAll(async () => {
  server = await startElasticsearch({ version: '8.19' });
});
afterAll(() => server?.stop());

const totals = async (client: Client, index: string) => {
  await client.transport.request({ method: 'POST', path: `/${index}/_refresh` }, plain);
  const { hits, aggregations } = (await client.transport.request(
    { method: 'POST', path: `/${index}/_search`, body: { size: 0, track_total_hits: true, aggs: { sum: { sum: { field: 'n' } } } } },
    plain,
  )) as { hits: { total: { value: number } }; aggregations: { sum: { value: number } } };
  return { documents: hits.total.value, sum: aggregations.sum.value };
};
// Server 8 refuses the media type of client 9; the package under test finds that out by itself.
const plain = { headers: { accept: 'application/json', 'content-type': 'application/json' } };
const all = { documents: count, sum: (count * (count - 1)) / 2 };

describe('Elasticsearch 8.19', () => {
  test('takes clients 8 and 9', async () => {
    for (const client of [new Client({ node: server.url }), new Client8({ node: server.url })]) {
      const index = client instanceof Client ? 'by-9' : 'by-8';
      await ensureIndex(client, { index, mapping: mapping<Trade>({ n: 'long', price: 'double' }) });
      const sink = toElasticsearch<Trade>(client, { index });
      await run(deliver([{ n: 1, price: 2 }]), sink);
      expect(sink.counts.created).toBe(1);
      await client.close();
    }
  });

  test('loses and doubles nothing when it is killed and started again in the middle of a load', async () => {
    const client = new Client({ node: server.url });
    await ensureIndex(client, { index: 'killed', mapping: mapping<Trade>({ n: 'long', price: 'double' }), settings: { number_of_shards: 2, number_of_replicas: 0 } });
    const warned: string[] = [];
    const sink = toElasticsearch<Trade>(client, { index: 'killed', maxBatch: 1_000, retry: { maxDelay: '1s' }, onRetry: ({ reason }) => warned.push(reason) });
    const writing = run(deliver(trades(), { id: ({ n }) => `t${n}` }), sink);
    const restarts = isLong ? 5 : 1;
    for (let restart = 1; restart <= restarts; restart += 1) {
      const from = (count / (restarts + 1)) * restart;
      while (sink.counts.created + sink.counts.updated < from) await new Promise((resolve) => setTimeout(resolve, 5));
      await server.kill();
      await server.start();
    }
    const { written, rejected } = await writing;
    expect([written, rejected]).toEqual([count, 0]);
    expect(warned.length).toBeGreaterThan(0);
    expect(await totals(client, 'killed')).toEqual(all);
    await client.close();
  }, 600_000);

  test('loses and doubles nothing when connections break at any point', async () => {
    const sockets = new Set<Socket>();
    const target = new URL(server.url);
    const proxy = createServer((inbound) => {
      const outbound = connect(Number(target.port), target.hostname);
      for (const socket of [inbound, outbound]) {
        sockets.add(socket);
        socket.on('close', () => {
          sockets.delete(socket);
          inbound.destroy();
          outbound.destroy();
        });
        socket.on('error', () => undefined);
      }
      inbound.pipe(outbound).pipe(inbound);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const client = new Client({ node: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
    await ensureIndex(client, { index: 'cut', mapping: mapping<Trade>({ n: 'long', price: 'double' }), settings: { number_of_replicas: 0 } });
    let broken = 0;
    const cutting = setInterval(() => {
      if (sockets.size === 0) return;
      for (const socket of sockets) socket.destroy();
      broken += 1;
      // On a slow machine no request would get through between two cuts.
      if (broken === (isLong ? 200 : 10)) clearInterval(cutting);
    }, 100);
    const sink = toElasticsearch<Trade>(client, { index: 'cut', maxBatch: 500, retry: { initialDelay: 5, maxDelay: 40 }, onRetry: () => undefined });
    const { written } = await run(deliver(trades(), { id: ({ n }) => `t${n}` }), sink).finally(() => clearInterval(cutting));
    expect(written).toBe(count);
    expect(broken).toBeGreaterThan(2);
    expect(await totals(client, 'cut')).toEqual(all);
    await client.close();
    proxy.close();
  }, 600_000);
});
