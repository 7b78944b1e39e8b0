import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { toKafkaError } from '../../../src/kafka/kafkajs/error.ts';

interface Broker {
  metadata(topics: readonly string[]): Promise<unknown>;
}
interface ErrorClasses {
  readonly KafkaJSAggregateError: new (message: string, errors: readonly Error[]) => Error;
  readonly KafkaJSCreateTopicError: new (error: Error, topic: string) => Error;
}
type BrokerClass = new (options: { readonly connectionPool: object; readonly logger: object }) => Broker;

test('treats a disconnected broker, for which kafkajs throws an error with only a message, as an outage', async () => {
  const KafkajsBroker = createRequire(import.meta.url)('kafkajs/src/broker/index.js') as BrokerClass;
  const broker = new KafkajsBroker({ connectionPool: {}, logger: { namespace: () => ({}) } });
  const thrown: unknown = await broker.metadata(['quotes']).catch((error: unknown) => error);
  expect(Object.getPrototypeOf(thrown)).toBe(Error.prototype);
  expect(toKafkaError(thrown, 'send')).toMatchObject({
    code: 'PENSTOCK_KAFKA_UNREACHABLE',
    retriable: true,
    cause: thrown,
  });
});

test('treats an unknown error as permanent', () => {
  expect(toKafkaError(new TypeError('records is not iterable'), 'send')).toMatchObject({
    code: 'PENSTOCK_KAFKA_FAILED',
    retriable: false,
  });
});

test('has the reason why a topic cannot be created, which kafkajs puts into another error', () => {
  const load = createRequire(import.meta.url);
  const { KafkaJSAggregateError, KafkaJSCreateTopicError } = load('kafkajs/src/errors.js') as ErrorClasses;
  const { createErrorFromCode } = load('kafkajs/src/protocol/error.js') as { createErrorFromCode(code: number): Error };
  const created = (code: number) => {
    const error = new KafkaJSCreateTopicError(createErrorFromCode(code), 'quotes');
    return toKafkaError(new KafkaJSAggregateError('Topic creation errors', [error]), 'ask the cluster');
  };
  const [replication, config] = [38, 40];
  expect(created(replication)).toMatchObject({
    retriable: false,
    message: expect.stringMatching(/Replication-factor is invalid\. .* number of brokers/),
  });
  expect(created(config)).toMatchObject({
    retriable: false,
    message: expect.stringMatching(/Configuration is invalid\. .* config/),
  });
});
