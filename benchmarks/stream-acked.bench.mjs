// The acknowledged path, compared with plain RxJS, which keeps no position and has no guarantees.
import { bufferCount, filter, from, lastValueFrom, map, Observable } from 'rxjs';
import { processorSeconds } from './measure/processor-seconds.mjs';
import { seededRandom } from './measure/seeded-random.mjs';

const lanes = 10;
/** Batches that the sink holds. It acknowledges them in random order, so most lanes have gaps all the time. */
const held = 8;
// Prices are never integers: a field that is first an integer and then a double slows both sides.
const inputOf = (records) => Array.from({ length: records }, (_, n) => ({ price: n + 0.5, size: 1.5 }));
const value = ({ price, size }) => price * size;
const kept = (worth) => worth > 10;

const rate = async (records, work) => records / (await processorSeconds(work)).seconds;

/** Distributes the array over ten lanes, like the partitions of a broker, each with its own offsets. */
const tenLanes = (input, committed) => ({
  async start(output) {
    const opened = await output.assign(
      Array.from({ length: lanes }, (_, partition) => ({ topic: 'ticks', partition, offset: 0 })),
    );
    let next = 0;
    while (next < input.length && (output.credit() > 0 || (await output.ready()))) {
      for (let credit = Math.min(output.credit(), 4_096); credit > 0 && next < input.length; credit -= 1, next += 1) {
        opened[next % lanes].next({ value: input[next], offset: (next / lanes) | 0 });
      }
      // One turn of the event loop, as in deliver, so that the timer can commit.
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  async commit(positions) {
    for (const { partition, offset } of positions) committed[partition] = offset;
  },
});

/** A sink whose writes are durable in any order. */
const shuffled = (random) => (flow) =>
  new Observable((out) => {
    const waiting = [];
    const settle = () => {
      const at = Math.floor(random() * waiting.length);
      const delivery = waiting[at];
      waiting[at] = waiting.at(-1);
      waiting.pop();
      delivery.ack();
      out.next({ id: delivery.id, position: delivery.position, outcome: 'written' });
    };
    return flow.subscribe({
      next(element) {
        if (element.kind === 'barrier') return element.arrive();
        waiting.push(element);
        if (waiting.length >= held) settle();
      },
      error: (error) => out.error(error),
      complete() {
        while (waiting.length > 0) settle();
        out.complete();
      },
    });
  });

const acknowledged = async (input) => {
  const { batch, createFlow, filterValue, mapValue, run } = await import('../packages/stream/dist/index.js');
  const committed = Array(lanes).fill(0);
  const figure = await rate(input.length, () =>
    run(
      createFlow(tenLanes(input, committed), { commitEvery: 50 }),
      mapValue(value),
      filterValue(kept),
      batch({ maxBatch: 1_000 }),
      shuffled(seededRandom()),
    ),
  );
  if (committed.some((offset) => offset !== input.length / lanes))
    throw new Error(`Expected ${input.length / lanes} committed records in each lane; got ${committed}.`);
  return figure;
};

export default {
  about: 'passes records through map, filter and batch, acknowledged in random order',
  options: { records: { default: 2_000_000, about: `records; a multiple of ${lanes}` } },
  runs: 9,
  variants: {
    rxjs: ({ records }) => {
      const input = inputOf(records);
      return {
        peer: 'bare RxJS: from, map, filter, bufferCount',
        unit: 'records a processor second',
        higherIsBetter: true,
        ours: () => acknowledged(input),
        theirs: () =>
          rate(records, () => lastValueFrom(from(input).pipe(map(value), filter(kept), bufferCount(1_000)))),
      };
    },
  },
};
