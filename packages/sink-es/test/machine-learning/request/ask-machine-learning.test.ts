import { describe, expect, test } from 'vitest';
import { anomalyJob, ensureAnomalyJob, readAnomalies, runRegression, stopDatafeed } from '../../../src/index.ts';
import type { ElasticsearchClient } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const calls: Record<string, (client: ElasticsearchClient) => Promise<unknown>> = {
  ensureAnomalyJob: (client) =>
    ensureAnomalyJob(client, { job: anomalyJob({ id: 'a', bucket: '1d', detectors: [{ function: 'count' }] }) }),
  readAnomalies: (client) => readAnomalies(client, { job: 'a' }),
  runRegression: (client) => runRegression(client, { id: 'a' }),
  stopDatafeed: (client) => stopDatafeed(client, { datafeed: 'a' }),
};

withEachClient((at) => {
  // test/real/machine-learning.test.ts tests the answers of real servers without the module.
  describe.each(Object.entries(calls))('%s', (_, call) => {
    test('reports a licence that does not cover machine learning', async () => {
      const { server, client } = at();
      const error = {
        root_cause: [{ type: 'security_exception', reason: 'current license is non-compliant for [ml]' }],
        type: 'security_exception',
        reason: 'current license is non-compliant for [ml]',
        'license.expired.feature': 'ml',
      };
      server.onRequest = () => [403, { error, status: 403 }];
      await expect(call(client)).rejects.toMatchObject({
        code: 'PENSTOCK_LICENSE_MISSING',
        message: expect.stringContaining('current license is non-compliant for [ml]') as string,
      });
    });

    test('distinguishes a missing privilege from a missing licence', async () => {
      const { server, client } = at();
      const reason = 'action [cluster:admin/xpack/ml] is unauthorized for user [reader]';
      server.onRequest = () => [403, { error: { type: 'security_exception', reason }, status: 403 }];
      await expect(call(client)).rejects.toMatchObject({ code: 'PENSTOCK_FORBIDDEN' });
    });
  });

  test.each(['readAnomalies', 'runRegression', 'stopDatafeed'])('%s reports a missing id', async (name) => {
    const { server, client } = at();
    server.onRequest = () => [
      404,
      { error: { type: 'resource_not_found_exception', reason: "No known job with id 'a'" }, status: 404 },
    ];
    await expect(calls[name]!(client)).rejects.toMatchObject({
      code: 'PENSTOCK_ML_NOT_FOUND',
      message: expect.stringContaining("No known job with id 'a'") as string,
    });
  });
});
