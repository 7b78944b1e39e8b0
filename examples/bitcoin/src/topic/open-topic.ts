import type { Context } from '../context.ts';
import type { Topic } from './topic.ts';

/** Opens a topic on the broker that the arguments name, and does not load the client of the other one. */
export const openTopic = async <T>(
  name: string,
  { args: { kafka, replication }, env, progress, onRetry }: Context,
): Promise<Topic<T>> =>
  kafka === undefined
    ? (await import('./memory.ts')).openMemoryTopic(name)
    : (await import('./kafka.ts')).openKafkaTopic(name, {
        brokers: kafka,
        replication,
        env,
        onOutage: (text) => {
          onRetry?.('topic');
          progress.line(text);
        },
      });
