import type { Duration } from '@penstock/stream';
import { checkOptions, toMs } from '@penstock/stream/internal';
import { TimeLimit } from '@penstock/stream/internal/rxjs';
import { checkConnection } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { firstContact, knownTopic } from '../client/retry.ts';

/** Options of {@link isReady}. */
export interface IsReadyOptions {
  /** A topic. Every partition of it must have a leader. */
  readonly topic?: string;
  /** Time limit for the response, from 1 ms. Default: `'2s'`. */
  readonly within?: Duration;
}

/**
 * Returns whether the cluster responds, and whether every partition of a topic has a leader; for a health check.
 *
 * It does not reject when its options are valid: an unreachable cluster is not ready.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 *
 * createServer(async (_request, response) => {
 *   response.statusCode = (await isReady({ brokers: ['localhost:9092'] }, { topic: 'quotes' })) ? 200 : 503;
 *   response.end();
 * }).listen(8080);
 * ```
 */
export const isReady = async (connection: KafkaConnection, options: IsReadyOptions = {}): Promise<boolean> => {
  checkOptions(options, { topic: true, within: true }, 'isReady');
  const within = toMs(options.within ?? '2s', 'within', { min: 1 });
  const checked = { ...checkConnection(connection), startTimeout: within };
  const { topic } = options;
  const limit = new TimeLimit(within);
  const asked = (async () => {
    const client = await openClient(checked);
    return firstContact(checked, limit.signal, () =>
      client.withAdmin(async (admin) => {
        if (topic === undefined) return admin.answers();
        const { partitions } = await knownTopic(admin, topic);
        return partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
      }),
    );
  })().catch(() => false);
  const tooLate = new Promise<false>((resolve) =>
    limit.signal.addEventListener('abort', () => resolve(false), { once: true }),
  );
  try {
    return await Promise.race([asked, tooLate]);
  } finally {
    limit.end();
  }
};
