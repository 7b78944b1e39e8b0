import { encoded } from './request.ts';
import type { ProtocolRequest } from './request.ts';

// The first version of the request that supports zstd; all brokers since Kafka 2.1 support it.
const apiVersion = 7;
const apiKey = 0;
const noTransaction = -1;
const allInSync = -1;
// How long the leader waits for the other replicas, in milliseconds.
const replicationTimeout = 30_000;
const [bytes16, bytes32] = [2, 4];

/**
 * Makes the request that appends a batch to a partition: `Produce` of the Kafka protocol. The response is an error
 * code, or 0 when all in-sync replicas have the batch.
 */
export const produceRequest = (topic: string, partition: number, batch: Buffer): ProtocolRequest<number> => ({
  request: { apiKey, apiVersion, apiName: 'Produce', encode: async () => encoded(requestOf(topic, partition, batch)) },
  response: { decode: async (bytes) => answerOf(bytes), parse: async ({ answer }) => answer },
});

// Format: https://kafka.apache.org/protocol.html#The_Messages_Produce, with one topic and one partition.
const requestOf = (topic: string, partition: number, batch: Buffer): Buffer => {
  const name = Buffer.from(topic);
  const bytes = Buffer.allocUnsafe(bytes16 * 3 + bytes32 * 5 + name.length + batch.length);
  let at = bytes.writeInt16BE(noTransaction, 0);
  at = bytes.writeInt16BE(allInSync, at);
  at = bytes.writeInt32BE(replicationTimeout, at);
  at = bytes.writeInt32BE(1, at);
  at = bytes.writeInt16BE(name.length, at);
  at += name.copy(bytes, at);
  at = bytes.writeInt32BE(1, at);
  at = bytes.writeInt32BE(partition, at);
  at = bytes.writeInt32BE(batch.length, at);
  batch.copy(bytes, at);
  return bytes;
};

// The response has an array of one topic with its name, and in it an array of one partition with its number and error
// code. The last field is the time to wait before the next request, in milliseconds.
const answerOf = (bytes: Buffer) => {
  const nameAt = bytes32;
  const errorAt = nameAt + bytes16 + bytes.readInt16BE(nameAt) + bytes32 + bytes32;
  return { clientSideThrottleTime: bytes.readInt32BE(bytes.length - bytes32), answer: bytes.readInt16BE(errorAt) };
};
