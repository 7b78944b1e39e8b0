import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from '@elastic/elasticsearch';
import { startElasticsearch } from '@penstock/servers';
import type { Elasticsearch } from '@penstock/servers';
import { deliver, run } from '@penstock/stream';
import { Client as Client8 } from 'elasticsearch-8';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensureIndex, mapping, toElasticsearch } from '../../src/index.ts';

interface Trade {
  readonly n: number;
  readonly price: number;
}

// PENSTOCK_LONG=1 runs the full load and an outage of five minutes. By default the load is a tenth of it.
const isLong = process.env['PENSTOCK_LONG'] === '1';
const count = isLong ? 500_000 : 50_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heldMegabytes = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};

const trades = function* () {
  for (let n = 0; n < count; n += 1) yield { n, price: n / 4 };
};

let server: Elasticsearch;
beforeAll(async () => {
  server = await startElasticsearch({ version: '8.19' });
  // The shortest interval of the server's disk checks. It is set here, since it applies only after the next check.
  await setCluster({ 'cluster.info.update.interval': '10s' });
});
afterAll(() => server?.stop());

const setCluster = async (persistent: Record<string, unknown>): Promise<void> => {
  const response = await fetch(`${server.url}/_cluster/settings`, {
    method: 'PUT',
    body: JSON.stringify({ persistent }),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(await response.text());
};

const totals = async (client: Client, index: string) => {
  await client.transport.request({ method: 'POST', path: `/${index}/_refresh` }, plain);
  const { hits, aggregations } = (await client.transport.request(
    {
      method: 'POST',
      path: `/${index}/_search`,
      body: { size: 0, track_total_hits: true, aggs: { sum: { sum: { field: 'n' } } } },
    },
    plain,
  )) as { hits: { total: { value: number } }; aggregations: { sum: { value: number } } };
  return { documents: hits.total.value, sum: aggregations.sum.value };
};
// Server 8 refuses the media type of client 9, so direct requests use the plain one.
const plain = { headers: { accept: 'application/json', 'content-type': 'application/json' } };
const all = { documents: count, sum: (count * (count - 1)) / 2 };

describe('Elasticsearch 8.19', () => {
  test('accepts clients 8 and 9', async () => {
    for (const client of [new Client({ node: server.url }), new Client8({ node: server.url })]) {
      const index = client instanceof Client ? 'by-9' : 'by-8';
      await ensureIndex(client, { index, mapping: mapping<Trade>({ n: 'long', price: 'double' }) });
      const sink = toElasticsearch<Trade>(client, { index });
      await run(deliver([{ n: 1, price: 2 }]), sink);
      expect(sink.counts.created).toBe(1);
      await client.close();
    }
  });

  test('no document is lost or duplicated when the server is killed and restarted during a load', async () => {
    const client = new Client({ node: server.url });
    await ensureIndex(client, {
      index: 'killed',
      mapping: mapping<Trade>({ n: 'long', price: 'double' }),
      settings: { number_of_shards: 2, number_of_replicas: 0 },
    });
    const warned: string[] = [];
    const sink = toElasticsearch<Trade>(client, {
      index: 'killed',
      maxBatch: 1_000,
      retry: { maxDelay: '1s' },
      onRetry: ({ reason }) => warned.push(reason),
    });
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

  test('no document is lost or duplicated when connections break', async () => {
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
    await ensureIndex(client, {
      index: 'cut',
      mapping: mapping<Trade>({ n: 'long', price: 'double' }),
      settings: { number_of_replicas: 0 },
    });
    let broken = 0;
    const cutting = setInterval(() => {
      if (sockets.size === 0) return;
      for (const socket of sockets) socket.destroy();
      broken += 1;
      // On a slow machine no request would succeed between two cuts.
      if (broken === (isLong ? 200 : 10)) clearInterval(cutting);
    }, 100);
    const sink = toElasticsearch<Trade>(client, {
      index: 'cut',
      maxBatch: 500,
      retry: { initialDelay: 5, maxDelay: 40 },
      onRetry: () => undefined,
    });
    const { written } = await run(deliver(trades(), { id: ({ n }) => `t${n}` }), sink).finally(() =>
      clearInterval(cutting),
    );
    expect(written).toBe(count);
    expect(broken).toBeGreaterThan(2);
    expect(await totals(client, 'cut')).toEqual(all);
    await client.close();
    proxy.close();
  }, 600_000);

  if (isLong) {
    test('memory does not grow during an outage of five minutes, and all documents are written later', async () => {
      const client = new Client({ node: server.url });
      await ensureIndex(client, {
        index: 'away',
        mapping: mapping<Trade>({ n: 'long', price: 'double' }),
        settings: { number_of_replicas: 0 },
      });
      let waits = 0;
      const sink = toElasticsearch<Trade>(client, { index: 'away', onRetry: () => (waits += 1) });
      const writing = run(deliver(trades(), { id: ({ n }) => `t${n}` }), sink);
      await vi.waitUntil(() => sink.counts.created > count / 4, 60_000);
      await server.kill();
      const seen: number[] = [];
      for (let second = 0; second <= 300; second += 10) {
        const held = heldMegabytes();
        seen.push(held);
        console.log(
          `${second} s: ${held.toFixed(1)} MB held, ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB ` +
            `resident, ${waits} waits`,
        );
        await new Promise((resolve) => setTimeout(resolve, 10_000));
      }
      await server.start();
      expect(await writing).toMatchObject({ written: count, rejected: 0 });
      expect(await totals(client, 'away')).toEqual(all);
      // Compares the heap from ten seconds into the outage. The resident memory varies with the garbage collector.
      const [, settled = 0, ...later] = seen;
      expect(Math.max(...later) - settled).toBeLessThan(2);
      await client.close();
    }, 900_000);
  }

  test('the sink waits while the disk of the server is full, and continues when it is free again', async () => {
    const client = new Client({ node: server.url });
    await ensureIndex(client, {
      index: 'full',
      mapping: mapping<Trade>({ n: 'long', price: 'double' }),
      settings: { number_of_replicas: 0 },
    });
    let isOver = false;
    // The rate is low enough for the stream to last from one disk check to the next.
    const trickle = async function* () {
      for (let n = 0; !isOver; n += 1) {
        if (n % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 100));
        handedOut = n + 1;
        yield { n, price: n / 4 };
      }
    };
    let handedOut = 0;
    const blocked: string[] = [];
    const sink = toElasticsearch<Trade>(client, {
      index: 'full',
      maxBatch: 500,
      retry: { maxDelay: '1s' },
      onRetry: ({ reason }) => blocked.push(reason),
    });
    const writing = run(deliver(trickle(), { id: ({ n }) => `t${n}`, maxInFlight: 2_000 }), sink);
    const marks = ['low', 'high', 'flood_stage'].map((mark) => `cluster.routing.allocation.disk.watermark.${mark}`);
    // No disk has this much free space.
    await setCluster({
      'cluster.routing.allocation.disk.threshold_enabled': true,
      ...Object.fromEntries(marks.map((mark) => [mark, '1000tb'])),
    });
    await vi.waitUntil(() => blocked.length > 3, 60_000);
    const [before, handedOutBefore] = [sink.counts.created, handedOut];
    await setCluster(Object.fromEntries(marks.map((mark) => [mark, '1b'])));
    await vi.waitUntil(() => sink.counts.created > before + 3_000, 60_000);
    isOver = true;
    const { written, rejected } = await writing;
    expect(blocked.join()).toContain('disk usage exceeded flood-stage watermark');
    expect(handedOutBefore - before).toBeLessThanOrEqual(2_000);
    expect([written, rejected]).toEqual([handedOut, 0]);
    expect(await totals(client, 'full')).toEqual({ documents: handedOut, sum: (handedOut * (handedOut - 1)) / 2 });
    await setCluster({ 'cluster.routing.allocation.disk.threshold_enabled': false });
    await client.close();
  });
});
