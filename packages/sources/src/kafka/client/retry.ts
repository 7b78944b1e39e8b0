import { Backoff } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';
import { reportRetry } from './connection.ts';
import type { CheckedConnection } from './connection.ts';
import type { KafkaAdmin, TopicDescription } from './kafka-client.ts';
import { KafkaError } from './kafka-error.ts';

// It takes a while until every broker knows a new topic.
const metadataLag = 3_000;

/** Makes the back-off for a new series of failures. */
export const backoffOf = ({ retry, random }: CheckedConnection): Backoff => new Backoff(retry, { random });

/** Returns whether a retry may succeed. */
export const isRetriable = (error: unknown): error is KafkaError => error instanceof KafkaError && error.retriable;

/**
 * Repeats `work` until it succeeds. Throws the last error after `startTimeout`, and an error that is not retriable
 * immediately.
 */
export const firstContact = async <T>(
  { startTimeout, retry, random }: CheckedConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> => {
  const backoff = new Backoff({ ...retry, giveUpAfter: startTimeout }, { random });
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { elapsed } = backoff;
      const ms = backoff.next();
      const limit =
        (error as KafkaError).code === 'PENSTOCK_TOPIC_UNKNOWN' ? Math.min(metadataLag, startTimeout) : startTimeout;
      if (!isRetriable(error) || signal.aborted || ms === undefined || elapsed + ms >= limit) throw error;
      await pause(ms, signal);
    }
  }
};

/**
 * Repeats `work` until it succeeds or `wanted` returns false, and reports every failure. Throws an error that is not
 * retriable, and the last error after `giveUpAfter`.
 */
export const persist = async <T>(
  connection: CheckedConnection,
  what: string,
  wanted: () => boolean,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | undefined> => {
  let backoff: Backoff | undefined;
  while (wanted()) {
    try {
      return await work();
    } catch (error) {
      if (!wanted()) return undefined;
      if (!isRetriable(error)) throw error;
      backoff ??= backoffOf(connection);
      const ms = backoff.next();
      if (ms === undefined) throw error;
      reportRetry(connection, { what, error, attempt: backoff.attempt, wait: ms });
      await pause(ms, signal);
    }
  }
  return undefined;
};

/** Waits for a time or until the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, { signal }).catch(() => undefined);

/** Looks up a topic; rejects with `PENSTOCK_TOPIC_UNKNOWN`. */
export const knownTopic = async (admin: KafkaAdmin, topic: string): Promise<TopicDescription> => {
  const found = await admin.topic(topic);
  if (found) return found;
  throw new KafkaError(
    'PENSTOCK_TOPIC_UNKNOWN',
    `Expected the topic ${topic}; the cluster has no such topic. Create it with ensureTopic(), or correct its name.`,
    { retriable: true },
  );
};
