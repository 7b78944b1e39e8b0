import type { Position } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import { connection } from './cluster.ts';

/** Reads the committed offsets of a group from the broker, without any code of this package. */
export const committed = async (group: string, topic: string): Promise<Position[]> => {
  const admin = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).admin();
  await admin.connect();
  try {
    const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    return (offsets?.partitions ?? []).map(({ partition, offset }) => ({
      topic,
      partition,
      offset: Math.max(0, Number(offset)),
    }));
  } finally {
    await admin.disconnect();
  }
};
