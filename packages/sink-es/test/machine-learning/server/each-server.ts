import { Client } from '@elastic/elasticsearch';
import { Client as Client8 } from 'elasticsearch-8';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { ElasticsearchClient } from '../../../src/index.ts';
import { startMachineLearning } from './machine-learning-server.ts';
import type { MachineLearningServer } from './machine-learning-server.ts';

const pairs = [
  { name: 'client 9, Elasticsearch 9', version: '9.5.3', open: (node: string) => new Client({ node }) },
  { name: 'client 8, Elasticsearch 8', version: '8.19.21', open: (node: string) => new Client8({ node }) },
  { name: 'client 8, Elasticsearch 7.17', version: '7.17.29', open: (node: string) => new Client8({ node }) },
];

/**
 * Runs tests with each client, and with a new server for each test. A test fails if a request or an answer violates the
 * published specification.
 */
export const withEachClient = (
  tests: (at: () => { readonly server: MachineLearningServer; readonly client: ElasticsearchClient }) => void,
): void => {
  describe.each(pairs)('$name', ({ version, open }) => {
    let server: MachineLearningServer;
    let client: ReturnType<typeof open>;
    beforeEach(async () => {
      server = await startMachineLearning(version);
      client = open(server.url);
    });
    afterEach(async () => {
      await client.close();
      await server.close();
      expect(server.faults).toEqual([]);
    });
    tests(() => ({ server, client }));
  });
};
