// Heap while ticks of 1,000 symbols become minute candles, with a sink that is slower than the source.
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deliver, ohlc, run, toSink } from '../../packages/stream/dist/index.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

const keys = 1_000;
const ticksAMinute = 100_000;
const maxInFlight = 2_000;
const names = Array.from({ length: keys }, (_, n) => `S${n}`);

function* market(ticks) {
  const start = Date.UTC(2024, 0, 1);
  for (let n = 0; n < ticks; n += 1)
    yield {
      symbol: names[n % keys],
      time: start + Math.floor((n * 60_000) / ticksAMinute),
      price: 100 + (n % 97) / 7,
      size: 0.5,
    };
}

/** Megabytes of heap: the maximum over the second half of the candles. The sink takes `sinkMs` for 500 of them. */
export const heapOf = async (ticks, sinkMs) => {
  let [candles, most, heap] = [0, 0, 0];
  const expected = (ticks / ticksAMinute) * keys;
  await run(
    deliver(market(ticks), { key: ({ symbol }) => symbol, time: ({ time }) => time, maxInFlight }),
    ohlc({ interval: '1m', price: ({ price }) => price, volume: ({ size }) => size }),
    toSink(
      async (batch) => {
        most = Math.max(most, batch[0].lane.source.counts.inFlight);
        await wait(sinkMs);
        candles += batch.length;
        if (candles * 2 < expected) return;
        gc();
        heap = Math.max(heap, process.memoryUsage().heapUsed / 2 ** 20);
      },
      { maxBatch: 500 },
    ),
  );
  if (candles !== expected) throw new Error(`Expected ${expected} candles; got ${candles}.`);
  // All keys of a minute close at the same time. Nothing else may exceed maxInFlight.
  if (most < maxInFlight || most > maxInFlight + keys)
    throw new Error(
      `Expected the most records in flight to be ${maxInFlight} to ${maxInFlight + keys}; got ${most}. ` +
        'A busy machine needs a slower sink: set a higher sinkMs.',
    );
  return heap;
};
