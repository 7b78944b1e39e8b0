import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingRecord } from '../client/kafka-client.ts';
import { produceRequest } from '../protocol/produce-request.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { recordBatch, sequenceAfter } from '../protocol/record-batch.ts';
import type { BatchCodec } from '../protocol/record-batch.ts';
import type { Cluster } from './internals.ts';

// Of an idempotent producer without transactions the broker ignores it.
const transactionTimeout = 60_000;
const unknownPartition = 3;

/** The fields of kafkajs's errors that matter to a send; the address is that of a connection that was closed. */
interface SendFailure {
  readonly name?: string;
  readonly retriable?: boolean;
  readonly host?: string;
  readonly port?: number;
}

/**
 * Sends batches as an idempotent producer: it encodes the batch and the request, and kafkajs's cluster finds the
 * partition's leader and carries them there. Sends of one partition must not overlap, since their sequence numbers
 * follow one another.
 */
export class BatchSender {
  readonly #cluster: Cluster;
  readonly #codec: BatchCodec;
  readonly #retryWait: number;
  readonly #next = new Map<string, number>();
  #producer: { readonly producerId: bigint; readonly producerEpoch: number } | undefined;

  /** `retryWait` is the time before the second try of a send, in milliseconds. */
  constructor(cluster: Cluster, codec: BatchCodec, retryWait: number) {
    this.#cluster = cluster;
    this.#codec = codec;
    this.#retryWait = retryWait;
  }

  /** Connects, and gets the number by which the brokers know this producer. */
  async connect(): Promise<void> {
    await this.#cluster.connect();
    const broker = await this.#cluster.brokerPool.findConnectedBroker();
    const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout });
    this.#producer = { producerId: BigInt(producerId), producerEpoch };
  }

  /** How many partitions a topic has that records were sent to, as far as the cluster has told. */
  partitions(topic: string): number {
    return this.#cluster.findTopicPartitionMetadata(topic).length;
  }

  /** Resolves when all in-sync replicas have the records; tries twice where a later try may succeed. */
  async send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void> {
    for (let isLast = false; ; isLast = true) {
      try {
        return await this.#append(topic, partition, records);
      } catch (error) {
        const mayPass = await this.#recover(error as SendFailure);
        if (isLast || !mayPass) throw error;
      }
      await sleep(this.#retryWait);
    }
  }

  disconnect(): Promise<void> {
    return this.#cluster.disconnect();
  }

  async #append(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void> {
    await this.#cluster.addMultipleTargetTopics([topic]);
    await this.#cluster.refreshMetadataIfNecessary();
    const known = this.#cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition);
    if (known === undefined) throw new ProtocolError(unknownPartition);
    const broker = await this.#cluster.findBroker({ nodeId: known.leader ?? -1 });
    const queue = `${partition} ${topic}`;
    const first = this.#next.get(queue) ?? 0;
    const batch = await recordBatch(records, this.#codec, { ...this.#producer!, first }, Date.now());
    let errorCode: number;
    try {
      errorCode = await broker.connectionPool.send(produceRequest(topic, partition, batch));
    } catch (error) {
      if (isClosed(error as SendFailure)) await broker.disconnect();
      throw error;
    }
    if (errorCode !== 0) throw new ProtocolError(errorCode);
    this.#next.set(queue, sequenceAfter(first, records.length));
  }

  /** Connects anew and looks the leaders up again where that may help; false where no later try succeeds. */
  async #recover(failure: SendFailure): Promise<boolean> {
    if (isClosed(failure)) this.#cluster.removeBroker({ host: failure.host!, port: failure.port! });
    const isConnected = this.#cluster.isConnected();
    if (isConnected && !failure.retriable) return false;
    if (!isConnected) await this.#cluster.connect();
    await this.#cluster.refreshMetadata();
    return true;
  }
}

const isClosed = ({ name }: SendFailure): boolean => name === 'KafkaJSConnectionClosedError';
