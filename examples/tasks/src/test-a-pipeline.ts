import { deliver, filterValue, mapValue, run, toSink } from '@penstock/stream';
import type { Delivery, Flow, Sink } from '@penstock/stream';
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';

type Price = { readonly symbol: string; readonly close: number };

/** The pipeline under test. The caller passes its source and its sink. */
const alerts = (source: Flow<Price>, sink: Sink<string>) =>
  run(
    source,
    filterValue(({ close }) => close > 100),
    mapValue(({ symbol, close }) => `${symbol} is at ${close}`),
    sink,
  );

const prices: readonly Price[] = [
  { symbol: 'BTC', close: 457 },
  { symbol: 'XRP', close: 2 },
];

test('alerts only of high prices', async () => {
  const written: string[] = [];
  const sink = toSink<string>(async (batch: ReadonlyArray<Delivery<string>>) => {
    for (const { value } of batch) written.push(value);
  });
  const counts = await alerts(deliver(prices, { topic: 'prices' }), sink);
  deepEqual(written, ['BTC is at 457']);
  equal(counts.received, 2);
});

test('commits nothing that the sink did not store', async () => {
  const committed: number[] = [];
  const source = deliver(prices, { topic: 'prices', commit: async ({ offset }) => void committed.push(offset) });
  const broken = toSink<string>(async () => {
    throw new Error('no space left');
  });
  await alerts(source, broken).then(
    () => Promise.reject(new Error('the run resolved')),
    ({ code }) => equal(code, 'PENSTOCK_SINK_FAILED'),
  );
  deepEqual(committed, []);
});
