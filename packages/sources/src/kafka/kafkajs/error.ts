import { reasonText } from '@penstock/stream/error';
import { sourcesError } from '../../errors.ts';
import type { SourcesErrorCode } from '../../errors.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { isNotConnected } from './internals.ts';

/** The fields of kafkajs's errors that tell them apart; which of them are set differs from place to place. */
interface KafkajsError {
  readonly name?: string;
  readonly message?: string;
  readonly type?: string;
  readonly code?: string | number;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** The error and what led to it, outermost first; kafkajs wraps errors and leaves the telling field on an inner one. */
const chainOf = (error: unknown): KafkajsError[] => {
  const chain: KafkajsError[] = [];
  for (
    let link = error;
    typeof link === 'object' && link !== null && !chain.includes(link);
    link = (link as KafkajsError).cause ?? (link as KafkajsError).errors?.[0]
  ) {
    chain.push(link);
  }
  return chain;
};

/** The name that the Kafka protocol has for the error, such as `REBALANCE_IN_PROGRESS`, if the broker sent one. */
export const protocolError = (error: unknown): string | undefined =>
  chainOf(error).find(({ type }) => type !== undefined)?.type;

/** Whether no broker could say which one coordinates a group. */
export const isWithoutCoordinator = (error: unknown): boolean =>
  chainOf(error).some(({ name }) => name === 'KafkaJSGroupCoordinatorNotFound');

const unreachable = [
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSLockTimeout',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
];

const loginRefused = ['SASL_AUTHENTICATION_FAILED', 'UNSUPPORTED_SASL_MECHANISM', 'ILLEGAL_SASL_STATE'];

// What a broker says of records that it will never take.
const recordRefused = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'];

/** Makes a {@link KafkaError} of whatever kafkajs throws. `what` completes "Could not …". */
export const toKafkaError = (error: unknown, what: string): KafkaError => {
  const chain = chainOf(error);
  const own = chain.find((link) => link instanceof KafkaError);
  if (own) return own as KafkaError;
  const named = (names: readonly string[]) => chain.some(({ name }) => name !== undefined && names.includes(name));
  const type = protocolError(error);
  // An error that gathers others, such as of the topics in one request, has nothing to say of its own.
  const told = chain.filter((_, at) => at === 0 || chain[at - 1]?.errors !== undefined).map(({ message }) => message);
  const said = told.length > 0 ? told.join(': ') : reasonText(error);
  const make = (code: SourcesErrorCode, retriable: boolean, advice: string) =>
    new KafkaError(code, `Could not ${what}: ${said}. ${advice}`, { retriable, cause: error });

  if (named(['KafkaJSSASLAuthenticationError']) || (type !== undefined && loginRefused.includes(type))) {
    return make('PENSTOCK_KAFKA_LOGIN_REFUSED', false, 'Check the mechanism, name and password in sasl.');
  }
  if (type === 'INVALID_SESSION_TIMEOUT') {
    return make(
      'PENSTOCK_BAD_OPTION',
      false,
      "Set sessionTimeout within the broker's group.min.session.timeout.ms and group.max.session.timeout.ms.",
    );
  }
  if (type?.endsWith('_AUTHORIZATION_FAILED'))
    return make('PENSTOCK_KAFKA_NOT_ALLOWED', false, 'The broker does not allow it to this user; add an ACL.');
  if (type === 'INVALID_TIMESTAMP')
    return make(
      'PENSTOCK_RECORD_REFUSED',
      false,
      'The topic takes times from message.timestamp.before.max.ms before to message.timestamp.after.max.ms after ' +
        'the time of arrival.',
    );
  if (type !== undefined && recordRefused.includes(type))
    return make('PENSTOCK_RECORD_REFUSED', false, 'See max.message.bytes and the other settings of the topic.');
  if (type === 'INVALID_REPLICATION_FACTOR') {
    return make('PENSTOCK_KAFKA_FAILED', false, 'Give a replication of at most the number of brokers.');
  }
  if (type === 'INVALID_CONFIG') return make('PENSTOCK_KAFKA_FAILED', false, 'Correct the names and values in config.');
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION')
    return make('PENSTOCK_TOPIC_UNKNOWN', true, 'Make the topic with ensureTopic(), or correct its name.');
  if (chain.some(({ code }) => typeof code === 'string' && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code))) {
    return make('PENSTOCK_KAFKA_UNREACHABLE', false, 'Check the options of ssl against what the broker presents.');
  }
  if (named(unreachable) || chain.some(isNotConnected))
    return make(
      'PENSTOCK_KAFKA_UNREACHABLE',
      true,
      'Check that brokers names the right hosts and ports, that they are up, and that ssl and sasl are as the ' +
        'broker expects.',
    );
  const retriable =
    chain.find(({ name }) => name !== 'KafkaJSNumberOfRetriesExceeded' && name !== 'KafkaJSNonRetriableError')
      ?.retriable ?? false;
  return make('PENSTOCK_KAFKA_FAILED', retriable, 'The cause holds what the client knows.');
};

/** The error for a client library that is not there. */
export const peerMissing = (name: string, range: string, cause: unknown) =>
  sourcesError(
    'PENSTOCK_PEER_MISSING',
    `Expected ${name} ${range} beside @penstock/sources; it could not be loaded. Add it to your dependencies.`,
    cause,
  );
