import { Client } from '@elastic/elasticsearch';
import { ensureIndex, mapping, toElasticsearch } from '@penstock/sink-es';
import { deadLetterTopic, ensureTopic, fromKafka, redrive, toKafka } from '@penstock/sources/kafka';
import { deadLetter, deliver, mapValue, run } from '@penstock/stream';

type Price = { readonly symbol: string; readonly close: number };

const kafka = { brokers: ['localhost:9092'] };
const client = new Client({ node: 'http://localhost:9200' });
await ensureTopic(kafka, { topic: 'closes', partitions: 3, replication: 1 });
await ensureTopic(kafka, { topic: 'closes-dead', partitions: 1, replication: 1 });
await ensureIndex(client, {
  index: 'closes',
  mapping: mapping<Price>({ symbol: 'keyword', close: 'double' }),
});

// The close of ETH is not a number.
const records = ['{"symbol":"BTC","close":457.33}', '{"symbol":"ETH","close":"n/a"}', '{"symbol":"SOL","close":20.1}'];
await run(deliver(records, { topic: 'records' }), toKafka<string>(kafka, { topic: 'closes', encode: 'string' }));

/** Throws if the close is not a number. */
const strict = (price: Price): Price => {
  if (typeof price.close !== 'number') throw new TypeError(`close is ${JSON.stringify(price.close)}`);
  return price;
};
/** Uses 0 if the close is not a number. */
const lenient = (price: Price): Price => ({ ...price, close: Number(price.close) || 0 });

const index = (check: (price: Price) => Price) =>
  run(
    fromKafka<Price>(kafka, {
      topic: 'closes',
      group: 'index-closes',
      until: 'end',
      tombstones: 'reject',
      id: ({ symbol }) => symbol,
      onReject: deadLetter(deadLetterTopic(kafka, { topic: 'closes-dead' })),
    }),
    mapValue(check),
    toElasticsearch<Price>(client, { index: 'closes' }),
  );

const first = await index(strict);
console.log(`${first.written} written, ${first.rejected} in the topic of dead letters`);

// The cause is fixed: send the letters back to the topic, and read them again.
const { sent } = await redrive(kafka, { topic: 'closes-dead' });
const second = await index(lenient);
console.log(`${sent} sent back, ${second.written} written, ${second.rejected} rejected`);
