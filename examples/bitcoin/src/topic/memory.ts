import { fromTopic, memoryTopic, toTopic } from '@penstock/sources';
import type { Topic } from './topic.ts';
import { partitions } from './topic.ts';

/** Opens a topic in memory. It ends with the process, unless `directory` names where its records are kept. */
export const openMemoryTopic = async <T>(name: string, directory?: string): Promise<Topic<T>> => {
  const topic = await memoryTopic<T>({ name, partitions, ...(directory !== undefined && { directory }) });
  return {
    broker: 'memory',
    sink: (key) => toTopic(topic, { key }),
    read: ({ group, until, id, ...flow }) =>
      fromTopic(topic, { ...flow, group, ...(until && { until }), ...(id && { id }) }),
    async lag(group) {
      const committed = new Map((await topic.committed(group)).map(({ partition, offset }) => [partition, offset]));
      return Array.from({ length: partitions }, (_, partition) => {
        const [at, end] = [committed.get(partition) ?? null, topic.end(partition)];
        return { partition, committed: at, end, lag: end - (at ?? 0) };
      });
    },
    close: () => topic.close(),
  };
};
