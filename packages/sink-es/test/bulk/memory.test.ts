import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from '@elastic/elasticsearch';
import { deliver, run } from '@penstock/stream';
import { expect, test } from 'vitest';
import { toElasticsearch } from '../../src/index.ts';
import { startModel } from '../server/model.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heldMegabytes = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};

test('memory does not grow during an outage', async () => {
  const model = await startModel();
  const client = new Client({ node: model.url });
  let handedOut = 0;
  const endless = function* () {
    for (;;) yield { n: (handedOut += 1), text: 'x'.repeat(200) };
  };
  const stop = new AbortController();
  let isOut = true;
  model.onBulk = () => {
    model.bulks.length = 0;
    return isOut ? { status: 503 } : undefined;
  };
  const sink = toElasticsearch<object>(client, {
    index: 'outage',
    maxBatch: 50,
    retry: { initialDelay: 1, maxDelay: 1 },
    onRetry: () => undefined,
  });
  const running = run(deliver(endless(), { maxInFlight: 200, drainTimeout: '20s' }), sink, { signal: stop.signal });
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  // An outage of five minutes makes about forty requests per batch with the default waits.
  await until(() => sink.counts.requests > 100);
  const before = heldMegabytes();
  await until(() => sink.counts.requests > 500);
  expect(heldMegabytes() - before).toBeLessThan(4);
  expect(handedOut).toBeLessThanOrEqual(201);
  isOut = false;
  await until(() => sink.counts.created > 1_000);
  stop.abort();
  const { received, written } = await running;
  expect(written).toBe(received);
  await client.close();
  await model.close();
}, 60_000);
