import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingRecord } from '../client/kafka-client.ts';
import { produceRequest } from '../protocol/produce-request.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { recordBatch, sequenceAfter } from '../protocol/record-batch.ts';
import type { BatchCodec } from '../protocol/record-batch.ts';
import type { Cluster } from './internals.ts';

// Required by the protocol, but the broker ignores it for a producer without transactions.
const transactionTimeout = 60_000;
const unknownPartition = 3;

/** The fields of kafkajs's errors that a send uses; `host` and `port` name the broker of a closed connection. */
interface SendFailure {
  readonly name?: string;
  readonly retriable?: boolean;
  readonly host?: string;
  readonly port?: number;
}

/**
 * Sends batches as an idempotent producer. It encodes the batch and the request; kafkajs's cluster finds the
 * partition's leader and sends the request. Sends to the same partition must not overlap, because their sequence
 * numbers must be in order.
 */
export class BatchSender {
  readonly #cluster: Cluster;
  readonly #codec: BatchCodec;
  readonly #retryWait: number;
  readonly #next = new Map<string, number>();
  #producer: { readonly producerId: bigint; readonly producerEpoch: number } | undefined;

  /** @param retryWait Milliseconds before the second try of a send. */
  constructor(cluster: Cluster, codec: BatchCodec, retryWait: number) {
    this.#cluster = cluster;
    this.#codec = codec;
    this.#retryWait = retryWait;
  }

  /** Connects, and gets a producer id from the brokers. */
  async connect(): Promise<void> {
    await this.#cluster.connect();
    const broker = await this.#cluster.brokerPool.findConnectedBroker();
    const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout });
    this.#producer = { producerId: BigInt(producerId), producerEpoch };
  }

  /** Returns the known number of partitions of a topic to which records were sent. */
  partitions(topic: string): number {
    return this.#cluster.findTopicPartitionMetadata(topic).length;
  }

  /** Resolves when all in-sync replicas have the records. Retries once if a retry may succeed. */
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

  /** Reconnects and looks up the leaders again if that may help; returns false if no retry can succeed. */
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
