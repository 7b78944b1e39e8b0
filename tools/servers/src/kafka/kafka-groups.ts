import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { serversError } from '../errors.ts';

const poll = 100;

/**
 * Waits until every broker knows all the others and groups have a coordinator. In a new cluster the first use of a
 * group makes Kafka create the topic of its offsets, and every join fails until that topic exists.
 *
 * @throws `PENSTOCK_SERVER_FAILED` after `timeout` milliseconds.
 */
export async function warmGroups(brokers: readonly string[], timeout: number, signal?: AbortSignal): Promise<void> {
  const until = performance.now() + timeout;
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
  try {
    for (;;) {
      signal?.throwIfAborted();
      try {
        await admin.connect();
        const cluster = await admin.describeCluster();
        if (cluster.brokers.length < brokers.length)
          throw new Error(`the cluster has ${cluster.brokers.length} of ${brokers.length} brokers`);
        await admin.fetchOffsets({ groupId: 'penstock-warm-up', topics: [] });
        return;
      } catch (error) {
        if (performance.now() > until) {
          const why = error instanceof Error ? error.message : String(error);
          throw serversError(
            'PENSTOCK_SERVER_FAILED',
            `Consumer groups of Kafka did not work within ${timeout / 1000} s: ${why}`,
            error,
          );
        }
      }
      await sleep(poll);
    }
  } finally {
    await admin.disconnect();
  }
}
