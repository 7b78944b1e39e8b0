// A consumer that is made to be killed: topic -> index, one line a receipt. `receipt` makes it the mutant
// that commits on receipt, before anything is written.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { toElasticsearch } from '@penstock/sink-es';
import { fromKafka } from '@penstock/sources/kafka';
import { concatMapValue, mapValue, run, tapValue } from '@penstock/stream';
import { tap } from 'rxjs';
import { idOf, toDocument } from '../../src/prices/document.ts';
import type { DailyPrice, Document } from '../../src/prices/document.ts';

const [brokers, node, name, mode] = process.argv.slice(2) as [string, string, string, string];
const client = new Client({ node });
const sink = toElasticsearch<Document>(client, { index: name, maxBatch: 25, concurrency: 2 });

await run(
  fromKafka<DailyPrice>(
    { brokers: brokers.split(',') },
    {
      topic: name,
      group: name,
      id: idOf,
      until: 'end',
      tombstones: 'reject',
      maxInFlight: 200,
      commitEvery: 20,
      sessionTimeout: '2s',
    },
  ),
  tapValue((_value, delivery) => {
    if (mode === 'receipt') delivery.ack();
  }),
  // Slow enough that a kill meets work under way.
  concatMapValue(async (price: DailyPrice) => {
    await sleep(2);
    return price;
  }),
  mapValue(toDocument),
  (flow) => sink(flow).pipe(tap(({ id }) => console.log(id))),
);
await client.close();
