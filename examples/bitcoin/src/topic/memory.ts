import { fromTopic, memoryTopic, toTopic } from '@penstock/sources';
import type { Topic } from './topic.ts';
import { partitions } from './topic.ts';

/** A topic inside this process, which ends with it. */
export const openMemoryTopic = async <T>(name: string): Promise<Topic<T>> => {
  const topic = await memoryTopic<T>({ name, partitions });
  return {
    broker: 'memory',
    sink: (key) => toTopic(topic, { key }),
    read: ({ group, until, id }) => fromTopic(topic, { group, ...(until && { until }), ...(id && { id }) }),
    close: () => topic.close(),
  };
};
