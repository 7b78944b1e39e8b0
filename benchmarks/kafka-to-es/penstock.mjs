// Our program in `kafka-to-es`: defaults, except for smaller fetches. With the default of 1 MiB it is a little slower
// here and takes about 80 MB more.
import { toElasticsearch } from '../../packages/sink-es/dist/index.js';
import { fromKafka } from '../../packages/sources/dist/kafka/index.js';
import { run } from '../../packages/stream/dist/index.js';
import { Client } from '../measure/elasticsearch-client.mjs';

const { KAFKA, ELASTICSEARCH, TOPIC, INDEX, GROUP } = process.env;

const client = new Client({ node: ELASTICSEARCH });
await run(
  fromKafka(
    { brokers: KAFKA.split(',') },
    {
      topic: TOPIC,
      group: GROUP,
      until: 'end',
      tombstones: 'reject',
      id: ({ id }) => id,
      maxBytesPerPartition: 262_144,
    },
  ),
  // The other programs do not refresh the index.
  toElasticsearch(client, { index: INDEX, refresh: false }),
);
await client.close();
