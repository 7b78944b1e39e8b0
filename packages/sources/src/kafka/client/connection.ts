import type { Duration, RetryOptions } from '@penstock/stream';
import {
  checkFunctions,
  checkOptions,
  retryOptionNames,
  toMs,
  toRetryPolicy,
  toTimeLimit,
} from '@penstock/stream/internal';
import type { OptionNames, RetryPolicy } from '@penstock/stream/internal';
import type { ConnectionOptions } from 'node:tls';
import { sourcesError } from '../../errors.ts';
import type { KafkaError } from './kafka-error.ts';
import { longestMs } from './longest-ms.ts';

// kafkajs sets a timer of five times this value: three for the login and two more.
const longestConnect = 86_400_000;

// Kafka's responses never ask the client to wait before a retry.
const retryDefaults: RetryPolicy = { initialDelay: 100, maxDelay: 5_000, giveUpAfter: Infinity, maxRetryAfter: 0 };

/** The credentials of a login. They are never logged and never part of an error. */
export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: 'oauthbearer'; readonly oauthBearerProvider: () => Promise<{ readonly value: string }> }
  | {
      readonly mechanism: 'aws';
      readonly authorizationIdentity: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    };

/** The used methods of a logger; a logger of pino has them. */
export interface KafkaLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A failure that will be retried. */
export interface KafkaRetry {
  /** The operation that failed, such as `commit` or `send`. */
  readonly what: string;
  readonly error: KafkaError;
  /** Number of failures in a row, from 1. */
  readonly attempt: number;
  /** Milliseconds until the retry; undefined when it is not known. */
  readonly wait: number | undefined;
}

/** How to connect to a Kafka cluster; the functions of this package share these options. */
export interface KafkaConnection {
  /** Brokers for the first connection, each as `'host:port'`; at least one. */
  readonly brokers: readonly string[];
  /** The client's name in the broker's logs and quotas. Default: `'penstock'`. */
  readonly clientId?: string;
  /** TLS: `true`, or the options of `tls.connect`. Default: none. */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: KafkaSasl;
  /** Time limit for a TCP or TLS connection, 1 ms to 1 day. Default: `'3s'`. */
  readonly connectionTimeout?: Duration;
  /** Time limit for the response to a request, 1 ms to 24 days. Default: `'30s'`. */
  readonly requestTimeout?: Duration;
  /** Time limit for the first response of the cluster, retries included; `Infinity` for no limit. Default: `'10s'`. */
  readonly startTimeout?: Duration;
  /**
   * Retries of failures while a flow runs. Default: `initialDelay` 100 ms, `maxDelay` 5 s, and no `giveUpAfter`,
   * because an outage loses nothing. After `giveUpAfter` the flow fails with the last {@link KafkaError}.
   */
  readonly retry?: RetryOptions;
  /** Random numbers from 0 to below 1, for the jitter of the waits. Default: `Math.random`. */
  readonly random?: () => number;
  /** Gets the client's log. Default: nothing is logged. */
  readonly logger?: KafkaLogger;
  /** Called for each failure that is retried while a flow runs; the logger also gets it as a warning. Default: none. */
  readonly onRetry?: (retry: KafkaRetry) => void;
}

/** A checked {@link KafkaConnection}, with defaults, and durations in milliseconds. */
export interface CheckedConnection {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl: boolean | ConnectionOptions;
  readonly sasl: KafkaSasl | undefined;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly startTimeout: number;
  readonly retry: RetryPolicy;
  readonly random: () => number;
  readonly logger: KafkaLogger | undefined;
  readonly onRetry: ((retry: KafkaRetry) => void) | undefined;
}

const connectionNames: OptionNames<KafkaConnection> = {
  brokers: true,
  clientId: true,
  ssl: true,
  sasl: true,
  connectionTimeout: true,
  requestTimeout: true,
  startTimeout: true,
  retry: true,
  random: true,
  logger: true,
  onRetry: true,
};

/** Checks a connection's options; throws `PENSTOCK_BAD_OPTION`. */
export const checkConnection = (connection: KafkaConnection): CheckedConnection => {
  const {
    brokers,
    clientId = 'penstock',
    ssl = false,
    sasl,
    retry = {},
    random = Math.random,
    logger,
    onRetry,
  } = checkOptions(connection, connectionNames, 'The Kafka connection');
  checkOptions(retry, retryOptionNames, 'retry');
  checkFunctions({ random, onRetry });
  if (!Array.isArray(brokers) || brokers.length === 0) {
    throw sourcesError('PENSTOCK_BAD_OPTION', "brokers must list at least one broker as 'host:port'; got none.");
  }
  for (const [index, broker] of brokers.entries()) {
    const port = /^[^\s:@/]+:(\d{1,5})$/.exec(String(broker))?.[1];
    // Do not quote the address: it may contain a password.
    if (!port || Number(port) < 1 || Number(port) > 65_535) {
      throw sourcesError(
        'PENSTOCK_BAD_OPTION',
        `brokers[${index}] must be 'host:port' without a scheme or a user, such as 'localhost:9092'.`,
      );
    }
  }
  if (sasl && !['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer', 'aws'].includes(sasl.mechanism)) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      "sasl.mechanism must be 'plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer' or 'aws'.",
    );
  }
  return {
    brokers: [...brokers],
    clientId,
    ssl,
    sasl,
    connectionTimeout: Math.ceil(
      toMs(connection.connectionTimeout ?? '3s', 'connectionTimeout', { min: 1, max: longestConnect }),
    ),
    requestTimeout: Math.ceil(toMs(connection.requestTimeout ?? '30s', 'requestTimeout', { min: 1, max: longestMs })),
    startTimeout: toTimeLimit(connection.startTimeout ?? '10s', 'startTimeout'),
    retry: toRetryPolicy(retry, retryDefaults),
    random,
    logger,
    onRetry,
  };
};

/** Checks the name of a topic or a group; throws `PENSTOCK_BAD_OPTION` with the name of the option. */
export const checkName = (name: unknown, option: string): string => {
  if (typeof name === 'string' && name !== '') return name;
  throw sourcesError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be a non-empty string; got ${JSON.stringify(name) ?? 'none'}.`,
  );
};

/** Reports a failure that will be retried to the logger and to `onRetry`. */
export const reportRetry = ({ logger, onRetry }: CheckedConnection, retry: KafkaRetry): void => {
  const { what, error, attempt, wait } = retry;
  logger?.warn(
    { what, attempt, wait, code: error.code, error: error.message },
    `Kafka: ${what} failed and will be retried`,
  );
  onRetry?.(retry);
};
