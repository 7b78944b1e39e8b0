import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, inject, test } from 'vitest';

describe('the servers that all tests share', () => {
  test('are two brokers of one cluster, whose groups can be used at once', async () => {
    const brokers = inject('kafka');
    const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
    await admin.connect();
    try {
      const cluster = await admin.describeCluster();
      expect(cluster.brokers.map(({ host, port }) => `${host}:${port}`).toSorted()).toEqual(brokers.toSorted());
      await expect(admin.fetchOffsets({ groupId: 'servers-shared', topics: [] })).resolves.toEqual([]);
    } finally {
      await admin.disconnect();
    }
  });

  test.each([
    ['elasticsearch7', /^7\.17\./],
    ['elasticsearch9', /^9\.5\./],
  ] as const)('are %s, which names itself as its clients expect', async (name, version) => {
    const response = await fetch(inject(name));
    expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
    expect(await response.json()).toMatchObject({ version: { number: expect.stringMatching(version) } });
  });
});
