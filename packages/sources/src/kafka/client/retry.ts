import { setTimeout as sleep } from 'node:timers/promises';
import { type CheckedConnection, reportRetry } from './connection.ts';
import type { KafkaAdmin, TopicDescription } from './kafka-client.ts';
import { KafkaError } from './kafka-error.ts';

const firstWait = 100;
const longestWait = 5_000;
// A topic that was made just now is not known to every broker at once.
const metadataLag = 3_000;

/** Milliseconds to wait after the nth failure in a row, from 1. */
export const waitAfter = (attempt: number): number => Math.min(longestWait, firstWait * 2 ** (attempt - 1));

/** Whether a failure may pass by itself. */
export const isRetriable = (error: unknown): error is KafkaError => error instanceof KafkaError && error.retriable;

/** Tries until it succeeds; gives up with the last error after `startTimeout`, or at once on one that will not pass. */
export const firstContact = async <T>(
  { startTimeout }: CheckedConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> => {
  const began = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const limit =
        (error as KafkaError).code === 'PENSTOCK_TOPIC_UNKNOWN' ? Math.min(metadataLag, startTimeout) : startTimeout;
      if (!isRetriable(error) || signal.aborted || performance.now() - began + waitAfter(attempt) > limit) throw error;
      await pause(waitAfter(attempt), signal);
    }
  }
};

/** Tries until it succeeds, `wanted` no longer holds or the failure will not pass; every failure is reported. */
export const persist = async <T>(
  connection: CheckedConnection,
  what: string,
  wanted: () => boolean,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | undefined> => {
  for (let attempt = 1; wanted(); attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!wanted()) return undefined;
      if (!isRetriable(error)) throw error;
      const wait = waitAfter(attempt);
      reportRetry(connection, { what, error, attempt, wait });
      await pause(wait, signal);
    }
  }
  return undefined;
};

/** Waits, at most until the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

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
