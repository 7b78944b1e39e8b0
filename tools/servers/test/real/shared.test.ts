import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, inject, test, vi } from 'vitest';
import type { TestProject } from 'vitest/node';
import setUp from '../../src/vitest.ts';

describe('the servers that all tests share', () => {
  test('are two brokers of one cluster, whose groups work immediately', async () => {
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
  ] as const)('are %s, which reports the version that its clients expect', async (name, version) => {
    const response = await fetch(inject(name));
    expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
    expect(await response.json()).toMatchObject({ version: { number: expect.stringMatching(version) } });
  });

  test('are those of the environment variables, and no others are started', async () => {
    const addresses = {
      kafka: inject('kafka'),
      elasticsearch9: inject('elasticsearch9'),
      elasticsearch7: inject('elasticsearch7'),
    };
    vi.stubEnv('PENSTOCK_KAFKA', addresses.kafka.join(','));
    vi.stubEnv('PENSTOCK_ELASTICSEARCH', `${addresses.elasticsearch9},${addresses.elasticsearch7}`);
    const provided: Record<string, unknown> = {};
    try {
      const tearDown = await setUp({
        provide: (name: string, value: unknown) => (provided[name] = value),
      } as unknown as TestProject);
      await tearDown();
    } finally {
      vi.unstubAllEnvs();
    }
    expect(provided).toEqual(addresses);
    await expect(fetch(addresses.elasticsearch7)).resolves.toHaveProperty('ok', true);
  });
});
