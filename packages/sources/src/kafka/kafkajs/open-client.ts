import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.ts';
import type { CheckedConnection } from '../client/connection.ts';
import { KafkajsAdmin } from './admin.ts';
import { BatchSender } from './batch-sender.ts';
import { addCodecs, codecOf } from './codecs.ts';
import type { KafkajsCodecs } from './codecs.ts';
import { KafkajsConsumer } from './consumer.ts';
import { peerMissing, toKafkaError } from './error.ts';
import { reachInto } from './internals.ts';
import { info, logCreatorFor, nothing } from './logs.ts';
import { adminRetry, clientRetry, sendRetryWait } from './own-retry.ts';
import { KafkajsProducer } from './producer.ts';
import { Sockets } from './sockets.ts';
import { checkVersion, installedVersion, testedVersion } from './version.ts';

// The number of concurrent requests to a broker. The broker handles them in order, so more would only wait there while
// their timeout runs.
const maxInFlightRequests = 5;

/**
 * Loads kafkajs and makes the client, without connecting. Rejects with `PENSTOCK_PEER_MISSING` or
 * `PENSTOCK_PEER_VERSION`.
 */
export const openClient = async (connection: CheckedConnection): Promise<KafkaClient> => {
  const { default: kafkajs } = await import('kafkajs').catch((error: unknown) => {
    throw peerMissing('kafkajs', testedVersion, error);
  });
  checkVersion(installedVersion());
  const codecs = kafkajs.CompressionCodecs as unknown as KafkajsCodecs;
  addCodecs(codecs);
  const make = (sockets: Sockets) => {
    const kafka = new kafkajs.Kafka(configOf(connection, sockets));
    return { kafka, internals: reachInto(kafka) };
  };
  return {
    async withAdmin(work) {
      const sockets = new Sockets();
      const { kafka, internals } = make(sockets);
      const admin = kafka.admin({ retry: adminRetry });
      try {
        await admin.connect();
        return await work(new KafkajsAdmin(admin, internals.lastCluster()));
      } catch (error) {
        throw toKafkaError(error, 'ask the cluster');
      } finally {
        await admin.disconnect().catch(() => undefined);
        sockets.close();
      }
    },
    consumer: (settings, handlers) => {
      const sockets = new Sockets();
      const { kafka, internals } = make(sockets);
      return new KafkajsConsumer(kafka, internals, sockets, settings, handlers);
    },
    producer: (settings) => {
      const sockets = new Sockets();
      const { kafka, internals } = make(sockets);
      const cluster = internals.createCluster({
        metadataMaxAge: settings.refreshEvery,
        allowAutoTopicCreation: false,
        maxInFlightRequests,
      });
      const sender = new BatchSender(cluster, codecOf(codecs, settings.compression), sendRetryWait(connection.retry));
      return new KafkajsProducer(kafka, sockets, settings, sender);
    },
  };
};

const configOf = (
  { brokers, clientId, ssl, sasl, connectionTimeout, requestTimeout, retry, logger }: CheckedConnection,
  sockets: Sockets,
): KafkaConfig => ({
  brokers: [...brokers],
  clientId,
  ssl,
  // A copy, because kafkajs changes it.
  ...(sasl && { sasl: { ...sasl } as SASLOptions }),
  connectionTimeout,
  authenticationTimeout: connectionTimeout * 3,
  requestTimeout,
  retry: clientRetry(retry),
  socketFactory: sockets.factory,
  logLevel: logger ? info : nothing,
  logCreator: logCreatorFor(logger),
});
