import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { toKafkaError } from '../../src/kafka/kafkajs/error.ts';

interface Broker {
  metadata(topics: readonly string[]): Promise<unknown>;
}
type BrokerClass = new (options: { readonly connectionPool: object; readonly logger: object }) => Broker;

it('takes a broker that kafkajs has let go of for an outage, which it reports by a bare error', async () => {
  const KafkajsBroker = createRequire(import.meta.url)('kafkajs/src/broker/index.js') as BrokerClass;
  const broker = new KafkajsBroker({ connectionPool: {}, logger: { namespace: () => ({}) } });
  const thrown: unknown = await broker.metadata(['quotes']).catch((error: unknown) => error);
  expect(Object.getPrototypeOf(thrown)).toBe(Error.prototype);
  expect(toKafkaError(thrown, 'send')).toMatchObject({ code: 'PENSTOCK_KAFKA_UNREACHABLE', retriable: true, cause: thrown });
});

it('takes an error that says nothing of itself for one that will not pass', () => {
  expect(toKafkaError(new TypeError('records is not iterable'), 'send')).toMatchObject({ code: 'PENSTOCK_KAFKA_FAILED', retriable: false });
});
