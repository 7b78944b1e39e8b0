import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { deliver, run, settle } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { ensureTopic, fromKafka, toKafka } from '../../../src/kafka/index.ts';
import type { KafkaConnection } from '../../../src/kafka/index.ts';

/** Returns a port on which no server listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const everyUse: ReadonlyArray<readonly [string, (connection: KafkaConnection) => Promise<unknown>]> = [
  ['fromKafka', (connection) => run(fromKafka(connection, { topic: 't', group: 'g' }), settle())],
  ['toKafka', (connection) => run(deliver([1]), toKafka(connection, { topic: 't' }))],
  ['ensureTopic', (connection) => ensureTopic(connection, { topic: 't', partitions: 1, replication: 1 })],
];

describe('an unreachable broker', () => {
  test.each(everyUse)('%s gives up after startTimeout with a retriable error', async (_, use) => {
    await expect(use({ brokers: [`127.0.0.1:${await closedPort()}`], startTimeout: '500ms' })).rejects.toMatchObject({
      name: 'PenstockError',
      code: 'PENSTOCK_KAFKA_UNREACHABLE',
      retriable: true,
      cause: expect.any(Error),
    });
  });

  test('keeps the password out of the error and the log', async () => {
    const log: unknown[] = [];
    const write = (...entry: unknown[]) => void log.push(entry);
    const connection: KafkaConnection = {
      brokers: [`127.0.0.1:${await closedPort()}`],
      startTimeout: '300ms',
      ssl: { passphrase: 'a-passphrase' },
      sasl: { mechanism: 'plain', username: 'reader', password: 'a-password' },
      logger: { debug: write, info: write, warn: write, error: write },
    };
    for (const [, use] of everyUse) log.push(await use(connection).catch((error: unknown) => error));
    expect(log.length).toBeGreaterThan(everyUse.length);
    expect(inspect(log, { depth: 20, showHidden: true })).not.toMatch(/a-passphrase|a-password/);
  });
});

describe('a connection', () => {
  test.each([
    [[]],
    ['localhost:9092'],
    [['localhost']],
    [['localhost:0']],
    [['localhost:99999']],
    [['http://localhost:9092']],
  ])('rejects %j as brokers', (brokers) => {
    expect(() => fromKafka({ brokers: brokers as string[] }, { topic: 't', group: 'g' })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('does not quote an address that may contain a password', () => {
    expect(() => toKafka({ brokers: ['kafka://me:a-password@host:9092'] }, { topic: 't' })).toThrow(
      /brokers\[0\] must be 'host:port'/,
    );
    expect(() => toKafka({ brokers: ['kafka://me:a-password@host:9092'] }, { topic: 't' })).not.toThrow(/a-password/);
  });

  test.each([
    [{ topic: '' }],
    [{ group: '' }],
    [{ until: 'later' }],
    [{ decode: 'xml' }],
    [{ from: 'yesterday' }],
    [{ from: { offsets: { 0: -1 } } }],
    [{ tombstones: 'keep' }],
    [{ sessionTimeout: 'soon' }],
    // kafkajs would write these into 32 bits, or use them for a timer.
    [{ sessionTimeout: '25d' }],
    [{ sessionTimeout: 0 }],
    [{ sessionTimeout: Infinity }],
    [{ rebalanceTimeout: '25d' }],
    [{ rebalanceTimeout: 0 }],
    [{ rebalanceTimeout: Infinity }],
    [{ maxWait: Infinity }],
    [{ maxWait: -1 }],
    // A member without records would not send its heartbeat in time.
    [{ maxWait: '16s' }],
    [{ maxWait: '4s', sessionTimeout: '7s' }],
    [{ maxWait: '4s', rebalanceTimeout: '7s' }],
    [{ drainTimeout: NaN }],
  ])('of fromKafka rejects the options %j', (wrong) => {
    expect(() => fromKafka({ brokers: ['localhost:9092'] }, { topic: 't', group: 'g', ...wrong } as never)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test.each([
    [{ connectionTimeout: 0 }],
    [{ connectionTimeout: '25h' }],
    [{ connectionTimeout: Infinity }],
    [{ requestTimeout: 0 }],
    [{ requestTimeout: '25d' }],
    [{ requestTimeout: Infinity }],
    [{ startTimeout: NaN }],
    [{ startTimeout: -1 }],
    [{ retry: { initialDelay: 0 } }],
    [{ retry: { initialDelay: '6s', maxDelay: '5s' } }],
    [{ retry: { maxDelay: Infinity } }],
    [{ retry: { giveUpAfter: -1 } }],
    [{ retry: { maxRetryAfter: '1h' } }],
    [{ retry: 'often' }],
    [{ random: 0.5 }],
    [{ onRetry: 'print' }],
  ])('rejects the options %j', (wrong) => {
    expect(() => fromKafka({ brokers: ['localhost:9092'], ...wrong } as never, { topic: 't', group: 'g' })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('accepts the longest times', () => {
    const longest = { connectionTimeout: 86_400_000, requestTimeout: 2_147_483_647, startTimeout: Infinity };
    const options = {
      topic: 't',
      group: 'g',
      sessionTimeout: 2_147_483_647,
      rebalanceTimeout: '24d',
      maxWait: '12d',
      drainTimeout: Infinity,
    } as const;
    expect(() => fromKafka({ brokers: ['localhost:9092'], ...longest }, options)).not.toThrow();
  });

  test.each([
    [{ topic: '' }],
    [{ encode: 'xml' }],
    [{ compression: 'rar' }],
    [{ maxBatch: 0 }],
    [{ maxBytes: 1.5 }],
    [{ maxAge: -1 }],
  ])('of toKafka rejects the options %j', (wrong) => {
    expect(() => toKafka({ brokers: ['localhost:9092'] }, { topic: 't', ...wrong } as never)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
