import { checkOptions, retryOptionNames, toMs, toRetryPolicy, toTimeLimit } from '@penstock/stream/internal';
import type { Duration, RetryOptions } from '@penstock/stream';
import type { OptionNames, RetryPolicy } from '@penstock/stream/internal';
import type { ConnectionOptions } from 'node:tls';
import { sourcesError } from '../../errors.ts';
import type { KafkaError } from './kafka-error.ts';
import { longestMs } from './longest-ms.ts';

// kafkajs adds two of them to the time of a login, which is three, and sets a timer for the sum.
const longestConnect = 86_400_000;

// No answer of Kafka's protocol asks for a wait.
const retryDefaults: RetryPolicy = { initialDelay: 100, maxDelay: 5_000, giveUpAfter: Infinity, maxRetryAfter: 0 };

/** How to log in. Nothing of it is ever logged or put on an error. */
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

/** The part of a logger that is called; pino's has this shape. */
export interface KafkaLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A failure that is being tried again. */
export interface KafkaRetry {
  /** What failed, such as `commit` or `send`. */
  readonly what: string;
  readonly error: KafkaError;
  /** How often it has failed in a row, from 1. */
  readonly attempt: number;
  /** Milliseconds until the next try, where it is known. */
  readonly wait: number | undefined;
}

/** A Kafka cluster and how to reach it: plain options, shared by everything that talks to the cluster. */
export interface KafkaConnection {
  /** Brokers to begin with, `'host:port'` each; at least one. */
  readonly brokers: readonly string[];
  /** Name in the broker's logs and quotas; default `'penstock'`. */
  readonly clientId?: string;
  /** TLS: `true`, or the options of `tls.connect`. Default: none. */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: KafkaSasl;
  /** Longest wait for one TCP or TLS connection, 1 ms to 1 day; default `'3s'`. */
  readonly connectionTimeout?: Duration;
  /** Longest wait for the answer to one request, 1 ms to 24 days; default `'30s'`. */
  readonly requestTimeout?: Duration;
  /**
   * Longest time to try for the first answer of the cluster before giving up; `Infinity` for no limit. Default `'10s'`.
   */
  readonly startTimeout?: Duration;
  /**
   * Waits before a failure of the running flow is tried again. Default: `initialDelay` 100 ms, `maxDelay` 5 s, and no
   * `giveUpAfter`, since meanwhile nothing is lost; after it the flow errors with the last {@link KafkaError}.
   */
  readonly retry?: RetryOptions;
  /** Numbers of at least 0 and below 1, for the waits. Default: `Math.random`. */
  readonly random?: () => number;
  /** Gets the client's log; default: nothing is logged. */
  readonly logger?: KafkaLogger;
  /** Called for each failure that is tried again while running; the logger gets it as a warning, too. */
  readonly onRetry?: (retry: KafkaRetry) => void;
}

/** A {@link KafkaConnection} once checked: defaults filled in, durations in milliseconds. */
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
  if (!Array.isArray(brokers) || brokers.length === 0) {
    throw sourcesError('PENSTOCK_BAD_OPTION', "brokers must list at least one broker as 'host:port'.");
  }
  for (const [index, broker] of brokers.entries()) {
    const port = /^[^\s:@/]+:(\d{1,5})$/.exec(String(broker))?.[1];
    // Not quoted: an address pasted from elsewhere may hold a password.
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

/** Checks a name of a topic or a group; throws `PENSTOCK_BAD_OPTION`, naming `option`. */
export const checkName = (name: unknown, option: string): string => {
  if (typeof name === 'string' && name !== '') return name;
  throw sourcesError('PENSTOCK_BAD_OPTION', `${option} must be a name; got ${JSON.stringify(name) ?? 'none'}.`);
};

/** Reports a failure that will be tried again, to the logger and to `onRetry`. */
export const reportRetry = ({ logger, onRetry }: CheckedConnection, retry: KafkaRetry): void => {
  const { what, error, attempt, wait } = retry;
  logger?.warn(
    { what, attempt, wait, code: error.code, error: error.message },
    `Kafka: ${what} failed and is tried again`,
  );
  onRetry?.(retry);
};
