import { Backoff, wait } from '@penstock/stream/internal';
import { reportRetry } from './connection.ts';
import type { CheckedConnection } from './connection.ts';
import type { KafkaAdmin, TopicDescription } from './kafka-client.ts';
import { KafkaError } from './kafka-error.ts';

// A topic that was made just now is not known to every broker at once.
const metadataLag = 3_000;

/** The waits of a run of failures that has just begun. */
export const backoffOf = ({ retry, random }: CheckedConnection): Backoff => new Backoff(retry, { random });

/** Whether a failure may pass by itself. */
export const isRetriable = (error: unknown): error is KafkaError => error instanceof KafkaError && error.retriable;

/** Tries until it succeeds; gives up with the last error after `startTimeout`, or at once on one that will not pass. */
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
 * Tries until it succeeds or `wanted` no longer holds; every failure is reported. Throws a failure that will not pass,
 * and the last one when `giveUpAfter` is over.
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

/** Waits, at most until the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, { signal }).catch(() => undefined);

/** Looks a topic up; throws `PENSTOCK_TOPIC_UNKNOWN`. */
export const knownTopic = async (admin: KafkaAdmin, topic: string): Promise<TopicDescription> => {
  const found = await admin.topic(topic);
  if (found) return found;
  throw new KafkaError(
    'PENSTOCK_TOPIC_UNKNOWN',
    `There is no topic ${topic}. Make it with ensureTopic(), or correct its name.`,
    { retriable: true },
  );
};
