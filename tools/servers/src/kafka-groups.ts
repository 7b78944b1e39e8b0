import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { serversError } from './errors.ts';

const POLL = 100;

/**
 * Waits until every broker knows of all the others and groups have a coordinator. On a new cluster the first use of
 * a group makes Kafka create the topic of its offsets, and until then every join fails.
 */
export async function warmGroups(brokers: readonly string[], timeout: number): Promise<void> {
  const until = performance.now() + timeout;
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
  try {
    for (;;) {
      try {
        await admin.connect();
        const cluster = await admin.describeCluster();
        await admin.fetchOffsets({ groupId: 'penstock-warm-up', topics: [] });
        if (cluster.brokers.length === brokers.length) return;
      } catch (error) {
        if (performance.now() > until) {
          throw serversError('PENSTOCK_SERVER_FAILED', `groups could not be used ${timeout / 1000} s after the brokers were up`, error);
        }
      }
      await sleep(POLL);
    }
  } finally {
    await admin.disconnect();
  }
}
