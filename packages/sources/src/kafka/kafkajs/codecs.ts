import { KafkaError } from '../kafka-error.ts';
import type { Compression } from '../client/kafka-client.ts';

const numbers = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** The number of a codec in the Kafka protocol. */
export const codecNumber = (compression: Compression): number => numbers[compression];

/** Makes a codec known to kafkajs. */
export const loadCodec = async (compression: Compression): Promise<void> => {
  if (compression === 'none' || compression === 'gzip') return;
  throw new KafkaError('PENSTOCK_KAFKA_FAILED', `The codec ${compression} is not there.`, { retriable: false });
};
