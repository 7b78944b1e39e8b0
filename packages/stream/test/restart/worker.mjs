// A process for the test to kill. It reads some partitions of a topic of ticks, and keeps state, positions and results
// in a folder that later processes share. With `--forget` its operator state does not survive: the test must notice
// that.
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFlow, dedupe, indicator, mapValue, ohlc, run, tee, toSink } from '@penstock/stream';
import { fileStore } from '@penstock/stream/node';
import { merge } from 'rxjs';
import { SMA } from 'trading-signals';
import { ticks } from './ticks.mjs';

const [folder, life, seed, partitions, mode] = process.argv.slice(2);
const results = join(folder, 'results');
const positions = join(folder, 'positions');
await mkdir(results, { recursive: true });
await mkdir(positions, { recursive: true });

let state = Number(seed);
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

const positionOf = async (partition) =>
  Number(await readFile(join(positions, `${partition}`), 'utf8').catch(() => '0'));

const port = {
  async start(output) {
    const held = partitions.split(',').map(Number);
    const lanes = await output.assign(
      await Promise.all(
        held.map(async (partition) => ({ topic: 'ticks', partition, offset: await positionOf(partition) })),
      ),
    );
    const queues = await Promise.all(
      held.map(async (partition, index) => ({
        lane: lanes[index],
        rows: ticks(partition),
        next: await positionOf(partition),
      })),
    );
    for (let open = queues; open.length > 0; open = open.filter(({ rows, next }) => next < rows.length)) {
      for (const queue of open) {
        // Partitions take turns of different lengths.
        for (
          let turn = 1 + random() * 40;
          turn > 0 && queue.next < queue.rows.length && (await output.ready());
          turn -= 1, queue.next += 1
        ) {
          const value = queue.rows[queue.next];
          queue.lane.next({ value, offset: queue.next, key: value.symbol, time: value.time });
        }
        if (mode !== '--at-once') await sleep(1);
      }
      if (output.signal.aborted) return;
    }
  },
  async commit(committed) {
    for (const { partition, offset } of committed) {
      const file = join(positions, `${partition}`);
      await writeFile(`${file}.tmp`, String(offset));
      await rename(`${file}.tmp`, file);
    }
  },
};

/** A sink that finishes writes in any order: four at a time, each with its own duration. */
const shuffled = (kind) =>
  toSink(
    async (batch) => {
      await sleep(random() * 8);
      const lines = batch.map(({ id, value }) => `${JSON.stringify({ kind, id, value })}\n`);
      await appendFile(join(results, `${life}.ndjson`), lines.join(''));
      console.log('wrote');
    },
    { maxBatch: 5, maxAge: 4, concurrency: 4 },
  );

const flow = createFlow(port, {
  commitEvery: 8,
  maxInFlight: 400,
  ...(mode === '--forget' ? { state: 'volatile' } : { stateStore: fileStore(join(folder, 'state')) }),
});
console.log('running');
await run(flow, dedupe({ by: ({ trade }) => trade, within: '9d', maxIds: 250 }), (once) => {
  const [toAverage, toCandles] = tee(2)(once);
  return merge(
    toAverage.pipe(
      indicator(() => new SMA(20), { input: ({ price }) => price, name: 'sma', history: 20 }),
      mapValue(({ value, result }) => ({ trade: value.trade, sma: result })),
      shuffled('sma'),
    ),
    toCandles.pipe(
      ohlc({ interval: '1d', lateness: '1h', price: ({ price }) => price, volume: ({ amount }) => amount }),
      shuffled('candle'),
    ),
  );
});
