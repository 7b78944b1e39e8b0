// One member of a group, for the benchmark that adds members. It reads without end into a slow sink. It answers each
// message of its parent with `{ settled, held }`: the records settled so far, and the current partitions.
import { setTimeout as sleep } from 'node:timers/promises';
import { fromKafka } from '../../packages/sources/dist/kafka/index.js';
import { run, toSink } from '../../packages/stream/dist/index.js';
import { tap } from 'rxjs';

const [brokerList, topic, group, sinkMs] = process.argv.slice(2);
let settled = 0;
let held = [];

process.on('message', () => process.send({ settled, held }));
// The member ends together with its parent.
const stop = new AbortController();
process.on('disconnect', () => stop.abort());

await run(
  fromKafka(
    { brokers: brokerList.split(',') },
    { topic, group, maxInFlight: 2_000, commitEvery: 200, tombstones: 'reject' },
  ).pipe(
    tap((element) => {
      // A barrier before a revocation marks only the lanes that may go; every other barrier marks all lanes.
      if (element.kind === 'barrier' && element.reason !== 'revoking')
        held = element.marks.filter(({ state }) => state !== 'revoked').map(({ lane }) => lane.partition);
    }),
  ),
  toSink(
    async (batch) => {
      await sleep(Number(sinkMs));
      settled += batch.length;
    },
    { maxBatch: 100, maxAge: 20, concurrency: 1 },
  ),
  { signal: stop.signal },
);
