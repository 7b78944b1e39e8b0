import { run, settle } from '@penstock/stream';
import { expect, test, vi } from 'vitest';
import { fromKafka } from '../../../src/kafka/index.ts';

vi.mock('kafkajs', () => {
  throw new Error('not installed');
});

test('names the package to add when kafkajs is not installed', async () => {
  await expect(
    run(fromKafka({ brokers: ['localhost:9092'] }, { topic: 't', group: 'g' }), settle()),
  ).rejects.toMatchObject({
    code: 'PENSTOCK_PEER_MISSING',
    message: expect.stringContaining('kafkajs'),
    cause: expect.any(Error),
  });
});
